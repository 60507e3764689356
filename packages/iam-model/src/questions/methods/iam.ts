import { gaining, type Method, onIam } from "./method.ts";

const { own, acting, giving } = gaining;
const rhino = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/";
const hackTricks = "https://cloud.hacktricks.wiki/en/pentesting-cloud/aws-security/aws-privilege-escalation/aws-iam-privesc/index.html";
const boundaries = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html";

/** Methods that change principals, policies and credentials themselves. */
export const iamMethods: readonly Method[] = [
  onIam(
    "iam-001",
    "writes a new version of a policy",
    ["iam:CreatePolicyVersion"],
    [...[own("own-policy"), own("own-boundary-policy"), giving("other-policy")]],
  ),
  onIam("iam-002", "makes an access key for another user", ["iam:CreateAccessKey"], [acting("other-user")]),
  onIam("iam-003", "deletes a user's key to make one in its place", ["iam:CreateAccessKey", "iam:DeleteAccessKey"], [acting("other-user")]),
  onIam("iam-004", "gives another user a password", ["iam:CreateLoginProfile"], [acting("other-user-without-login")]),
  onIam("iam-005", "writes a policy into a role", ["iam:PutRolePolicy"], [own("own-role"), giving("other-role")]),
  onIam("iam-006", "changes another user's password", ["iam:UpdateLoginProfile"], [acting("other-user-with-login")]),
  onIam("iam-007", "writes a policy into a user", ["iam:PutUserPolicy"], [own("own-user"), giving("other-user")]),
  onIam("iam-008", "attaches a policy to a user", ["iam:AttachUserPolicy"], [own("own-user"), giving("other-user")]),
  onIam("iam-009", "attaches a policy to a role", ["iam:AttachRolePolicy"], [own("own-role"), giving("other-role")]),
  onIam("iam-010", "attaches a policy to a group", ["iam:AttachGroupPolicy"], [own("own-group"), giving("any-group")]),
  onIam("iam-011", "writes a policy into a group", ["iam:PutGroupPolicy"], [own("own-group"), giving("any-group")]),
  onIam("iam-012", "lets itself into a role by its trust policy", ["iam:UpdateAssumeRolePolicy"], [acting("other-role")]),
  onIam("iam-013", "joins a group", ["iam:AddUserToGroup"], [own("any-group")]),
  onIam("iam-014", "attaches a policy to a role that it can assume", ["iam:AttachRolePolicy"], [acting("assumable-role")]),
  onIam(
    "iam-015",
    "attaches a policy to a user and makes a key for it",
    ["iam:AttachUserPolicy", "iam:CreateAccessKey"],
    [acting("other-user")],
  ),
  onIam("iam-016", "writes a policy that a role holds which it can assume", ["iam:CreatePolicyVersion"], [giving("other-policy")], {
    anywhere: ["sts:AssumeRole"],
  }),
  onIam("iam-017", "writes a policy into a role that it can assume", ["iam:PutRolePolicy"], [acting("assumable-role")]),
  onIam(
    "iam-018",
    "writes a policy into a user and makes a key for it",
    ["iam:PutUserPolicy", "iam:CreateAccessKey"],
    [acting("other-user")],
  ),
  onIam(
    "iam-019",
    "attaches a policy to a role and lets itself in",
    ["iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"],
    [acting("other-role")],
  ),
  onIam("iam-020", "writes a role's policy and lets itself into the role", ["iam:CreatePolicyVersion"], [giving("other-policy")], {
    anywhere: ["iam:UpdateAssumeRolePolicy"],
  }),
  onIam(
    "iam-021",
    "writes a policy into a role and lets itself in",
    ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
    [acting("other-role")],
  ),
  onIam("sts-001", "assumes a role that is an administrator", [], [acting("assumable-administrator")]),
  onIam(
    ...(["set-default-policy-version", "goes back to a version of a policy that allows more", ["iam:SetDefaultPolicyVersion"]] as const),
    [own("own-policy-version"), own("own-boundary-policy-version"), giving("other-policy-version")],
    { page: rhino },
  ),
  onIam("delete-user-boundary", "takes the boundary off its user", ["iam:DeleteUserPermissionsBoundary"], [own("bounded-user")], {
    page: hackTricks,
  }),
  onIam("delete-role-boundary", "takes the boundary off its role", ["iam:DeleteRolePermissionsBoundary"], [own("bounded-role")], {
    page: hackTricks,
  }),
  onIam("put-user-boundary", "puts another boundary on its user", ["iam:PutUserPermissionsBoundary"], [own("rebounded-user")], {
    page: boundaries,
  }),
  onIam("put-role-boundary", "puts another boundary on its role", ["iam:PutRolePermissionsBoundary"], [own("rebounded-role")], {
    page: boundaries,
  }),
];
