import type { Session } from "@plumbline/aws-session/session";
import { usageError } from "@plumbline/cli/command-error";
import { arn } from "@plumbline/finding-model/arn";
import type { CollectConfig } from "./config.ts";
import type { RoleRow } from "./role-table.ts";

/** An account to collect, and the role that leads into it; without one it is the session's own. */
export interface Seat {
  readonly account: string;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
}
export interface Seats {
  readonly seats: readonly Seat[];
  /** Accounts that are left out, and why. */
  readonly left: readonly { readonly account: string; readonly reason: string }[];
}

/** What says whose accounts they are. */
export type Choosing = Pick<CollectConfig, "audit" | "org" | "ou"> &
  Partial<Pick<CollectConfig, "accountRole" | "externalId" | "accounts">>;

/**
 * Which accounts are collected: those named, the organization's, or the session's own and those of the table of roles. A role of the table
 * goes before the one that is named alike in every account.
 */
export async function findSeats(session: Session, config: Choosing, table: readonly RoleRow[]): Promise<Seats> {
  const { audit, accountRole = "member_remediator", externalId } = config;
  const own: Seat = { account: session.callerAccount, roleArn: undefined, externalId: undefined };
  if (audit === "local") return { seats: [own], left: [] };
  const isNamed = config.accounts !== undefined || config.org || config.ou.length > 0;
  const isLeft = (account: string): boolean => audit === "remote" && account === own.account;
  if (!isNamed) {
    const seats = onceEach([own, ...table].filter(({ account }) => !isLeft(account)));
    if (seats.length > 0) return { seats, left: [] };
    throw usageError(
      "the table of roles is empty, so that there is no other account",
      "add roles with plumbline iam roles add, or give --org",
    );
  }
  const { accounts, inactive, excluded } = await session.accounts();
  const seats = accounts.flatMap(({ id: account }): Seat[] => {
    if (isLeft(account)) return [];
    if (account === own.account) return [own];
    const known = table.filter((role) => role.account === account);
    const named = arn({ partition: session.partition, service: "iam", account, resource: `role/${accountRole}` });
    return known.length > 0 ? [...known] : [{ account, roleArn: named, externalId }];
  });
  const left = [
    ...inactive.map(({ id, state }) => ({ account: id, reason: `it is ${state.toLowerCase().replaceAll("_", " ")}` })),
    ...excluded.map(({ id }) => ({ account: id, reason: "it is excluded" })),
  ];
  return { seats: onceEach(seats), left };
}

/** An account is collected once, by the first role of the table that names it; the session's own needs none. */
const onceEach = (seats: readonly (Seat | RoleRow)[]): readonly Seat[] =>
  [...new Map(seats.toReversed().map(({ account, roleArn, externalId }) => [account, { account, roleArn, externalId }])).values()].toSorted(
    (a, b) => (a.account < b.account ? -1 : 1),
  );
