import { iamUser } from "@plumbline/collectors/iam_user";
import type { IamRecord } from "../kinds.ts";
import { defineProjection } from "../projection.ts";
import { activity } from "./activity.ts";
import { heldPolicies } from "./held-policies.ts";

/** Users with their groups and policies, and when each password was last used. */
export const users = defineProjection(iamUser, (part) => [
  part({
    kinds: ["iam_user", "iam_attachment", "iam_inline_policy", "iam_membership"],
    needs: ["details"],
    project: ({ id: name, details }, { account }) => {
      const { id, arn, path, createdAt, boundary, tags, groups } = details;
      return [
        {
          ...{ kind: "iam_user", id, account, name, arn, createdAt, updatedAt: null },
          facts: { path, permissionsBoundary: boundary, tags },
        },
        ...heldPolicies({ kind: "user", account, id, name }, details),
        ...groups.map(
          (group): IamRecord => ({
            ...{
              kind: "iam_membership",
              id: `${id}/${group.name}`,
              account,
              name: group.name,
              arn: null,
              createdAt: null,
              updatedAt: null,
            },
            facts: { userId: id, userName: name, groupId: group.id, groupName: group.name },
          }),
        ),
      ];
    },
  }),
  part({
    kinds: ["iam_activity"],
    needs: ["details"],
    project: ({ id: name, passwordLastUsed, details: { id } }, { account }) => [
      activity({ of: "password", id, account, principalId: id, principalName: name, lastUsedAt: passwordLastUsed }),
    ],
  }),
]);
