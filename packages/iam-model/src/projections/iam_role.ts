import { iamRole } from "@plumbline/collectors/iam_role";
import { toPolicyText } from "../policy-text.ts";
import { defineProjection } from "../projection.ts";
import { activity } from "./activity.ts";
import { heldPolicies } from "./held-policies.ts";

/** Roles with their trust and policies, and when each was last used. */
export const roles = defineProjection(iamRole, (part) => [
  part({
    kinds: ["iam_role", "iam_attachment", "iam_inline_policy", "iam_activity"],
    needs: ["details"],
    project: ({ id: name, details }, { account }) => {
      const { id, arn, path, createdAt, trust, boundary, instanceProfiles, tags, lastUsed } = details;
      return [
        {
          ...{ kind: "iam_role", id, account, name, arn, createdAt, updatedAt: null },
          facts: { path, trustPolicy: toPolicyText(trust), permissionsBoundary: boundary, instanceProfiles, tags },
        },
        ...heldPolicies({ kind: "role", account, id, name }, details),
        activity({ of: "role", id, account, principalId: id, principalName: name, lastUsedAt: lastUsed }),
      ];
    },
  }),
]);
