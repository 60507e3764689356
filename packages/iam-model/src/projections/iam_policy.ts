import { iamPolicy } from "@plumbline/collectors/iam_policy";
import { toPolicyText } from "../policy-text.ts";
import { defineProjection } from "../projection.ts";

/** Managed policies: the account's own, and of AWS's those that are attached or a boundary. */
export const policies = defineProjection(iamPolicy, (part) => [
  part({
    kinds: ["iam_policy"],
    needs: ["details"],
    project: ({ id: arn, isAwsManaged, details }, { account }) => {
      const { id, name, createdAt, updatedAt, versions, ...facts } = details;
      return [
        {
          ...{ kind: "iam_policy", id, account, name, arn, createdAt, updatedAt },
          facts: {
            ...{ path: facts.path, isAwsManaged, isAttachable: facts.isAttachable, attachments: facts.attachments },
            ...{ boundaryUses: facts.boundaryUses, defaultVersion: facts.defaultVersion, document: toPolicyText(facts.document) },
            versions,
          },
        },
      ];
    },
  }),
]);
