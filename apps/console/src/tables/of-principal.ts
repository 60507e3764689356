import type { Kind } from "@plumbline/iam-model/kinds";
import type { Tables } from "@plumbline/iam-store/tables";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { z } from "zod";
import { holds, type When } from "./holds.ts";

/** What of some principals holds at an instant, or now: their keys, policies, memberships and so on. */
export async function ofPrincipals(
  transaction: Transaction<Tables>,
  { ids, kinds, at }: { ids: readonly string[]; kinds: readonly Kind[]; at: Date | undefined },
): Promise<readonly OfPrincipal[]> {
  const { rows } = await sql<OfPrincipal>`
    select v.kind, v.record_id, v.account_id, v.name, v.facts, v.principal_id from versions v
    where v.principal_id = any(${ids}::text[]) and v.kind = any(${kinds}::text[]) and ${holds("v", at)}
    order by v.kind, v.name, v.record_id`.execute(transaction);
  return rows;
}

export interface OfPrincipal {
  readonly kind: Kind;
  readonly record_id: string;
  readonly account_id: string;
  readonly name: string;
  readonly facts: unknown;
  readonly principal_id: string;
}

/** Whether the principal `v` has any of a kind, by a condition on it, the version `p`. */
export const has = (kind: Kind, { at }: When, and: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> =>
  sql`exists (select from versions p where p.principal_id = v.record_id and p.account_id = v.account_id and p.kind = ${kind} and ${holds("p", at)} and ${and})`;

export const hasNot = (kind: Kind, when: When, and?: RawBuilder<unknown>): RawBuilder<unknown> => sql`not ${has(kind, when, and)}`;

/** Last used within so many days: a condition on the activity `p`. */
export const usedWithin = (days: number, { at, now }: When): RawBuilder<unknown> =>
  sql`(p.facts ->> 'lastUsedAt')::timestamptz > ${new Date((at ?? now).getTime() - days * 86_400_000)}`;

/** The parts of facts that tables read. */
export const GroupName = z.object({ groupName: z.string() });
export const PolicyArn = z.object({ policyArn: z.string() });
export const Activity = z.object({ of: z.string(), lastUsedAt: z.iso.datetime().nullable() });
export type Activity = z.output<typeof Activity>;
export const KeyStatus = z.object({ status: z.string() });

/** A policy's ARN without what every one of them has. */
export const shortArn = (arn: string): string => arn.replace(/^arn:[\w-]+:iam::/, "").replace(/^aws:policy\//, "aws/");

/** When any of a principal's own was last used, by their activities; null for never within what AWS remembers. */
export const lastUsedOf = (own: readonly OfPrincipal[]): string | null =>
  own
    .filter(({ kind }) => kind === "iam_activity")
    .map(({ facts }) => Activity.parse(facts).lastUsedAt)
    .filter((one) => one !== null)
    .sort()
    .at(-1) ?? null;
