import { z } from "zod";
import { AccountId } from "./resource.ts";

/** Exempts findings from remediation until a day; each field narrows, `*` in `resource` stands for any text. */
export const Exception = z
  .strictObject({
    check: z.string().optional(),
    account: AccountId.optional(),
    region: z.string().optional(),
    type: z.string().optional(),
    resource: z.string().min(1).optional(),
    reason: z.string().min(1),
    owner: z.string().min(1),
    until: z.iso.date(),
  })
  .refine(({ check, account, region, type, resource }) => [check, account, region, type, resource].some((field) => field !== undefined), {
    error: "names none of check, account, region, type and resource, and would cover everything",
  });
export type Exception = z.infer<typeof Exception>;
