/** Patterns of the metric filters that section 4 asks for, spelt as people spell them: not all alike. */
const names = (...all: string[]): string => all.map((name) => `($.eventName = ${name})`).join(" || ");
const quoted = (...all: string[]): string => all.map((name) => `($.eventName="${name}")`).join("||");
const of = (source: string, events: string): string => `{ ($.eventSource = ${source}.amazonaws.com) && (${events}) }`;

export const patterns: Readonly<Record<string, string>> = {
  "unauthorized-api": `{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`,
  "console-no-mfa": `{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }`,
  "root-usage": `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`,
  "iam-policy": `{ ${[
    ...["DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy"],
    ...["CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy"],
    ...["AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy"],
  ]
    .map((name) => `($.eventName=${name})`)
    .join("||")} }`,
  "cloudtrail-config": `{ ${names("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")} }`,
  "console-auth-fail": `{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }`,
  "cmk-disable": of("kms", names("DisableKey", "ScheduleKeyDeletion")),
  "s3-policy": of(
    "s3",
    names(
      ...["PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication"],
      ...["DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"],
    ),
  ),
  config: of("config", names("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder")),
  "security-group": `{ ${names(
    ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
    ...["RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"],
  )} }`,
  nacl: `{${quoted(
    ...["DeleteNetworkAcl", "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAclEntry"],
    ...["ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"],
  )}}`,
  gateways: `{ ${names(
    ...["CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway"],
    ...["DeleteInternetGateway", "DetachInternetGateway"],
  )} }`,
  // Whoever narrows it to EC2 must spell the source.
  "route-tables": of(
    "ec2",
    names(
      ...["CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"],
      ...["DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"],
    ),
  ),
  vpc: `{ ${names(
    ...["CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection"],
    ...["DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc"],
    ...["DisableVpcClassicLink", "EnableVpcClassicLink"],
  )} }`,
  organizations: of(
    "organizations",
    names(
      ...["AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake"],
      ...["DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType"],
      ...["InviteAccountToOrganization", "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy"],
      "UpdateOrganizationalUnit",
    ),
  ),
};
