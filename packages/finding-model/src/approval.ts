import { z } from "zod";
import { Sha256 } from "./sha256.ts";

/** Somebody's word that a plan may be made: of the plan with this hash and no other, and until an instant. */
export const Approval = z
  .strictObject({
    plan: Sha256,
    approver: z.string().min(1),
    at: z.iso.datetime({ offset: true }),
    expires: z.iso.datetime({ offset: true }),
    note: z.string().optional(),
  })
  .refine(({ at, expires }) => Date.parse(at) < Date.parse(expires), { error: "expires before it begins", path: ["expires"] });
export type Approval = z.infer<typeof Approval>;

/** The file of approvals. Who may write to it decides what an approval is worth: keep it where changes are reviewed. */
export const Approvals = z.strictObject({ version: z.literal(1), approvals: z.array(Approval) });
export type Approvals = z.infer<typeof Approvals>;
