import type { Account } from "@aws-sdk/client-organizations";
import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { alone } from "./facts/organization-seat.ts";
import { readStandings, Standing } from "./facts/organization-tree.ts";
import { Tags, toTags } from "./facts/tags.ts";
import { untilGone } from "./facts/unless-gone.ts";

const sdk = () => import("@aws-sdk/client-organizations");
const source = "organizations.amazonaws.com";
const accountId = "requestParameters.accountId";
const moved = { source, effect: "update", touches: ["standing"], id: accountId } as const;
const onTarget = { ...moved, id: "requestParameters.targetId", toId: (id: string) => (/^\d{12}$/.test(id) ? id : undefined) } as const;
const onResource = { ...onTarget, touches: ["tags"], id: "requestParameters.resourceId" } as const;

const Base = z.object({
  id: z.string().regex(/^\d{12}$/),
  arn: z.string().min(1),
  name: z.string(),
  email: z.string(),
  status: z.string(),
  joinedAt: z.iso.datetime().nullable(),
});
/** AWS puts State in the place of Status. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
const toBase = ({ Id = "", Arn = "", Name = "", Email = "", State, Status, JoinedTimestamp }: Account) => ({
  ...{ id: Id, arn: Arn, name: Name, email: Email, status: State ?? Status ?? "", joinedAt: JoinedTimestamp?.toISOString() ?? null },
});

async function* readAll(aws: Aws) {
  const { OrganizationsClient, paginateListAccounts } = await sdk();
  for await (const page of paginateListAccounts({ client: aws.client(OrganizationsClient) }, {})) yield* (page.Accounts ?? []).map(toBase);
}

/** A member of the organization, as the management account or a delegated administrator sees it. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const organizationAccount = defineCollector({
  type: "organization_account",
  title: "Account of the organization",
  scope: "global",
  iam: ["organizations:ListAccounts"],
  findIam: ["organizations:DescribeAccount"],
  gone: ["AccountNotFoundException"],
  base: Base,
  list: (aws) => untilGone(alone, readAll(aws)),
  async find(aws, id) {
    if (!/^\d{12}$/.test(id)) return [];
    const { OrganizationsClient, DescribeAccountCommand } = await sdk();
    const { Account } = await aws.client(OrganizationsClient).send(new DescribeAccountCommand({ AccountId: id }));
    return Account ? [toBase(Account)] : [];
  },
  aspects: {
    standing: {
      iam: [
        ...(["organizations:DescribeOrganization", "organizations:ListRoots", "organizations:ListAccountsForParent"] as const),
        ...(["organizations:ListOrganizationalUnitsForParent", "organizations:ListPolicies"] as const),
        "organizations:ListTargetsForPolicy",
      ],
      per: "listing",
      schema: Standing,
      fetch: readStandings,
    },
    tags: {
      iam: ["organizations:ListTagsForResource"],
      schema: Tags,
      async fetch(aws, { id }) {
        const { OrganizationsClient, paginateListTagsForResource } = await sdk();
        const tags: Tags = {};
        for await (const page of paginateListTagsForResource({ client: aws.client(OrganizationsClient) }, { ResourceId: id }))
          Object.assign(tags, toTags(page.Tags));
        return tags;
      },
    },
  },
  events: [
    // AWS makes the account after the call; the service's own event tells its id.
    { source, name: "CreateAccountResult", effect: "create", id: "serviceEventDetails.createAccountStatus.accountId" },
    { source, name: "CloseAccount", effect: "update", touches: [], id: accountId },
    { ...moved, name: "MoveAccount" },
    { ...onTarget, name: "AttachPolicy" },
    { ...onTarget, name: "DetachPolicy" },
    { ...onResource, name: "TagResource" },
    { ...onResource, name: "UntagResource" },
    { source, name: "RemoveAccountFromOrganization", effect: "delete", id: accountId },
  ],
});
