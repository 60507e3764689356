import { html } from "hono/html";
import { sql } from "kysely";
import { orNone, sign } from "../frame/parts.ts";
import { accountColumn, createdColumn, lastUsedColumn, policyCountColumn, principalColumn } from "../tables/columns.ts";
import { GroupName, has, hasNot, KeyStatus, lastUsedOf, ofPrincipals, usedWithin } from "../tables/of-principal.ts";
import { keyOf, recordTable } from "../tables/record-table.ts";
import { atLeast, notLooked } from "../tables/unseen.ts";

interface OfUser {
  readonly groups: readonly string[];
  readonly policies: number;
  readonly hasPassword: boolean;
  readonly mfa: number;
  readonly activeKeys: number;
  readonly lastUsedAt: string | null;
}
const kinds = [
  "iam_membership",
  "iam_attachment",
  "iam_inline_policy",
  "iam_login_profile",
  "iam_mfa_device",
  "iam_access_key",
  "iam_activity",
] as const;
const active = sql`p.facts ->> 'status' = 'Active'`;

/** IAM users of all accounts that one may see. */
export const users = recordTable<"iam_user", OfUser>({
  path: "/users",
  title: "Users",
  nav: { group: "Inventory" },
  kind: "iam_user",
  kinds,
  what: { one: "user", many: "users" },
  filters: [
    {
      name: "mfa",
      label: "MFA device",
      choices: {
        no: { label: "none", where: (when) => hasNot("iam_mfa_device", when) },
        yes: { label: "at least one", where: (when) => has("iam_mfa_device", when) },
        missing: {
          label: "none, but a password",
          where: (when) => sql`${has("iam_login_profile", when)} and ${hasNot("iam_mfa_device", when)}`,
        },
      },
    },
    {
      name: "password",
      label: "Password",
      choices: {
        yes: { label: "yes", where: (when) => has("iam_login_profile", when) },
        no: { label: "no", where: (when) => hasNot("iam_login_profile", when) },
      },
    },
    {
      name: "keys",
      label: "Active keys",
      choices: {
        yes: { label: "at least one", where: (when) => has("iam_access_key", when, active) },
        no: { label: "none", where: (when) => hasNot("iam_access_key", when, active) },
      },
    },
    {
      name: "unused",
      label: "Last used",
      choices: {
        "90": { label: "not in 90 days", where: (when) => hasNot("iam_activity", when, usedWithin(90, when)) },
        "365": { label: "not in a year", where: (when) => hasNot("iam_activity", when, usedWithin(365, when)) },
      },
    },
  ],
  columns: [
    principalColumn("user"),
    accountColumn,
    {
      label: "Groups",
      cell: (_, more) => orNone(more?.groups.join(", ")),
      text: (_, more) => more?.groups.join(" ") ?? "",
      standsOn: () => ["iam_membership"],
      unseen: (more) => (more && more.groups.length > 0 ? `at least ${more.groups.join(", ")}` : notLooked),
    },
    policyCountColumn("Own policies"),
    {
      label: "Password and MFA",
      cell: (_, more) =>
        more?.hasPassword
          ? more.mfa > 0
            ? sign("good", "with MFA")
            : sign("bad", "no MFA")
          : html`<span class="quiet">no password</span>`,
      text: (_, more) => (more?.hasPassword ? (more.mfa > 0 ? "password with MFA" : "password without MFA") : "no password"),
      standsOn: (more) => (more?.hasPassword ? (more.mfa > 0 ? [] : ["iam_mfa_device"]) : ["iam_login_profile"]),
      unseen: (more) => (more?.hasPassword ? `password, MFA ${notLooked}` : notLooked),
    },
    {
      label: "Active keys",
      isNumber: true,
      cell: (_, more) => more?.activeKeys ?? 0,
      text: (_, more) => String(more?.activeKeys ?? 0),
      standsOn: () => ["iam_access_key"],
      unseen: (more) => atLeast(more?.activeKeys),
    },
    lastUsedColumn,
    createdColumn,
  ],
  async more(transaction, records, at) {
    const found = await ofPrincipals(transaction, { ids: records.map(({ id }) => id), kinds, at });
    const of = Map.groupBy(found, ({ account_id, principal_id }) => keyOf({ account: account_id, id: principal_id }));
    return new Map(
      [...of].map(([key, all]) => {
        const count = (kind: (typeof kinds)[number]) => all.filter((one) => one.kind === kind).length;
        return [
          key,
          {
            groups: all.filter(({ kind }) => kind === "iam_membership").map(({ facts }) => GroupName.parse(facts).groupName),
            policies: count("iam_attachment") + count("iam_inline_policy"),
            hasPassword: count("iam_login_profile") > 0,
            mfa: count("iam_mfa_device"),
            activeKeys: all.filter(({ kind, facts }) => kind === "iam_access_key" && KeyStatus.parse(facts).status === "Active").length,
            lastUsedAt: lastUsedOf(all),
          },
        ];
      }),
    );
  },
});
