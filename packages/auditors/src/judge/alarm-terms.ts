import { type Comparison, fieldOf } from "@plumbline/collectors/filter-pattern/parse";

/**
 * One kind of events that must ring. `essential` terms make an event what it is: a filter must hold each of them, else it rings for
 * anything. `allowed` terms leave out what is not meant (other services, AWS's own doings), and a filter may hold them or not.
 */
export interface Wanted {
  readonly name: string;
  readonly essential: readonly Comparison[];
  readonly allowed: readonly Comparison[];
}

const like = (path: string, text: string): Comparison => ({ field: fieldOf(path), test: { is: "like", text } });
const unlike = (path: string, text: string): Comparison => ({ field: fieldOf(path), test: { is: "unlike", text } });
const missing = (path: string): Comparison => ({ field: fieldOf(path), test: { is: "missing" } });

/** A text that nobody names. */
export const nobodys = "\uE001";
/**
 * The fields that every record has, as an event has them that nobody cares about.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const ordinary: readonly Comparison[] = [
  ...["eventName", "awsRegion", "sourceIPAddress", "userIdentity.type", "eventID", "eventTime"].map((path) => like(path, nobodys)),
  ...[like("eventSource", `${nobodys}.amazonaws.com`), like("eventType", "AwsApiCall"), like("eventCategory", "Management")],
];

/** Calls by name. CloudTrail names the service beside it, and some other services have calls of the same names. */
const calls = (service: string, names: string): Wanted[] =>
  names.split(" ").map((name) => ({
    name,
    essential: [like("eventName", name)],
    allowed: [like("eventSource", `${service}.amazonaws.com`)],
  }));

const refusals = ["*UnauthorizedOperation", "AccessDenied*"];
/** CloudTrail's own attempts to write, and S3's HeadBucket, are refused every day: a filter may leave them out. */
const dailyRefusals = [unlike("sourceIPAddress", "delivery.logs.amazonaws.com"), unlike("eventName", "HeadBucket")];
const signIn = like("eventName", "ConsoleLogin");
const signInSource = like("eventSource", "signin.amazonaws.com");

/** What must ring, by what it tells of. https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html */
export const alarmTerms = {
  unauthorizedCalls: refusals.map((code) => ({ name: code, essential: [like("errorCode", code)], allowed: dailyRefusals })),
  /** Sign-ins by federation have their second factor elsewhere, and a failed one is no gap; a filter may leave both out. */
  consoleWithoutMfa: [
    {
      name: "ConsoleLogin without MFA",
      essential: [signIn, unlike("additionalEventData.MFAUsed", "Yes")],
      allowed: [signInSource, like("userIdentity.type", "IAMUser"), like("responseElements.ConsoleLogin", "Success")],
    },
  ],
  rootUse: [
    {
      name: "calls of the root user",
      essential: [like("userIdentity.type", "Root")],
      allowed: [missing("userIdentity.invokedBy"), unlike("eventType", "AwsServiceEvent")],
    },
  ],
  consoleFailures: [
    {
      name: "failed ConsoleLogin",
      essential: [signIn, like("errorMessage", "Failed authentication")],
      allowed: [signInSource],
    },
  ],
  iamPolicyChanges: calls(
    "iam",
    "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy",
  ),
  cloudtrailChanges: calls("cloudtrail", "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"),
  kmsKeyDeletion: calls("kms", "DisableKey ScheduleKeyDeletion"),
  bucketPolicyChanges: calls(
    "s3",
    "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
  ),
  configChanges: calls("config", "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"),
  securityGroupChanges: calls(
    "ec2",
    "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
  ),
  networkAclChanges: calls(
    "ec2",
    "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ReplaceNetworkAclAssociation",
  ),
  gatewayChanges: calls(
    "ec2",
    "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway",
  ),
  routeTableChanges: calls(
    "ec2",
    "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute DisassociateRouteTable",
  ),
  vpcChanges: calls(
    "ec2",
    "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink",
  ),
  organizationChanges: calls(
    "organizations",
    "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit",
  ),
} as const satisfies Record<string, readonly Wanted[]>;
