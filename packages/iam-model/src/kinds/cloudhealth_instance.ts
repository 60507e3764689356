import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** An instance as CloudHealth has it; `found` holds what it told, by its own names. */
export const cloudhealthInstance = defineKind({
  kind: "cloudhealth_instance",
  title: "CloudHealth: instance",
  id: "CloudHealth's id",
  facts: z.strictObject({ found: z.record(z.string(), z.json()) }),
});
