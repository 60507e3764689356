import type { CheckVerdict } from "@plumbline/audit-kit/define";
import { z } from "zod";

/** What was decided about one principal, as far as a check needs it. */
export const Asked = z.strictObject({
  /** AWS's id of the principal: another one of the same name is not meant. */
  principalId: z.string().min(1),
  /** Only these groups are left; all when left out. */
  groups: z.array(z.string()).optional(),
  /** How the console is closed to a user; by a policy when left out. */
  login: z.literal("delete").optional(),
  /** Only sessions of a role that began before this instant are ended; all use of it when left out. */
  sessionsBefore: z.iso.datetime().optional(),
});
export type Asked = z.infer<typeof Asked>;

/** The settings of a check of a decision: what was decided, by account and name; one who had the name before may be meant too. */
export const Decided = z.strictObject({ asked: z.record(z.string(), z.array(Asked)).default({}) });
export type Decided = z.infer<typeof Decided>;

/** Names a principal in the settings. */
export const keyOf = ({ account, name }: { readonly account: string; readonly name: string }): string => `${account}/${name}`;

interface Judged {
  readonly facts: { readonly id: string };
  readonly account: { readonly id: string };
  readonly settings: Decided;
}
/** What was decided about the principal whose facts these are, and whose id AWS tells. */
export const askedOf = ({ facts, account, settings }: Judged, principalId: string | undefined): Asked | undefined =>
  settings.asked[keyOf({ account: account.id, name: facts.id })]?.find((one) => one.principalId === principalId);

/**
 * Judges a principal by what was decided about it. Nobody decided about it, or about one that had its name before: not applicable. Throws
 * where AWS does not tell its id, since it could be another one.
 */
export function judgeAsked(input: Judged, principalId: string | undefined, judge: (asked: Asked) => CheckVerdict): CheckVerdict {
  const all = input.settings.asked[keyOf({ account: input.account.id, name: input.facts.id })];
  if (!all) return { status: "not-applicable", reason: "nothing was decided about it" };
  if (principalId === undefined) throw new Error(`AWS did not tell the id of ${input.facts.id}; it may be another one than was decided on`);
  const asked = askedOf(input, principalId);
  if (asked) return withId(judge(asked), principalId);
  const meant = all.map((one) => one.principalId).join(", ");
  return { status: "not-applicable", reason: `it is another one of that name: ${meant} was decided on, and ${principalId} is there now` };
}

/** Evidence of who was judged, where several had the name. */
const withId = (verdict: CheckVerdict, principalId: string): CheckVerdict =>
  verdict.status === "not-applicable" ? verdict : { ...verdict, evidence: { principalId, ...verdict.evidence } };

/** What several decisions about one principal ask together: the most of each. */
export function mergedAsked(one: Asked, other: Asked): Asked {
  const groups = one.groups && other.groups ? [...new Set([...one.groups, ...other.groups])].sort() : undefined;
  const before =
    one.sessionsBefore !== undefined && other.sessionsBefore !== undefined ? [one.sessionsBefore, other.sessionsBefore].sort() : [];
  return {
    principalId: one.principalId,
    ...(groups ? { groups } : {}),
    ...((one.login ?? other.login) ? { login: "delete" as const } : {}),
    ...(before[1] === undefined ? {} : { sessionsBefore: before[1] }),
  };
}
