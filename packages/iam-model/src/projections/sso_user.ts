import { instanceActions, seenInstances } from "@plumbline/collectors/facts/identity-center";
import { ssoUser } from "@plumbline/collectors/sso_user";
import { defineProjection } from "../projection.ts";

/** Users of Identity Center with their groups. */
export const ssoUsers = defineProjection(
  ssoUser,
  (part) => [
    part({
      kinds: ["sso_user"],
      needs: ["groups"],
      project: ({ id, instance, name, displayName, groups }) => [
        {
          kind: "sso_user",
          id,
          account: "",
          name,
          arn: null,
          createdAt: null,
          updatedAt: null,
          facts: { instance, displayName, groupIds: groups },
        },
      ],
    }),
  ],
  { spansAccounts: true, whyNot: { iam: instanceActions, instances: seenInstances } },
);
