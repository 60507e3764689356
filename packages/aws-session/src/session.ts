import type { CallCounts } from "@plumbline/finding-model/run-report";
import type { z } from "zod";
import type { Aws, Destination } from "./aws.ts";
import { chooseAccounts } from "./choose-accounts.ts";
import { readProfile } from "./config-files.ts";
import { openConnections } from "./connections.ts";
import { ownRegion } from "./home-region.ts";
import { once } from "./once.ts";
import { SessionOptions } from "./options.ts";
import type { Membership } from "./organization.ts";
import { mainRegion, partitionOf } from "./partition.ts";
import { listRegions, type Regions } from "./regions.ts";
import { signIn } from "./sign-in.ts";
import type { Surroundings } from "./surroundings.ts";

/** Signed-in access to one or many accounts. */
export interface Session {
  readonly partition: string;
  /** The account of the session's own credentials. */
  readonly callerAccount: string;
  /** The ARN of the caller, as GetCallerIdentity tells it. */
  readonly callerArn: string;
  /** The caller's own region, as the environment or the profile says, whatever regions are looked at. */
  readonly region: string;
  /** Signs in to an account, by its role unless it is the session's own. Rejects with an AwsError when the role can't be assumed. */
  connect(to: Destination): Promise<Aws>;
  /** An account's regions, enabled and not; asked once. Rejects with an AwsError. */
  regions(account: string): Promise<Regions>;
  /** The regions that an account has enabled, in alphabetical order. */
  enabledRegions(account: string): Promise<readonly string[]>;
  /** The accounts that the options choose: those named, the organization's, or the session's own. Asked once. */
  accounts(): Promise<Membership>;
  /** The API calls that were sent so far, retries included. */
  readonly calls: CallCounts;
  /** Distinct `service:Operation` sent so far, of one account or of all; what came before the identity was known counts for no account. */
  operations(account?: string): readonly string[];
  /** Closes every connection. */
  close(): void;
}

/**
 * Signs in and asks STS who the caller is, which tells the partition. Rejects with an AwsError; its code is NoCredentials when there
 * are none. `surroundings.environment` is `process.env` as a rule.
 */
export const createSession = async (input: z.input<typeof SessionOptions>, surroundings: Surroundings): Promise<Session> => {
  const options = SessionOptions.parse(input);
  const profile = await readProfile(options.profile, surroundings.environment);
  const connections = openConnections(options, surroundings, profile);
  const { caller, region, providerOf } = await signIn(options, { surroundings, profile, connections }).catch((error: unknown) => {
    connections.close();
    throw error;
  });
  const { partition } = caller;
  const connect = async (to: Destination): Promise<Aws> => {
    // Throws for what is no region, such as `global`.
    partitionOf(to.region);
    return connections.aws({ ...to, partition }, await providerOf(to.account));
  };
  const regions = once(async (account) => {
    const found = await listRegions(await connect({ account, region }));
    connections.noteEnabled(account, found.enabled);
    return found;
  });
  const accounts = once(async () =>
    chooseAccounts(options, caller.account, () => connect({ account: caller.account, region: mainRegion(partition) })),
  );
  return {
    partition,
    callerAccount: caller.account,
    callerArn: caller.arn,
    region: ownRegion(partition, surroundings.environment, profile),
    connect,
    regions,
    enabledRegions: async (account) => (await regions(account)).enabled,
    accounts: () => accounts(""),
    get calls() {
      return connections.recorder.counts();
    },
    operations: (account) => connections.recorder.operations(account),
    close: () => connections.close(),
  };
};
