import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ec2Tags } from "./facts/event-id.ts";
import { PrefixList, readPrefixLists } from "./facts/prefix-lists.ts";
import { IngressRule, ruleKey, SecurityGroup, toIngressRule, toSecurityGroup } from "./facts/security-group.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const source = "ec2.amazonaws.com";
// In a default VPC a group may be named by its name; the answer has the ids of the rules' group since 2021.
const [groupId, groupName] = ["requestParameters.groupId", "requestParameters.groupName"] as const;
const onRules = { source, effect: "update", touches: ["rules", "prefixLists"] } as const;
const onList = { source, effect: "update", touches: ["prefixLists"] } as const;

/** Rule ids stand apart, by what the rule allows: AWS gives a new one to a rule that is made again. */
const Rules = z.object({ rules: z.array(IngressRule), ruleIds: z.record(z.string(), z.string()) });
/** A security group of the account itself. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const securityGroup = defineCollector({
  type: "security_group",
  title: "Security group",
  scope: "regional",
  iam: ["ec2:DescribeSecurityGroups"],
  gone: ["InvalidGroup.NotFound"],
  base: SecurityGroup,
  async *list(aws) {
    const { EC2Client, paginateDescribeSecurityGroups } = await sdk();
    for await (const page of paginateDescribeSecurityGroups({ client: aws.client(EC2Client) }, { MaxResults: 1000 })) {
      for (const group of page.SecurityGroups ?? []) if (group.OwnerId === aws.account) yield toSecurityGroup(group);
    }
  },
  /** Also by name, and by a prefix list: every group with a rule that refers to it. */
  async find(aws, id) {
    const { EC2Client, DescribeSecurityGroupsCommand } = await sdk();
    const Name = id.startsWith("pl-") ? "ip-permission.prefix-list-id" : "group-name";
    const input = id.startsWith("sg-") ? { GroupIds: [id] } : { Filters: [{ Name, Values: [id] }] };
    const { SecurityGroups } = await aws.client(EC2Client).send(new DescribeSecurityGroupsCommand(input));
    return (SecurityGroups ?? []).filter(({ OwnerId }) => OwnerId === aws.account).map(toSecurityGroup);
  },
  aspects: {
    rules: {
      iam: ["ec2:DescribeSecurityGroupRules"],
      per: 200, // values of a filter
      schema: Rules,
      async fetch(aws, groups) {
        const { EC2Client, paginateDescribeSecurityGroupRules } = await sdk();
        const all = new Map<string, { rules: IngressRule[]; ruleIds: Record<string, string> }>();
        for (const { id } of groups) all.set(id, { rules: [], ruleIds: {} });
        const input = { Filters: [{ Name: "group-id", Values: [...all.keys()] }], MaxResults: 1000 };
        for await (const page of paginateDescribeSecurityGroupRules({ client: aws.client(EC2Client) }, input)) {
          for (const one of page.SecurityGroupRules ?? []) {
            const own = all.get(one.GroupId ?? "");
            if (one.IsEgress || !own) continue;
            const rule = toIngressRule(one);
            own.rules.push(rule);
            own.ruleIds[ruleKey(rule)] = one.SecurityGroupRuleId ?? "";
          }
        }
        for (const { rules } of all.values()) rules.sort((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : 1));
        return all;
      },
    },
    /** Those that a group's ingress rules refer to. A group with a list that AWS does not show, such as one no longer shared, is left out. */
    prefixLists: {
      iam: ["ec2:DescribeManagedPrefixLists", "ec2:GetManagedPrefixListEntries"],
      per: 100,
      schema: z.array(PrefixList),
      async fetch(aws, groups) {
        const lists = await readPrefixLists(aws, [...new Set(groups.flatMap(({ prefixListIds }) => prefixListIds))]);
        return new Map(
          groups.flatMap(({ id, prefixListIds }): [string, PrefixList[]][] => {
            const own = prefixListIds.flatMap((listId) => lists.find((list) => list.id === listId) ?? []);
            return own.length === prefixListIds.length ? [[id, own]] : [];
          }),
        );
      },
    },
  },
  events: [
    { source, name: "CreateSecurityGroup", effect: "create", id: "responseElements.groupId" },
    {
      ...onRules,
      name: "AuthorizeSecurityGroupIngress",
      id: [groupId, "responseElements.securityGroupRuleSet.items[].groupId", groupName],
    },
    {
      ...onRules,
      name: "RevokeSecurityGroupIngress",
      id: [groupId, "responseElements.revokedSecurityGroupRuleSet.items[].groupId", groupName],
    },
    { ...onRules, name: "ModifySecurityGroupRules", id: "requestParameters.ModifySecurityGroupRulesRequest.GroupId" },
    { ...onList, name: "ModifyManagedPrefixList", id: "requestParameters.ModifyManagedPrefixListRequest.PrefixListId" },
    { ...onList, name: "RestoreManagedPrefixListVersion", id: "requestParameters.RestoreManagedPrefixListVersionRequest.PrefixListId" },
    ...ec2Tags(/^sg-/),
    { source, name: "DeleteSecurityGroup", effect: "delete", id: [groupId, groupName] },
  ],
});
