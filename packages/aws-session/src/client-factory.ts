import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, EndpointV2 } from "@smithy/types";
import type { ClientConstructor, Place } from "./aws.ts";
import type { EndpointOf } from "./endpoints.ts";
import { isSdkClient, type SdkClient } from "./middleware/sdk-client.ts";

/** What every client of a session shares. */
export interface ClientSettings {
  readonly requestHandler: NodeHttpHandler;
  readonly maxAttempts: number;
  /** Where a service id such as "S3 Control" is to be asked instead of at AWS. */
  readonly endpointOf: EndpointOf;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  /** Adds the session's middlewares to a new client. */
  readonly equip: (client: SdkClient, place: Place) => void;
}

export type Credentials = AwsCredentialIdentity;
export type CredentialProvider = () => Promise<Credentials>;

/** Makes a client of the AWS SDK that follows the session's settings. Throws a TypeError for any other constructor. */
export const makeClient = <C>(
  Client: ClientConstructor<C>,
  { place, credentials, settings }: { place: Place; credentials: CredentialProvider; settings: ClientSettings },
): C => {
  const base = configOf(place, credentials, settings);
  const first = asSdkClient(new Client(base), Client);
  // Only a client knows its service id, and only its constructor takes an endpoint.
  const endpoint = settings.endpointOf(first.config.serviceId);
  const client = endpoint === undefined ? first : asSdkClient(new Client({ ...base, ...overrideOf(endpoint) }), Client);
  if (endpoint !== undefined) routeS3Control(client, endpoint, place.region);
  settings.equip(client, place);
  return client;
};

const asSdkClient = <C>(client: C, Client: ClientConstructor<C>): C & SdkClient => {
  if (!isSdkClient(client)) throw new TypeError(`${Client.name} is no client of the AWS SDK v3`);
  return client;
};

const configOf = ({ region }: Place, credentials: CredentialProvider, settings: ClientSettings) => ({
  region,
  // The mark says that the provider keeps and renews credentials itself; the SDK would do it by the machine's clock.
  credentials: Object.assign((): ReturnType<AwsCredentialIdentityProvider> => credentials(), { memoized: true }),
  ...sharedConfig(settings),
});

const sharedConfig = (settings: ClientSettings) => ({
  requestHandler: settings.requestHandler,
  maxAttempts: settings.maxAttempts,
  retryMode: "standard",
  defaultsMode: "standard",
  logger: quiet,
  customUserAgent: "plumbline",
  useFipsEndpoint: settings.useFipsEndpoint,
  useDualstackEndpoint: settings.useDualstackEndpoint,
  // The SDK would look into the process's environment; the session has looked into the one that it was given.
  ignoreConfiguredEndpointUrls: true,
  // A queue URL comes from AWS's answers or from messages; it must not choose the host to which a signed request goes.
  useQueueUrlAsEndpoint: false,
  followRegionRedirects: true,
});

/** The settings for a client that the SDK makes itself; region and credentials are left to it. */
export const nestedConfig = (settings: ClientSettings, serviceId: string): object => {
  const endpoint = settings.endpointOf(serviceId);
  return { ...sharedConfig(settings), ...(endpoint !== undefined && overrideOf(endpoint)) };
};

const overrideOf = (endpoint: string) => ({
  endpoint,
  forcePathStyle: true,
  disableHostPrefix: true,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
});

// Without `info`, since the SDK copies and filters each input and output for a logger that has it.
const ignore = (): undefined => undefined;
const quiet = { trace: ignore, debug: ignore, warn: ignore, error: ignore };

// S3 Control's rules put the account id before the host, which an address such as 127.0.0.1 can't take.
const routeS3Control = (client: SdkClient, endpoint: string, region: string): void => {
  if (client.config.serviceId !== "S3 Control") return;
  const answer: EndpointV2 = {
    url: new URL(endpoint),
    headers: {},
    properties: { authSchemes: [{ name: "sigv4", signingName: "s3", signingRegion: region, properties: { disableDoubleEncoding: true } }] },
  };
  Object.assign(client.config, { endpointProvider: () => answer });
};
