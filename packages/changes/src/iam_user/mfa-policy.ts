import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { PolicyDocument } from "@plumbline/collectors/policy/document";

/** Sets the one inline policy of a user that is Plumbline's; null removes it. No other policy of the user is touched. */
export const iamUserMfaPolicy = defineChange({
  name: "iam_user/mfa-policy",
  title: "Set the user's policy on sessions without MFA",
  on: iamUser,
  aspect: "mfaPolicy",
  state: PolicyDocument.nullable(),
  iam: ["iam:PutUserPolicy", "iam:DeleteUserPolicy"],
  undo: "restore",
  view: (policy) => policy,
  set: (_, policy) => policy,
});

/**
 * Denies sessions without MFA all but what enrolling a device takes, a password change that AWS asks for at sign-in included. A call
 * signed with an access key carries no such key in its context, so `Bool` leaves it alone, where `BoolIfExists` would not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
 */
export const denyWithoutMfa: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "DenyAllButEnrollingMfa",
      Effect: "Deny",
      NotAction: [
        "iam:ChangePassword",
        "iam:CreateVirtualMFADevice",
        "iam:EnableMFADevice",
        "iam:GetAccountPasswordPolicy",
        "iam:GetMFADevice",
        "iam:GetUser",
        "iam:ListMFADevices",
        "iam:ListVirtualMFADevices",
        "iam:ResyncMFADevice",
        "sts:GetSessionToken",
      ],
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
    },
  ],
};
