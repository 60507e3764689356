import type { Recommendation } from "../../benchmark.ts";

/** Settings of account/password-policy that ask for nothing, to which each recommendation adds its own. */
const nothing = {
  ...{ minimumLength: 0, reusePrevention: 0, maximumAgeDays: null },
  ...{ requireUppercase: false, requireLowercase: false, requireNumbers: false, requireSymbols: false },
};

/** An inline policy grants what an attached one does. */
export const noInlineAdmin = [
  { check: "iam_user/no-inline-admin" },
  { check: "iam_role/no-inline-admin" },
  { check: "iam_group/no-inline-admin" },
] as const;

/** Who may sign in, and with what. */
export const identity = {
  "contact-details": {
    title: "The contact details of the account are current",
    rationale: "AWS writes to these addresses when it sees abuse or is about to act on the account.",
    fix: "Check name, address, phone and mail under Account settings, and use a shared mailbox.",
    questions: [{ check: "account/contact-details" }],
  },
  "security-contact": {
    title: "A security contact is registered",
    rationale: "Warnings about security then reach those who act on them, and not only who pays the bill.",
    fix: "Add a security contact under Account settings, Alternate contacts.",
    questions: [{ check: "account/security-contact" }],
  },
  "security-questions": {
    title: "Security questions are set",
    rationale: "AWS support could tell the owner by them when all other ways in are lost; AWS has since retired them for new accounts.",
    fix: "Where the account still has them, answer them under Account settings and keep the answers safe.",
    questions: [],
  },
  "root-no-access-key": {
    title: "The root user has no access key",
    rationale: "A key of the root user can do everything, and no policy of the account limits it.",
    fix: "Delete the keys of the root user under Security credentials.",
    questions: [{ check: "account/no-root-access-key" }],
  },
  "root-mfa": {
    title: "The root user has MFA",
    rationale: "Without a second factor, who learns the password owns the account.",
    fix: "Sign in as the root user and add an MFA device.",
    questions: [{ check: "account/root-mfa" }],
  },
  "root-hardware-mfa": {
    title: "The root user has hardware MFA",
    rationale: "A virtual device lives on a phone that can be lost, cloned or taken over.",
    fix: "Replace the virtual device of the root user by a hardware token or a passkey.",
    questions: [{ check: "account/root-hardware-mfa" }],
  },
  "root-usage": {
    title: "The root user is not used for daily work",
    rationale: "What the root user does is limited by nothing and told from nobody.",
    fix: "Give people roles, and keep the root user for the few tasks that need it.",
    questions: [{ check: "account/root-unused" }],
  },
  "password-min-length-14": {
    title: "Passwords have at least 14 characters",
    rationale: "Short passwords can be guessed.",
    fix: "Set the minimum length of the password policy to 14.",
    questions: [{ check: "account/password-policy", as: "14-characters", settings: { ...nothing, minimumLength: 14 } }],
  },
  "password-reuse-24": {
    title: "The last 24 passwords can not be used again",
    rationale: "A password that leaked once must not come back.",
    fix: "Set the password policy to remember 24 passwords.",
    questions: [{ check: "account/password-policy", as: "24-remembered", settings: { ...nothing, reusePrevention: 24 } }],
  },
  "pw-uppercase": {
    title: "Passwords need an upper-case letter",
    rationale: "Passwords of many kinds of signs take longer to guess.",
    fix: "Require an upper-case letter in the password policy.",
    questions: [{ check: "account/password-policy", as: "upper-case", settings: { ...nothing, requireUppercase: true } }],
  },
  "pw-lowercase": {
    title: "Passwords need a lower-case letter",
    rationale: "Passwords of many kinds of signs take longer to guess.",
    fix: "Require a lower-case letter in the password policy.",
    questions: [{ check: "account/password-policy", as: "lower-case", settings: { ...nothing, requireLowercase: true } }],
  },
  "pw-symbol": {
    title: "Passwords need a symbol",
    rationale: "Passwords of many kinds of signs take longer to guess.",
    fix: "Require a symbol in the password policy.",
    questions: [{ check: "account/password-policy", as: "symbol", settings: { ...nothing, requireSymbols: true } }],
  },
  "pw-number": {
    title: "Passwords need a number",
    rationale: "Passwords of many kinds of signs take longer to guess.",
    fix: "Require a number in the password policy.",
    questions: [{ check: "account/password-policy", as: "number", settings: { ...nothing, requireNumbers: true } }],
  },
  "pw-expire-90": {
    title: "Passwords end after 90 days",
    rationale: "A stolen password then works for a limited time.",
    fix: "Set the maximum password age to 90 days.",
    questions: [{ check: "account/password-policy", as: "90-days", settings: { ...nothing, maximumAgeDays: 90 } }],
  },
  "user-console-mfa": {
    title: "Users with a console password have MFA",
    rationale: "A password alone can be phished.",
    fix: "Have each user with a password add an MFA device, or take the password away.",
    questions: [{ check: "iam_user/has-mfa" }],
  },
  "no-initial-access-key": {
    title: "No access key was made together with its user",
    rationale: "Keys that are made by default lie around unused.",
    fix: "Delete keys that were made with their user and never used.",
    questions: [{ check: "iam_user/no-initial-access-key" }],
  },
  "credentials-unused": {
    title: "Unused credentials are off",
    rationale: "A credential that nobody misses is one whose theft nobody notices.",
    fix: "Take unused passwords away and make unused keys inactive.",
    questions: [{ check: "iam_user/credentials-unused", as: "45-days", settings: { idleDays: 45 } }],
  },
  "one-active-key": {
    title: "A user has one active access key at most",
    rationale: "A second key doubles what can leak, and is meant for the time of a rotation alone.",
    fix: "Make all but one key of a user inactive.",
    questions: [{ check: "iam_user/one-active-key" }],
  },
  "key-rotation-90": {
    title: "Access keys are at most 90 days old",
    rationale: "A key that leaked works until it is replaced.",
    fix: "Make a new key, move to it, and delete the old one.",
    questions: [{ check: "iam_user/access-keys-rotated", as: "90-days", settings: { maxAgeDays: 90 } }],
  },
  "permissions-via-groups": {
    title: "Users get permissions through groups alone",
    rationale: "Permissions of single users are overlooked when somebody changes jobs.",
    fix: "Move the policies of users to groups.",
    questions: [{ check: "iam_user/permissions-via-groups" }],
  },
  "no-full-admin-policy": {
    title: "No attached policy allows everything",
    rationale: "Who gets such a policy, or steals it, can do everything.",
    fix: "Detach such policies, and grant what is needed.",
    questions: [{ check: "iam_policy/no-full-admin" }, ...noInlineAdmin],
  },
  "support-role": {
    title: "A role may open cases with AWS Support",
    rationale: "In an incident somebody must be able to reach AWS without the root user.",
    fix: "Make a role for incidents, and attach AWSSupportAccess to it.",
    questions: [{ check: "account/support-role" }],
  },
  "instance-roles": {
    title: "Instances reach AWS by roles",
    rationale: "Keys that are kept on an instance can be copied away and do not change.",
    fix: "Give the instance a profile, and delete the keys on it.",
    questions: [{ check: "ec2/instance-role" }],
  },
  "expired-server-certs": {
    title: "IAM keeps no expired server certificate",
    rationale: "An expired certificate that is deployed by mistake breaks a site and its credibility.",
    fix: "Delete expired certificates, by the CLI: the console does not show them.",
    questions: [{ check: "iam_server_certificate/not-expired" }],
  },
  "access-analyzer": {
    title: "IAM Access Analyzer is on in every region",
    rationale: "It finds resources that are shared with other accounts.",
    fix: "Make an analyzer of external access in every region.",
    questions: [{ check: "region/access-analyzer-enabled" }],
  },
  "central-users": {
    title: "Users are kept in one place",
    rationale: "Users of many accounts are not taken back when somebody leaves.",
    fix: "Use IAM Identity Center or federation in place of IAM users.",
    questions: [{ check: "account/central-users" }],
  },
  "cloudshell-restricted": {
    title: "Nobody has AWSCloudShellFullAccess",
    rationale: "It lets data be moved out through a shell on the internet.",
    fix: "Detach the policy; grant the parts of CloudShell that are needed.",
    questions: [{ check: "account/cloudshell-restricted" }],
  },
  "no-wildcard-principal": {
    title: "No resource policy lets everyone in",
    rationale: "Such a policy opens the resource to every AWS account, or to the internet.",
    fix: "Name the principals, or add a condition that narrows them.",
    questions: [
      { check: "s3_bucket/not-public" },
      { check: "sqs/not-public" },
      { check: "lambda_function/not-public" },
      { check: "kms_key/not-public" },
      { check: "iam_role/not-public" },
    ],
  },
} satisfies Record<string, Recommendation>;
