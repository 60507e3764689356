import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";

/** Makes access keys inactive, or active again. The state holds the status of every key of the user, by key id. */
export const iamUserAccessKeyStatus = defineChange({
  name: "iam_user/access-key-status",
  title: "Set the status of the user's access keys",
  on: iamUser,
  aspect: "accessKeys",
  state: z.record(z.string(), z.enum(["Active", "Inactive", "Expired"])),
  iam: ["iam:UpdateAccessKey"],
  undo: "restore",
  view: ({ keys }) => Object.fromEntries(keys.map(({ id, status }) => [id, status])),
  set: (value, statuses) => ({ ...value, keys: value.keys.map((key) => ({ ...key, status: statuses[key.id] ?? key.status })) }),
});
