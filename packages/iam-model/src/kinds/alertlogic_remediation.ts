import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** What Alert Logic advises to mend; `found` holds what it told, by its own names. */
export const alertlogicRemediation = defineKind({
  kind: "alertlogic_remediation",
  title: "Alert Logic: remediation",
  id: "Alert Logic's id",
  facts: z.strictObject({ found: z.record(z.string(), z.json()) }),
});
