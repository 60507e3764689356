import { z } from "zod";
import { AccountId } from "./resource.ts";

/** One text or several; a list means any of them. */
const oneOrMore = (text: z.ZodString | typeof AccountId, description: string) =>
  z
    .union([text, z.array(text).min(1)])
    .transform((said) => [said].flat())
    .optional()
    .describe(description);
const name = z.string().min(1);

const narrowing = ["check", "account", "region", "type", "resource", "tag"] as const;
/** A pattern that every text matches. */
const isAnything = (pattern: string): boolean => /^[*/=]*$/.test(pattern);
const narrows = (patterns: readonly string[]): boolean => patterns.length > 0 && !patterns.some(isAnything);

/**
 * An exception as a person writes it: exempts findings from remediation until a day. Each field narrows, a list means any of it, and `*`
 * in a check, a resource or a tag stands for any text.
 */
export const ExceptionEntry = z
  .strictObject({
    check: oneOrMore(name, "Id of a check, or a pattern such as s3_bucket/*."),
    account: oneOrMore(AccountId, "Account id of 12 digits."),
    region: oneOrMore(name, "Region, such as eu-west-1. Global types such as iam_user are in their partition's main region."),
    type: oneOrMore(name, "Type of resource, such as s3_bucket."),
    resource: oneOrMore(name, "Id of a resource, or of a part of it such as an access key; * stands for any text."),
    tag: oneOrMore(z.string().regex(/^[^=]+=/, "must be key=value"), "Tag as key=value; * in either stands for any text."),
    reason: name.describe("Why the finding is left alone."),
    owner: name.describe("Who answers for it."),
    ticket: name.optional().describe("Where it was decided."),
    created: z.iso.date().optional().describe("Day on which it was decided."),
    expires: z.iso.date().describe("Last day on which it holds; the finding returns the day after."),
  })
  .refine((entry) => narrowing.some((field) => narrows([entry[field] ?? []].flat())), {
    error: `names none of ${narrowing.join(", ")}, and would cover everything`,
  })
  .refine(({ created, expires }) => created === undefined || created <= expires, {
    path: ["created"],
    error: "is after expires",
  })
  .meta({ anyOf: narrowing.map((field) => ({ required: [field] })) });
export type ExceptionEntry = z.infer<typeof ExceptionEntry>;

/** An exception in force. Only those of the four old variables, which know no end, have no `expires`.*/
export type Exception = Omit<ExceptionEntry, "expires"> & { readonly expires?: string | undefined };

/** What a finding tells of the exception that covers it. `unproven`: why it is not sure that it does; remediation leaves it alone. */
export const ExceptionMark = z.strictObject({
  id: z.string(),
  reason: z.string(),
  owner: z.string(),
  ticket: z.string().optional(),
  expires: z.iso.date().optional(),
  unproven: z.string().optional(),
});
export type ExceptionMark = z.infer<typeof ExceptionMark>;

/** The mark in words. */
export function exceptionText({ reason, owner, ticket, expires, unproven }: Omit<ExceptionMark, "id">): string {
  const end = expires === undefined ? "without end" : `until ${expires}`;
  const by = `${end} by ${owner}${ticket === undefined ? "" : ` (${ticket})`}: ${reason}`;
  return unproven === undefined ? `excepted ${by}` : `left alone, since it may be excepted ${by}; ${unproven}`;
}

/** What an exception narrows itself to, in words. */
export const scopeOf = (exception: Pick<Exception, (typeof narrowing)[number]>): string =>
  narrowing.flatMap((field) => (exception[field] ? [`${field} ${exception[field].join(" or ")}`] : [])).join(", ");

const day = 24 * 3_600_000;
/** An exception that ends within so many days is told ahead. */
export const warningDays = 14;

/** Days after today on which an exception still holds; negative when it is over, undefined when it has no end. */
export const daysLeft = (expires: string | undefined, now: Date): number | undefined =>
  expires === undefined ? undefined : Math.floor((Date.parse(expires) + day - 1 - now.getTime()) / day);

/** How an exception stands, in words. */
export function exceptionState(expires: string | undefined, now: Date): string {
  const left = daysLeft(expires, now);
  if (left === undefined) return "active, without end";
  if (left < 0) return `expired on ${expires}`;
  if (left > warningDays) return `active until ${expires}`;
  return left === 0 ? "expires today" : `expires in ${left} ${left === 1 ? "day" : "days"}`;
}

/** How one exception was used in a run. `isWhole`: the run looked at all that it could cover, so that no finding means that it is idle. */
export const ExceptionUse = z.strictObject({
  id: z.string(),
  scope: z.string(),
  owner: z.string(),
  ticket: z.string().optional(),
  expires: z.iso.date().optional(),
  findings: z.int(),
  isWhole: z.boolean(),
});
export type ExceptionUse = z.infer<typeof ExceptionUse>;

/** What its owner should know of an exception: that it ends, ended, or has no end; undefined when nothing. */
export function exceptionNote({ scope, owner, expires }: Pick<ExceptionUse, "scope" | "owner" | "expires">, now: Date): string | undefined {
  const left = daysLeft(expires, now);
  const said = `exception of ${scope} (${owner})`;
  if (left === undefined) return `${said} has no end; plumbline exceptions list --format yaml writes it as an entry with one`;
  if (left < 0) return `${said} ${exceptionState(expires, now)}: its findings have returned`;
  return left <= warningDays ? `${said} ${exceptionState(expires, now)}: its findings return on the day after ${expires}` : undefined;
}
