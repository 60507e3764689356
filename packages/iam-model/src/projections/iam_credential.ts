import { iamUser } from "@plumbline/collectors/iam_user";
import type { IamRecord } from "../kinds.ts";
import { defineProjection } from "../projection.ts";
import { activity } from "./activity.ts";

const untold = { arn: null, updatedAt: null };
/** The listing tells it of every user; without it nothing can be said whose a credential is. */
function idOf({ id, userId }: { readonly id: string; readonly userId?: string | undefined }): string {
  if (userId === undefined) throw new Error(`AWS's listing tells no id of ${id}`);
  return userId;
}

/** What users sign in with: access keys and their last use, MFA devices, passwords. Three calls for each user, and one for each key. */
export const credentials = defineProjection(
  iamUser,
  (part) => [
    part({
      kinds: ["iam_access_key", "iam_activity"],
      needs: ["accessKeys"],
      project: (user, { account }) => {
        const [userId, userName] = [idOf(user), user.id];
        return user.accessKeys.keys.flatMap(({ id, status, createdAt }): IamRecord[] => [
          { kind: "iam_access_key", id, account, name: id, ...untold, createdAt, facts: { userId, userName, status } },
          activity({
            ...{ of: "access-key", id, account, principalId: userId, principalName: userName },
            lastUsedAt: user.accessKeys.lastUsed[id] ?? null,
          }),
        ]);
      },
    }),
    part({
      kinds: ["iam_mfa_device"],
      needs: ["mfaSince"],
      project: (user, { account }) =>
        user.mfaSince.map(
          ({ serialNumber: id, enabledAt }): IamRecord => ({
            ...{ kind: "iam_mfa_device", id, account, name: id, ...untold, createdAt: null },
            facts: { userId: idOf(user), userName: user.id, enabledAt },
          }),
        ),
    }),
    part({
      kinds: ["iam_login_profile"],
      needs: ["loginProfile"],
      project: (user, { account }) => {
        if (user.loginProfile === null) return [];
        const id = idOf(user);
        const { createdAt } = user.loginProfile;
        return [{ kind: "iam_login_profile", id, account, name: user.id, ...untold, createdAt, facts: { userId: id, userName: user.id } }];
      },
    }),
  ],
  { listing: "iam_credential" },
);
