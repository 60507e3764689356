import { AwsError } from "@plumbline/aws-session/errors";
import { reasonOf, StoreError, type StoreErrorCode } from "./error.ts";

const codes: Readonly<Record<string, { code: StoreErrorCode; hint: string }>> = {
  ResourceNotFoundException: { code: "missing", hint: "create the table as the README of @plumbline/run-store says, or name another one" },
  ValidationException: { code: "broken", hint: "the table must have the keys that the README of @plumbline/run-store says" },
};

/** Says what could not be done with a table, with what to do. */
export function tableError(tried: string, table: string, cause: unknown): StoreError {
  if (!(cause instanceof AwsError)) return new StoreError(`can't ${tried}: ${reasonOf(cause)}`, { ...unreachable, path: table, cause });
  const known = codes[cause.code] ?? (cause.kind === "denied" ? { ...unreachable, code: "unwritable" as const } : unreachable);
  return new StoreError(`can't ${tried}: ${cause.message}`, { ...known, hint: cause.hint ?? known.hint, path: table, cause });
}

const unreachable = { code: "unreachable", hint: "nothing was done; try again when DynamoDB answers" } as const;
