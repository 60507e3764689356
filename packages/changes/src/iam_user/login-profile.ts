import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";

/** Deletes a user's console password; AWS keeps no copy of it. */
export const iamUserLoginProfile = defineChange({
  name: "iam_user/login-profile",
  title: "Delete the user's console password",
  on: iamUser,
  aspect: "loginProfile",
  state: iamUser.aspects.loginProfile.schema,
  iam: ["iam:DeleteLoginProfile"],
  undo: { impossible: "a deleted password is lost; the user needs a new one" },
  view: (profile) => profile,
  set: (_, profile) => profile,
});
