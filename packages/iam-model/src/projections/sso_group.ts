import { instanceActions, seenInstances } from "@plumbline/collectors/facts/identity-center";
import { ssoGroup } from "@plumbline/collectors/sso_group";
import { defineProjection } from "../projection.ts";

/** Groups of Identity Center. */
export const ssoGroups = defineProjection(
  ssoGroup,
  (part) => [
    part({
      kinds: ["sso_group"],
      needs: [],
      project: ({ id, instance, name, description }) => [
        { kind: "sso_group", id, account: "", name, arn: null, createdAt: null, updatedAt: null, facts: { instance, description } },
      ],
    }),
  ],
  { spansAccounts: true, whyNot: { iam: instanceActions, instances: seenInstances } },
);
