import { arn, parseArn } from "@plumbline/finding-model/arn";
import { type Asking, assumeRole } from "./assume-role.ts";
import type { Place } from "./aws.ts";
import type { CredentialProvider } from "./client-factory.ts";
import type { Profile } from "./config-files.ts";
import { type Connections, unknownAccount } from "./connections.ts";
import { credentialSource } from "./credential-source.ts";
import { homeRegion } from "./home-region.ts";
import type { SessionOptions } from "./options.ts";
import { refreshing } from "./refreshing.ts";
import { sessionNameOf } from "./session-name.ts";
import type { Surroundings } from "./surroundings.ts";

/** Who the session is. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
}

export interface SignedIn {
  readonly caller: Caller;
  /** Where STS is asked. */
  readonly region: string;
  /** The credentials of an account; its role is assumed when it is first asked for. Rejects with the AwsError of AssumeRole. */
  providerOf(account: string): Promise<CredentialProvider>;
}

interface Ground {
  readonly surroundings: Surroundings;
  readonly profile: Profile;
  readonly connections: Connections;
}

/** Finds the session's own credentials, assumes the chain of roles, and asks STS for the identity. */
export const signIn = async (options: SessionOptions, { surroundings, profile, connections }: Ground): Promise<SignedIn> => {
  const { environment, tape } = surroundings;
  const isReplay = tape !== undefined && "replay" in tape;
  // Recorded credentials are expired and never sign anything; at the epoch nothing is.
  const now = isReplay ? () => new Date(0) : (surroundings.now ?? (() => new Date()));
  const region = homeRegion(options, environment, profile);
  const asIn = (account: string): Asking => ({
    stsOf: (Client, credentials) => connections.client(Client, { account, region }, credentials),
    sessionName: sessionNameOf(options),
    externalId: options.externalId,
  });
  const asUnknown = asIn(unknownAccount);
  const clientConfig = connections.configOf("SSO");
  const sources = { environment, profile, asking: asUnknown, clientConfig, now };
  const source = refreshing(isReplay ? replayed : credentialSource(options, sources), now);
  const role = (asking: Asking, from: CredentialProvider, roleArn: string) => refreshing(() => assumeRole(asking, from, roleArn), now);
  const own = options.roleArn.reduce((from, roleArn) => role(asUnknown, from, roleArn), source);
  const caller = await identify({ account: unknownAccount, region }, own, connections);
  const byAccount = new Map<string, CredentialProvider>([[caller.account, own]]);
  return {
    caller,
    region,
    async providerOf(account) {
      const provider = byAccount.get(account) ?? role(asIn(caller.account), own, roleArnOf(account, caller, options));
      byAccount.set(account, provider);
      await provider();
      return provider;
    },
  };
};

const replayed: CredentialProvider = async () => ({ accessKeyId: "replayed", secretAccessKey: "replayed" });

const roleArnOf = (account: string, { partition }: Caller, { accountRoleName }: SessionOptions): string =>
  arn({ partition, service: "iam", account, resource: `role/${accountRoleName}` });

const identify = async (place: Place, credentials: CredentialProvider, connections: Connections): Promise<Caller> => {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const { Account, Arn } = await connections.client(STSClient, place, credentials).send(new GetCallerIdentityCommand({}));
  const partition = parseArn(Arn ?? "")?.partition;
  if (Account === undefined || Arn === undefined || partition === undefined)
    throw new Error(`sts:GetCallerIdentity in ${place.region} did not tell account and ARN; it said ${Account} and ${Arn}`);
  return { account: Account, arn: Arn, partition };
};
