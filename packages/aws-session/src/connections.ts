import { setTimeout } from "node:timers/promises";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Aws, ClientConstructor, Destination, Place } from "./aws.ts";
import { type ClientSettings, type CredentialProvider, makeClient, nestedConfig } from "./client-factory.ts";
import type { Profile } from "./config-files.ts";
import { endpointsFrom } from "./endpoints.ts";
import { type CallRecorder, createCallRecorder } from "./middleware/count-calls.ts";
import { countAttempts, paceAttempts } from "./middleware/pace.ts";
import { recordCalls, replayCalls } from "./middleware/tape.ts";
import { wrapErrors } from "./middleware/wrap-errors.ts";
import type { SessionOptions } from "./options.ts";
import { createRateBudget } from "./rate-budget.ts";
import type { Surroundings } from "./surroundings.ts";

/** The clients of a session and what they share. */
export interface Connections {
  /** A place's handle; handles of the same place share their clients. */
  aws(to: Destination & { readonly partition: string }, credentials: CredentialProvider): Aws;
  /** A client of its own, for signing in. */
  client<C>(Client: ClientConstructor<C>, place: Place, credentials: CredentialProvider): C;
  /** The settings for a client that the SDK makes itself, of the service id given. */
  configOf(serviceId: string): object;
  /** Notes which regions an account has, so that a refusal by one of them is not taken for a region that is off. */
  noteEnabled(account: string, regions: readonly string[]): void;
  readonly recorder: CallRecorder;
  close(): void;
}

/** Opens nothing yet: makes the shared HTTP handler, the rate budget and the empty client cache. */
export const openConnections = (options: SessionOptions, surroundings: Surroundings, profile: Profile): Connections => {
  const recorder = createCallRecorder();
  const enabled = new Map<string, ReadonlySet<string>>();
  const settings = settingsOf(options, surroundings, {
    profile,
    recorder,
    isKnown: ({ account, region }) => enabled.get(account)?.has(region) === true,
  });
  const clients = new Map<string, Map<unknown, unknown>>();
  const cacheOf = (key: string): Map<unknown, unknown> => {
    const found = clients.get(key) ?? new Map<unknown, unknown>();
    clients.set(key, found);
    return found;
  };
  return {
    recorder,
    aws({ endpointUrl, ...place }, credentials) {
      const cache = cacheOf(`${place.account}/${place.region}/${endpointUrl ?? ""}`);
      return awsOf({ place, credentials, cache, settings: endpointUrl ? { ...settings, endpointOf: () => endpointUrl } : settings });
    },
    client: (Client, place, credentials) => makeClient(Client, { place, credentials, settings }),
    configOf: (serviceId) => nestedConfig(settings, serviceId),
    noteEnabled: (account, regions) => void enabled.set(account, new Set(regions)),
    close: () => settings.requestHandler.destroy(),
  };
};

interface Seat {
  readonly place: Place & { readonly partition: string };
  readonly credentials: CredentialProvider;
  readonly settings: ClientSettings;
  readonly cache: Map<unknown, unknown>;
}

const awsOf = ({ place, credentials, settings, cache }: Seat): Aws => ({
  ...place,
  client<C>(Client: ClientConstructor<C>): C {
    const found = cache.get(Client);
    if (found instanceof Client) return found;
    const made = makeClient(Client, { place, credentials, settings });
    cache.set(Client, made);
    return made;
  },
});

interface Watch {
  readonly profile: Profile;
  readonly recorder: CallRecorder;
  readonly isKnown: (place: Place) => boolean;
}

const sockets = 50;

const settingsOf = (options: SessionOptions, surroundings: Surroundings, { profile, recorder, isKnown }: Watch): ClientSettings => {
  const { environment, tape, elapsed = () => performance.now(), sleep = (milliseconds) => setTimeout(milliseconds) } = surroundings;
  const budget = createRateBudget({ ratePerSecond: options.ratePerSecond, burst: options.burst, elapsed, sleep });
  return {
    requestHandler: new NodeHttpHandler({
      httpAgent: { keepAlive: true, maxSockets: sockets },
      httpsAgent: { keepAlive: true, maxSockets: sockets },
      connectionTimeout: options.connectionTimeoutSeconds * 1000,
      requestTimeout: options.requestTimeoutSeconds * 1000,
      throwOnRequestTimeout: true,
    }),
    maxAttempts: options.maxAttempts,
    endpointOf: endpointsFrom(options, environment, profile),
    useFipsEndpoint: (environment["AWS_USE_FIPS_ENDPOINT"] ?? profile.settings["use_fips_endpoint"]) === "true",
    useDualstackEndpoint: (environment["AWS_USE_DUALSTACK_ENDPOINT"] ?? profile.settings["use_dualstack_endpoint"]) === "true",
    equip(client, place) {
      // The first is outermost, so that what the others throw is an AwsError in the end.
      wrapErrors(client, place, () => place.account !== unknownAccount && !isKnown(place));
      if (tape !== undefined && "replay" in tape) replayCalls(client, place, { replay: tape.replay, recorder });
      if (tape !== undefined && "record" in tape) recordCalls(client, place, tape.record);
      paceAttempts(client, place, budget);
      countAttempts(client, place, recorder);
    },
  };
};

/** Stands for the caller's account until STS has told it. */
export const unknownAccount = "caller";
