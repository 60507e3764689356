import type { RecordOf } from "@plumbline/iam-model/kinds";
import { html } from "hono/html";
import { sql } from "kysely";
import { orNone } from "../frame/parts.ts";
import { accountColumn, createdColumn, lastUsedColumn, policyCountColumn, principalColumn } from "../tables/columns.ts";
import { hasNot, lastUsedOf, ofPrincipals, usedWithin } from "../tables/of-principal.ts";
import { keyOf, recordTable } from "../tables/record-table.ts";
import { trustWords } from "../tables/trust-words.ts";

interface OfRole {
  readonly policies: number;
  readonly lastUsedAt: string | null;
}
const kinds = ["iam_attachment", "iam_inline_policy", "iam_activity"] as const;
const trustOf = ({ trustPolicy }: RecordOf<"iam_role">["facts"]): string => trustWords(trustPolicy).join(", ");
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
const isServiceLinked = sql`v.facts ->> 'path' like '/aws-service-role/%'`;

/** IAM roles of all accounts that one may see. */
export const roles = recordTable<"iam_role", OfRole>({
  path: "/roles",
  title: "Roles",
  nav: { group: "Inventory" },
  kind: "iam_role",
  kinds,
  what: { one: "role", many: "roles" },
  filters: [
    {
      name: "trusts",
      label: "Trusts",
      choices: {
        services: { label: "services", where: () => trusts("Service") },
        accounts: { label: "accounts and their principals", where: () => trusts("AWS") },
        federated: { label: "identity providers", where: () => trusts("Federated") },
      },
    },
    {
      name: "service-linked",
      label: "Service-linked",
      choices: { no: { label: "no", where: () => sql`not (${isServiceLinked})` }, yes: { label: "yes", where: () => isServiceLinked } },
    },
    {
      name: "unused",
      label: "Last used",
      choices: {
        "90": { label: "not in 90 days", where: (when) => hasNot("iam_activity", when, usedWithin(90, when)) },
        "365": { label: "not in a year", where: (when) => hasNot("iam_activity", when, usedWithin(365, when)) },
      },
    },
    {
      name: "boundary",
      label: "Boundary",
      choices: {
        yes: { label: "yes", where: () => sql`v.facts ->> 'permissionsBoundary' is not null` },
        no: { label: "no", where: () => sql`v.facts ->> 'permissionsBoundary' is null` },
      },
    },
  ],
  columns: [
    principalColumn("role"),
    accountColumn,
    { label: "Trusts", cell: ({ facts }) => orNone(trustOf(facts)), text: ({ facts }) => trustOf(facts) },
    policyCountColumn("Policies"),
    {
      label: "Boundary",
      cell: ({ facts }) => (facts.permissionsBoundary === null ? html`<span class="quiet">none</span>` : "yes"),
      text: ({ facts }) => facts.permissionsBoundary ?? "",
    },
    lastUsedColumn,
    createdColumn,
  ],
  async more(transaction, records, at) {
    const found = await ofPrincipals(transaction, { ids: records.map(({ id }) => id), kinds, at });
    const of = Map.groupBy(found, ({ account_id, principal_id }) => keyOf({ account: account_id, id: principal_id }));
    return new Map(
      [...of].map(([key, all]) => [
        key,
        {
          policies: all.filter(({ kind }) => kind !== "iam_activity").length,
          lastUsedAt: lastUsedOf(all),
        },
      ]),
    );
  },
});

/** Whether a statement of the trust policy names a principal of a sort; statements may be a list or one. */
function trusts(sort: "Service" | "AWS" | "Federated") {
  return sql`jsonb_path_exists(v.facts -> 'trustPolicy', ${`$.Statement[*].Principal.${sort}`}::jsonpath)`;
}
