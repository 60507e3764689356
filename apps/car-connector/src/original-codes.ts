import { AwsError } from "@plumbline/aws-session/errors";
import { CarError } from "@plumbline/car-client/car-error";
import { exitCodes } from "@plumbline/cli/exit-code";
import { explain } from "@plumbline/cli/explain";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { FailureKind } from "@plumbline/finding-model/failure";
import { StoreError } from "@plumbline/run-store/error";
import { CommanderError } from "commander";

/** The exit codes of IBM's connector framework. 50 to 55 are the data source's: AWS's. */
export const originalCodes = {
  ...{ success: 0, unhandled: 1, usage: 2, recoverable: 10, unrecoverable: 20 },
  ...{ source: 50, connect: 51, authenticate: 52, forbidden: 53, parameter: 54, data: 55 },
} as const;
export type OriginalCode = (typeof originalCodes)[keyof typeof originalCodes];

const causes: Readonly<Record<FailureKind, OriginalCode>> = {
  denied: originalCodes.forbidden,
  "scp-denied": originalCodes.forbidden,
  "region-disabled": originalCodes.parameter,
  unsupported: originalCodes.parameter,
  expired: originalCodes.authenticate,
  throttled: originalCodes.source,
  "timed-out": originalCodes.connect,
  network: originalCodes.connect,
  absent: originalCodes.data,
  gone: originalCodes.data,
  failed: originalCodes.source,
};
/** AWS's words for keys that it does not know. */
const authentication = new Set([
  ...["NoCredentials", "ProfileNotFound", "InvalidClientTokenId", "SignatureDoesNotMatch", "AuthFailure", "UnrecognizedClientException"],
  ...["InvalidAccessKeyId", "ExpiredToken", "ExpiredTokenException"],
]);

/** The original's code for cells that could not be looked at: that of the first, since it has no code for several reasons. */
export function codeOfCells(cells: readonly Pick<Cell, "outcome">[]): OriginalCode {
  const [first] = cells.flatMap(({ outcome }) => (outcome === "ok" || outcome === "skipped" ? [] : outcome));
  return first === undefined ? originalCodes.success : causes[first];
}

/** What keeps the state from a run for a while only; the run can be started again as it is. */
const passing: ReadonlySet<StoreError["code"]> = new Set(["locked", "unreachable", "no-space"]);

/** The original's code for what ended a run. */
export function codeOfError(error: unknown): OriginalCode {
  if (error instanceof CarError) return error.kind === "recoverable" ? originalCodes.recoverable : originalCodes.unrecoverable;
  if (error instanceof AggregateError && error.cause instanceof CarError) return codeOfError(error.cause);
  if (error instanceof AwsError) return authentication.has(error.code) ? originalCodes.authenticate : causes[error.kind];
  if (error instanceof StoreError && passing.has(error.code)) return originalCodes.recoverable;
  if (error instanceof CommanderError && error.exitCode === 0) return originalCodes.success;
  return explain(error).exitCode === exitCodes.usage ? originalCodes.usage : originalCodes.unhandled;
}
