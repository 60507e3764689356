import type { RecordOf } from "@plumbline/iam-model/kinds";
import { z } from "zod";
import { foundAnd } from "../found.ts";

const id = z.union([z.string().min(1), z.int()]).transform(String);
/** https://github.com/alertlogic/alertlogic-sdk-definitions, aims.v1.yaml, Account */
export const Account = z.object({
  id,
  name: z.string(),
  active: z.boolean().optional(),
  created: z.object({ at: z.number() }).optional(),
  modified: z.object({ at: z.number() }).optional(),
});
export const FoundAccount = foundAnd(Account);
/** assets_query.v1.yaml, query_exposures by remediation. */
export const FoundRemediation = foundAnd(z.object({ remediation_id: id, name: z.string().nullish() }));

const untold = { arn: null, createdAt: null, updatedAt: null };

export const toAccountRecord = ({ found, about }: z.output<typeof FoundAccount>, account: string): RecordOf<"alertlogic_account"> => ({
  ...{ kind: "alertlogic_account", id: about.id, account, name: about.name, arn: null },
  ...{ createdAt: instantOf(about.created?.at), updatedAt: instantOf(about.modified?.at), facts: { found } },
});

/** What is advised has one id in every account to which it applies. */
export const toRemediationRecord = (
  { found, about: { remediation_id: own, name } }: z.output<typeof FoundRemediation>,
  { customer, account }: { readonly customer: string; readonly account: string },
): RecordOf<"alertlogic_remediation"> => ({
  kind: "alertlogic_remediation",
  id: `${customer}/${own}`,
  ...{ account, name: name || own, ...untold, facts: { found } },
});

/** Of seconds since 1970. */
const instantOf = (seconds: number | undefined): string | null => {
  const instant = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
};
