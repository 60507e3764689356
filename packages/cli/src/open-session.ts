import { SessionOptions } from "@plumbline/aws-session/options";
import { partitionOf } from "@plumbline/aws-session/partition";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { faultsIn, inShort } from "@plumbline/finding-model/faults-in";
import { usageError } from "./command-error.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";

/** Tells whether an endpoint is on this machine: an emulator, not AWS. */
export function isLoopback(endpoint: string | undefined): boolean {
  if (endpoint === undefined) return false;
  const { hostname } = new URL(endpoint);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The regions that were named, none for all; unknown ones and such of several partitions are refused before the first call. */
function namedRegions({ regions }: GlobalOptions): readonly string[] {
  if (regions.includes("all")) {
    if (regions.length === 1) return [];
    throw usageError("--regions: all stands alone", "name the regions, or say all");
  }
  const partitions = new Set(regions.map(partitionOfNamed));
  if (partitions.size > 1)
    throw usageError(`--regions: ${regions.join(", ")} are of several partitions`, "credentials are of one; run once for each");
  return regions;
}

function partitionOfNamed(region: string): string {
  try {
    return partitionOf(region);
  } catch (cause) {
    throw usageError(`--regions: there is no region ${region}`, "give a region such as eu-west-1", cause);
  }
}

/** How a session calls: who names its role sessions, and the budget of calls. */
export type Ways = Partial<Pick<SessionOptions, "sessionNamePrefix" | "ratePerSecond" | "burst" | "maxAttempts">>;

/** The options that say what a session is made from. */
const flags: Readonly<Record<string, string>> = {
  ...{ profile: "--profile", roleArn: "--role-arn", externalId: "--external-id", accountRoleName: "--account-role" },
  ...{ endpointUrl: "--endpoint-url", region: "--regions", accounts: "--accounts", organization: "--ou or --exclude-account" },
};

/**
 * Signs in as the options say. Rejects with an AwsError when there are no credentials or AWS can't be reached. `ways` is for what needs more
 * calls a second than AWS lets most services have, and for who makes changes that shall not count as our own and names its sessions otherwise.
 */
export async function openSession(options: GlobalOptions, runId: string, io: Io, ways: Ways = {}): Promise<Session> {
  const { profile, roleArn, externalId, accountRole, endpointUrl, accounts, org, ou, excludeAccount } = options;
  const [first] = namedRegions(options);
  const parsed = SessionOptions.safeParse({
    ...{ profile, roleArn, externalId, endpointUrl, runId, ...ways },
    ...(accountRole === undefined ? {} : { accountRoleName: accountRole }),
    ...(first === undefined ? {} : { region: first }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(org || ou.length > 0 ? { organization: { ou, excludeAccounts: excludeAccount } } : {}),
    // An endpoint that was named is the only place where calls go.
    ignoreConfiguredEndpoints: endpointUrl !== undefined,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const flag = flags[String(issue?.path[0])];
    if (flag === undefined) throw usageError(`can't sign in with these options: ${faultsIn(parsed.error)}`, "see --help");
    throw usageError(`${flag}: ${inShort(issue?.message ?? "invalid")}`, "see --help");
  }
  return createSession(parsed.data, { environment: io.environment, now: io.now, sleep: io.sleep, ...(io.tape ? { tape: io.tape } : {}) });
}

/** A run's name: when it began, and a few random letters. */
export const newRunId = ({ now, random }: Pick<Io, "now" | "random">): string =>
  `${now().toISOString().replaceAll(/[-:.]/g, "")}-${random()}`;
