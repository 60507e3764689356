import type { RunHeader } from "@plumbline/finding-model/run-report";
import { usageError } from "./command-error.ts";
import type { GlobalOptions } from "./global-options.ts";
import { isLoopback } from "./open-session.ts";

/** Says for which endpoint something was made when another one is asked for. */
export const otherEndpoint = (made: string | undefined, { endpointUrl }: Pick<GlobalOptions, "endpointUrl">): string | undefined =>
  made === endpointUrl ? undefined : `was made for ${made ?? "AWS"}, not for ${endpointUrl ?? "AWS"}`;

/** Refuses to go on with a run of an emulator at AWS, and the other way round; an emulator may have got another port. */
export function proveSameEndpoint({ id, endpoint }: Pick<RunHeader, "id" | "endpoint">, options: GlobalOptions): void {
  const other = otherEndpoint(endpoint, options);
  if (other !== undefined && !(isLoopback(endpoint) && isLoopback(options.endpointUrl)))
    throw usageError(`run ${id} ${other}`, "give the same --endpoint-url, or start a new run");
}

/** The options with the accounts and regions of a run in place of those that are asked for now. */
export const optionsOfRun = (
  options: GlobalOptions,
  { accounts, regionsAsked }: Pick<RunHeader, "accounts" | "regionsAsked">,
): GlobalOptions => ({
  ...options,
  accounts: accounts.map(({ id }) => id),
  ...{ org: false, ou: [], excludeAccount: [] },
  regions: regionsAsked,
});
