import { html } from "hono/html";
import { sql } from "kysely";
import { instant, orNone } from "../frame/parts.ts";
import { createdColumn } from "../tables/columns.ts";
import { recordTable } from "../tables/record-table.ts";

const isAwsManaged = sql`v.facts ->> 'isAwsManaged' = 'true'`;
const isAttached = sql`(v.facts ->> 'attachments')::int > 0`;

/** Managed policies: the accounts' own, and those of AWS that are attached or a boundary. */
export const policies = recordTable<"iam_policy", never>({
  path: "/policies",
  title: "Policies",
  nav: { group: "Inventory" },
  kind: "iam_policy",
  kinds: [],
  what: { one: "policy", many: "policies" },
  filters: [
    {
      name: "owner",
      label: "Made by",
      choices: {
        account: { label: "the account", where: () => sql`not (${isAwsManaged})` },
        aws: { label: "AWS", where: () => isAwsManaged },
      },
    },
    {
      name: "attached",
      label: "Attached",
      choices: { yes: { label: "yes", where: () => isAttached }, no: { label: "no", where: () => sql`not (${isAttached})` } },
    },
  ],
  columns: [
    {
      label: "Name",
      sort: "name",
      cell: ({ name, account, id }) => html`<a href="/policies/${account}/${id}">${name}</a>`,
      text: ({ name }) => name,
    },
    { label: "Account", sort: "account", cell: ({ account }) => orNone(account), text: ({ account }) => account },
    {
      label: "Made by",
      cell: ({ facts }) => (facts.isAwsManaged ? "AWS" : "the account"),
      text: ({ facts }) => (facts.isAwsManaged ? "AWS" : "the account"),
    },
    {
      label: "Attached to",
      isNumber: true,
      cell: ({ facts }) => facts.attachments ?? "—",
      text: ({ facts }) => String(facts.attachments ?? ""),
    },
    {
      label: "Boundary of",
      isNumber: true,
      cell: ({ facts }) => facts.boundaryUses ?? "—",
      text: ({ facts }) => String(facts.boundaryUses ?? ""),
    },
    { label: "Version", cell: ({ facts }) => facts.defaultVersion, text: ({ facts }) => facts.defaultVersion },
    {
      label: "Changed",
      sort: "updatedAt",
      cell: ({ updatedAt }) => instant(updatedAt, "—"),
      text: ({ updatedAt }) => updatedAt ?? "",
    },
    createdColumn,
  ],
  more: async () => new Map<string, never>(),
});
