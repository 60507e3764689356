import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A user of AWS as CloudHealth has it; `found` holds what it told, by its own names. */
export const cloudhealthUser = defineKind({
  kind: "cloudhealth_user",
  title: "CloudHealth: user of AWS",
  id: "CloudHealth's id",
  facts: z.strictObject({ found: z.record(z.string(), z.json()) }),
});
