import { iamGroup } from "@plumbline/collectors/iam_group";
import { defineProjection } from "../projection.ts";
import { heldPolicies } from "./held-policies.ts";

/** Groups with their policies; who is in one is told by the user. */
export const groups = defineProjection(iamGroup, (part) => [
  part({
    kinds: ["iam_group", "iam_attachment", "iam_inline_policy"],
    needs: ["details"],
    project: ({ id: name, details }, { account }) => {
      const { id, arn, path, createdAt } = details;
      return [
        { kind: "iam_group", id, account, name, arn, createdAt, updatedAt: null, facts: { path } },
        ...heldPolicies({ kind: "group", account, id, name }, details),
      ];
    },
  }),
]);
