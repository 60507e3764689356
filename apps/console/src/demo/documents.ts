import type { PolicyText } from "@plumbline/iam-model/define-kind";

const version = "2012-10-17";
const allow = (Action: string | readonly string[], Resource: string | readonly string[] = "*"): PolicyText => ({
  Version: version,
  Statement: [
    {
      Effect: "Allow",
      Action: typeof Action === "string" ? Action : [...Action],
      Resource: typeof Resource === "string" ? Resource : [...Resource],
    },
  ],
});

/** Managed policies of the demo by name; those of AWS have names that AWS uses, with shortened texts. */
export const managed: Readonly<Record<string, { readonly isAws: boolean; readonly document: PolicyText }>> = {
  AdministratorAccess: { isAws: true, document: allow("*") },
  ReadOnlyAccess: { isAws: true, document: allow(["ec2:Describe*", "s3:Get*", "s3:List*", "iam:Get*", "iam:List*", "rds:Describe*"]) },
  SecurityAudit: { isAws: true, document: allow(["iam:Get*", "iam:List*", "config:Describe*", "cloudtrail:Describe*", "ec2:Describe*"]) },
  PowerUserAccess: {
    isAws: true,
    document: { Version: version, Statement: [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" }] },
  },
  Billing: { isAws: true, document: allow(["aws-portal:*", "ce:*", "budgets:*"]) },
  DeployServices: {
    isAws: false,
    document: allow(["ecs:UpdateService", "ecs:RegisterTaskDefinition", "iam:PassRole", "lambda:UpdateFunctionCode"]),
  },
  ReadData: { isAws: false, document: allow(["s3:GetObject", "s3:ListBucket", "glue:Get*", "athena:*"]) },
  WriteData: { isAws: false, document: allow(["s3:PutObject", "s3:DeleteObject", "glue:*"]) },
  ManageOwnCredentials: {
    isAws: false,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM policies
    document: allow(["iam:ChangePassword", "iam:CreateAccessKey", "iam:*MFADevice"], "arn:*:iam::*:user/${aws:username}"),
  },
  BoundaryOfWorkloads: { isAws: false, document: allow(["s3:*", "dynamodb:*", "logs:*", "sqs:*"]) },
};

/** Policies inside roles. */
export const inlineDocument = (system: string, actions: readonly string[]): PolicyText =>
  allow(actions, [`arn:*:s3:::${system}`, `arn:*:s3:::${system}/*`]);

export const serviceTrust = (service: string): PolicyText => ({
  Version: version,
  Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
});
export const accountTrust = (account: string, partition: string, externalId?: string): PolicyText => ({
  Version: version,
  Statement: [
    {
      ...{ Effect: "Allow", Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: "sts:AssumeRole" },
      ...(externalId === undefined ? {} : { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
    },
  ],
});
export const githubTrust = (account: string, partition: string, subject: string): PolicyText => ({
  Version: version,
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { "token.actions.githubusercontent.com:sub": subject } },
    },
  ],
});
export const openTrust: PolicyText = { Version: version, Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] };
