import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A customer's account of Alert Logic; `found` holds what it told, by its own names. */
export const alertlogicAccount = defineKind({
  kind: "alertlogic_account",
  title: "Alert Logic: account",
  id: "Alert Logic's id",
  facts: z.strictObject({ found: z.record(z.string(), z.json()) }),
});
