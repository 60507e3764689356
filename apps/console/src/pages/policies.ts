import { html } from "hono/html";
import { sql } from "kysely";
import { z } from "zod";
import { instant, orNone } from "../frame/parts.ts";
import { instantText } from "../tables/of-principal.ts";
import { recordTable } from "../tables/record-table.ts";

const Policy = z.object({
  isAwsManaged: z.boolean(),
  attachments: z.number().nullable(),
  boundaryUses: z.number().nullable(),
  defaultVersion: z.string(),
  versions: z.array(z.unknown()),
});
const isAwsManaged = sql`v.facts ->> 'isAwsManaged' = 'true'`;
const isAttached = sql`(v.facts ->> 'attachments')::int > 0`;

/** Managed policies: the accounts' own, and those of AWS that are attached. */
export const policies = recordTable<never>({
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
      cell: ({ name, account_id, record_id }) => html`<a href="/principals/policy/${account_id}/${record_id}">${name}</a>`,
      text: ({ name }) => name,
    },
    { label: "Account", sort: "account", cell: ({ account_id }) => orNone(account_id), text: ({ account_id }) => account_id },
    {
      label: "Made by",
      cell: ({ facts }) => (Policy.parse(facts).isAwsManaged ? "AWS" : "the account"),
      text: ({ facts }) => (Policy.parse(facts).isAwsManaged ? "AWS" : "the account"),
    },
    {
      label: "Attached to",
      isNumber: true,
      cell: ({ facts }) => Policy.parse(facts).attachments ?? "—",
      text: ({ facts }) => String(Policy.parse(facts).attachments ?? ""),
    },
    {
      label: "Boundary of",
      isNumber: true,
      cell: ({ facts }) => Policy.parse(facts).boundaryUses ?? "—",
      text: ({ facts }) => String(Policy.parse(facts).boundaryUses ?? ""),
    },
    { label: "Version", cell: ({ facts }) => Policy.parse(facts).defaultVersion, text: ({ facts }) => Policy.parse(facts).defaultVersion },
    {
      label: "Changed",
      sort: "updated",
      cell: ({ updated_at }) => instant(updated_at, "—"),
      text: ({ updated_at }) => instantText(updated_at),
    },
    {
      label: "Created",
      sort: "created",
      cell: ({ created_at }) => instant(created_at, "—"),
      text: ({ created_at }) => instantText(created_at),
    },
  ],
  more: async () => new Map<string, never>(),
});
