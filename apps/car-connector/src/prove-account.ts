import type { Session } from "@plumbline/aws-session/session";
import { usageError } from "@plumbline/cli/command-error";
import type { Config } from "./config.ts";

/** IBM's connector takes the id by hand and the keys of that account: others are a mistake, and no role of another account is meant. */
export function proveAccount({ accountId, clientId }: Config, { callerAccount }: Session): void {
  if (accountId !== undefined && clientId !== undefined && accountId !== callerAccount)
    throw usageError(
      `the keys are of account ${callerAccount}, and --account-id is ${accountId}`,
      "give the keys of that account, or its id",
    );
}
