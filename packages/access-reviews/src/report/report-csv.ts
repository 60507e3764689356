import { csvLines } from "../pack/rows.ts";
import { unseenIn, withUnseen } from "../unseen.ts";
import type { AccountAccess, ReportedPrincipal } from "./access-report.ts";
import { lastUse, policyParts, signIn } from "./report-words.ts";

type Row = { readonly of: AccountAccess; readonly principal: ReportedPrincipal | undefined };

/** The same report as a table: a row for each principal, and one for each gap, so that nobody takes the table for all. */
export const reportCsv = (accounts: AsyncIterable<AccountAccess>): AsyncGenerator<string> => csvLines(columns, rowsOf(accounts));

async function* rowsOf(accounts: AsyncIterable<AccountAccess>): AsyncGenerator<Row & { readonly gap: string }> {
  for await (const of of accounts) {
    for (const { kind, cause } of of.coverage.gaps) yield { of, principal: undefined, gap: `${kind}: ${cause}` };
    for (const principal of of.principals) yield { of, principal, gap: "" };
  }
}

const names = (of: readonly { name: string }[]): string => of.map(({ name }) => name).join(" ");
const columns: Readonly<Record<string, (row: Row & { readonly gap: string }) => string | null>> = {
  business_unit: ({ of }) => of.businessUnit,
  account: ({ of }) => of.account,
  account_name: ({ of }) => of.name,
  owner: ({ of }) => of.owner,
  not_seen: ({ gap }) => gap,
  kind: ({ principal }) => principal?.kind ?? null,
  principal: ({ principal }) => principal?.principalName ?? null,
  via: ({ principal }) => principal?.via ?? null,
  arn: ({ principal }) => principal?.arn ?? null,
  policies: ({ principal }) =>
    principal
      ? withUnseen(names([...principal.permissions.attached, ...principal.permissions.inline]), principal.permissions, policyParts)
      : null,
  groups: ({ principal }) => (principal ? withUnseen(names(principal.permissions.groups), principal.permissions, ["groups"]) : null),
  boundary: ({ principal }) => principal?.permissions.boundary?.name ?? null,
  sign_in: ({ of, principal }) => (principal ? signIn(of, principal) : null),
  last_use: ({ of, principal }) => (principal ? lastUse(of, principal) : null),
  privileged_because: ({ principal }) => principal?.privilegedBecause.join("; ") ?? null,
  not_looked_at: ({ principal }) => (principal ? unseenIn(principal.permissions) : null),
  permission_hash: ({ principal }) => principal?.permissionHash ?? null,
};
