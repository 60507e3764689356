import { sql } from "kysely";
import { orNone } from "../frame/parts.ts";
import { accountColumn, createdColumn, principalColumn } from "../tables/columns.ts";
import { holds } from "../tables/holds.ts";
import { has, hasNot, ofPrincipals, PolicyArn, shortArn } from "../tables/of-principal.ts";
import { keyOf, recordTable } from "../tables/record-table.ts";
import { atLeast, notLooked } from "../tables/unseen.ts";

interface OfGroup {
  readonly members: number;
  readonly policies: readonly string[];
}
const held = ["iam_attachment", "iam_inline_policy"] as const;

/** IAM groups of all accounts that one may see. */
export const groups = recordTable<"iam_group", OfGroup>({
  path: "/groups",
  title: "Groups",
  nav: { group: "Inventory" },
  kind: "iam_group",
  kinds: ["iam_membership", ...held],
  what: { one: "group", many: "groups" },
  filters: [
    {
      name: "members",
      label: "Members",
      choices: {
        no: { label: "none", where: ({ at }) => sql`not ${isJoined(at)}` },
        yes: { label: "at least one", where: ({ at }) => isJoined(at) },
      },
    },
    {
      name: "policies",
      label: "Policies",
      choices: {
        inline: { label: "inline ones", where: (when) => has("iam_inline_policy", when) },
        none: { label: "none", where: (when) => sql`${hasNot("iam_inline_policy", when)} and ${hasNot("iam_attachment", when)}` },
      },
    },
  ],
  columns: [
    principalColumn("group"),
    accountColumn,
    {
      label: "Members",
      isNumber: true,
      cell: (_, more) => more?.members ?? 0,
      text: (_, more) => String(more?.members ?? 0),
      standsOn: () => ["iam_membership"],
      unseen: (more) => atLeast(more?.members),
    },
    {
      label: "Policies",
      cell: (_, more) => orNone(more?.policies.join(", ")),
      text: (_, more) => more?.policies.join(" ") ?? "",
      standsOn: () => held,
      unseen: (more) => (more && more.policies.length > 0 ? `at least ${more.policies.join(", ")}` : notLooked),
    },
    createdColumn,
  ],
  async more(transaction, records, at) {
    const policies = await ofPrincipals(transaction, { ids: records.map(({ id }) => id), kinds: held, at });
    const { rows } = await sql<{ account_id: string; name: string; members: number }>`
      select m.account_id, m.facts ->> 'groupName' as name, count(*)::int as members from versions m
      where m.kind = 'iam_membership' and m.account_id = any(${[...new Set(records.map(({ account }) => account))]}::text[])
        and m.facts ->> 'groupName' = any(${records.map(({ name }) => name)}::text[]) and ${holds("m", at)}
      group by 1, 2`.execute(transaction);
    return new Map(
      records.map((record) => [
        keyOf(record),
        {
          members: rows.find(({ account_id, name }) => account_id === record.account && name === record.name)?.members ?? 0,
          policies: policies
            .filter(({ principal_id, account_id }) => principal_id === record.id && account_id === record.account)
            .map(({ kind, name, facts }) => (kind === "iam_attachment" ? shortArn(PolicyArn.parse(facts).policyArn) : `inline ${name}`)),
        },
      ]),
    );
  },
});

/** Whether the group `v` has a member; memberships name it. */
const isJoined = (at: Date | undefined) =>
  sql`exists (select from versions m where m.kind = 'iam_membership' and m.account_id = v.account_id and m.facts ->> 'groupName' = v.name and ${holds("m", at)})`;
