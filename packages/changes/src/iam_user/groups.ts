import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";

/** Takes a user out of groups, or puts it in again; the state is the names of those that it is in. The groups themselves stay. */
export const iamUserGroups = defineChange({
  name: "iam_user/groups",
  title: "Set the groups of the user",
  on: iamUser,
  aspect: "groups",
  state: iamUser.aspects.groups.schema,
  iam: ["iam:AddUserToGroup", "iam:RemoveUserFromGroup"],
  undo: "restore",
  view: (names) => names,
  set: (_, names) => names,
});
