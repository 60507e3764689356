import { account as awsAccount } from "@plumbline/collectors/account";
import type { IamRecord } from "../kinds.ts";
import { defineProjection } from "../projection.ts";
import { activity } from "./activity.ts";

/** As credential reports call it. The root user's id is the account's. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const rootName = "<root_account>";
const untold = { arn: null, createdAt: null };

/** What the root user signs in with. The report tells no ids of its keys: they are named by the account and the slot. */
export const rootCredentials = defineProjection(
  awsAccount,
  (part) => [
    part({
      kinds: ["iam_access_key", "iam_activity"],
      needs: ["rootCredentials"],
      project: ({ rootCredentials: { keys, passwordLastUsed } }, { account }) => {
        const root = { account, principalId: account, principalName: rootName };
        return [
          activity({ of: "password", id: account, ...root, lastUsedAt: passwordLastUsed }),
          ...keys.flatMap(({ slot, isActive, rotatedAt, lastUsed }): IamRecord[] => {
            const id = `${account}/${slot}`;
            // An empty slot.
            if (!isActive && rotatedAt === null) return [];
            return [
              {
                ...{ kind: "iam_access_key", id, account, name: id, ...untold, updatedAt: rotatedAt },
                facts: { userId: account, userName: rootName, status: isActive ? "Active" : "Inactive" },
              },
              activity({ of: "access-key", id, ...root, lastUsedAt: lastUsed }),
            ];
          }),
        ];
      },
    }),
    part({
      kinds: ["iam_mfa_device"],
      needs: ["summary", "virtualRootDevices"],
      project: ({ summary, virtualRootDevices }, { account }) => {
        // AWS lists the root user's virtual devices alone; that it has any is told all the same.
        const hardware = summary.AccountMFAEnabled === 1 && virtualRootDevices.length === 0 ? [`${account}/root-mfa`] : [];
        return [...virtualRootDevices, ...hardware].map(
          (id): IamRecord => ({
            ...{ kind: "iam_mfa_device", id, account, name: id, ...untold, updatedAt: null },
            facts: { userId: account, userName: rootName, enabledAt: null },
          }),
        );
      },
    }),
  ],
  { listing: "root_credential" },
);
