/** What makes a principal privileged without being an administrator: one of some actions, on every resource or on any. */
export interface Power {
  readonly id: string;
  readonly title: string;
  readonly actions: readonly string[];
  /** Where true, the power is there only when an action is allowed on every resource. */
  readonly onAll: boolean;
  /** It is about principals and policies of the own account. */
  readonly isOfIam?: true;
  readonly page: string;
}

const guide = "https://docs.aws.amazon.com";

/** Powers in the order in which they are told; each names AWS's page of its actions. */
export const powers: readonly Power[] = [
  {
    ...{ id: "iam", title: "gives itself or others any permission", onAll: true, isOfIam: true as const },
    actions: ["iam:*"],
    page: `${guide}/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html`,
  },
  {
    ...{ id: "permissions", title: "changes permissions of principals", onAll: false, isOfIam: true },
    actions: [
      ...["iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:CreatePolicyVersion", "iam:AddUserToGroup"],
      ...["iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy"],
      ...["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
      ...["iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"],
    ],
    page: `${guide}/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html`,
  },
  {
    ...{ id: "organization", title: "changes the organization, its accounts or its policies", onAll: false },
    actions: [
      "organizations:AttachPolicy",
      "organizations:DetachPolicy",
      "organizations:UpdatePolicy",
      "organizations:RemoveAccountFromOrganization",
    ],
    page: `${guide}/service-authorization/latest/reference/list_awsorganizations.html`,
  },
  {
    ...{ id: "identity-center", title: "gives people access to accounts", onAll: false },
    actions: [
      ...["sso:CreateAccountAssignment", "sso:AttachManagedPolicyToPermissionSet", "sso:PutInlinePolicyToPermissionSet"],
      ...["sso:AttachCustomerManagedPolicyReferenceToPermissionSet", "sso:DeletePermissionsBoundaryFromPermissionSet"],
      "sso:PutPermissionsBoundaryToPermissionSet",
      ...["identitystore:CreateGroupMembership", "sso-directory:AddMemberToGroup"],
    ],
    page: `${guide}/service-authorization/latest/reference/list_awsiamidentitycenter.html`,
  },
  {
    ...{ id: "audit", title: "switches off what watches the account", onAll: false },
    actions: ["cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "config:StopConfigurationRecorder", "guardduty:DeleteDetector"],
    page: `${guide}/service-authorization/latest/reference/list_awscloudtrail.html`,
  },
  {
    ...{ id: "keys", title: "says who may use encryption keys", onAll: false },
    actions: ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
    page: `${guide}/service-authorization/latest/reference/list_awskeymanagementservice.html`,
  },
  {
    ...{ id: "secrets", title: "reads every secret", onAll: true },
    actions: ["secretsmanager:GetSecretValue"],
    page: `${guide}/service-authorization/latest/reference/list_awssecretsmanager.html`,
  },
  {
    ...{ id: "storage", title: "does everything in S3", onAll: true },
    actions: ["s3:*"],
    page: `${guide}/service-authorization/latest/reference/list_amazons3.html`,
  },
  {
    ...{ id: "machines", title: "does everything in EC2", onAll: true },
    actions: ["ec2:*"],
    page: `${guide}/service-authorization/latest/reference/list_amazonec2.html`,
  },
];
