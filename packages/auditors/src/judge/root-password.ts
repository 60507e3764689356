import type { Facts } from "@plumbline/audit-kit/define";
import type { account } from "@plumbline/collectors/account";
import { z } from "zod";

/** Whether a root user without a password needs no MFA. */
export const RootMfa = z.strictObject({ mayHaveNoPassword: z.boolean().default(false) });

type Summary = Facts<typeof account, "summary">["summary"];
/** What AWS does not count is no zero. */
export const isWithoutPassword = ({ AccountPasswordPresent }: Summary, { mayHaveNoPassword }: z.output<typeof RootMfa>): boolean =>
  mayHaveNoPassword && AccountPasswordPresent === 0;
