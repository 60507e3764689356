import type { OtherNames } from "@plumbline/access-reviews/reviewer-ids";
import type { Actor } from "@plumbline/iam-store/actor";
import { z } from "zod";
import { Refusal } from "./refusal.ts";

/** What a person may do in the console; each may do all that the ones before it may. */
export const consoleRoles = ["reader", "reviewer", "admin"] as const;
export const ConsoleRole = z.enum(consoleRoles);
export type ConsoleRole = z.output<typeof ConsoleRole>;

/** A role in one account, or in all (`*`). */
export interface Grant {
  readonly role: ConsoleRole;
  readonly account: string;
}

/** Who signed in, as the provider says. */
export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Under which names reviews and plans may know the person besides. */
  readonly names: OtherNames;
  readonly via: "oidc" | "dev";
}

/** Somebody who is signed in, and what that person may do. */
export interface Viewer extends Person {
  readonly grants: readonly Grant[];
}

/** The accounts in which somebody has at least a role; none of them is an empty list. */
export function accountsOf({ grants }: Pick<Viewer, "grants">, role: ConsoleRole): Actor["accounts"] {
  const held = grants.filter((grant) => consoleRoles.indexOf(grant.role) >= consoleRoles.indexOf(role));
  if (held.some(({ account }) => account === "*")) return "all";
  return [...new Set(held.map(({ account }) => account))].sort();
}

/** Whether somebody has at least a role in any account, or in the one that is named. */
export function may(viewer: Pick<Viewer, "grants">, role: ConsoleRole, account?: string): boolean {
  const accounts = accountsOf(viewer, role);
  return accounts === "all" || (account === undefined ? accounts.length > 0 : accounts.includes(account));
}

/** Refuses what only who has a role in some account may do; `target` is the page that it belongs to, for the audit log. */
export function proveRole(viewer: Pick<Viewer, "grants">, role: ConsoleRole, target: string): void {
  if (!may(viewer, role)) throw new Refusal(403, `Only who is ${role} of an account may do this.`, { target });
}

/** On whose behalf the database acts: with the role that is wanted and no more, and for the accounts in which the person has it. */
export const actorOf = (viewer: Viewer, role: ConsoleRole): Actor => ({
  ...{ role, accounts: accountsOf(viewer, role), subject: viewer.subject },
});
