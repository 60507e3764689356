import { allow, policyOf } from "@plumbline/audit-kit/generate";
import { importActions } from "@plumbline/car-model/import-actions";
import { projections } from "@plumbline/car-model/projections";
import { sessionStatement } from "@plumbline/cli/session-actions";
import { json } from "./text.ts";

/** The policy that imports into CAR take in each account. */
export async function carDocuments(): Promise<Record<string, string>> {
  const all = await Promise.all(Object.values(projections).map((load) => load()));
  return { "docs/iam/car-policy.json": json(policyOf([allow("PlumblineReads", importActions(all)), sessionStatement])) };
}
