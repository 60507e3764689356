import { defineChange } from "@plumbline/audit-kit/define";
import { AccessKeys } from "@plumbline/collectors/facts/access-keys";
import { iamUser } from "@plumbline/collectors/iam_user";

/** Deletes access keys; the state is the list of those that stay. AWS tells the secret of a key only when it is made. */
export const iamUserAccessKeys = defineChange({
  name: "iam_user/access-keys",
  title: "Delete access keys of the user",
  on: iamUser,
  aspect: "accessKeys",
  state: AccessKeys.shape.keys,
  iam: ["iam:DeleteAccessKey"],
  undo: { impossible: "a deleted access key is lost; whoever used it needs a new one" },
  view: ({ keys }) => keys,
  set: (value, keys) => ({ ...value, keys }),
});
