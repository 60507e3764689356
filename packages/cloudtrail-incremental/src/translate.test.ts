import { sessionNameOf, sessionNamePrefix } from "@plumbline/aws-session/session-name";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rows } from "./events.fixture.ts";
import type { OwnIdentities } from "./own-session.ts";
import { own, record, table } from "./table.fixture.ts";
import { type Translation, translate } from "./translate.ts";

/** A translation as `type id [region]`, a reason, or the field that can't be read. */
const said = (translation: Translation): readonly string[] | string => {
  if (translation.kind === "ignored") return translation.reason;
  if (translation.kind === "unreadable") return `${translation.error.event ?? "?"}: ${translation.error.field}`;
  return translation.messages
    .map(
      ({ ref: { account, region, type, id } }) =>
        `${type} ${id}${region === "eu-west-1" ? "" : ` ${region}`}${account === "111111111111" ? "" : ` of ${account}`}`,
    )
    .sort();
};
const run = (value: unknown, identities = own) => said(translate(value, table, identities));

const cases = Object.entries(rows).flatMap(
  ([
    name,
    {
      events: [source, ...names],
      request = null,
      response = null,
      more,
      says,
    },
  ]) =>
    names.map((event) => ({
      name: `${source} ${event}: ${name}`,
      event: `${source}.amazonaws.com ${event}`,
      says,
      value: record(source, event, { requestParameters: request, responseElements: response, ...more }),
    })),
);

describe("messages", () => {
  it.each(cases)("$name", ({ value, says }) => {
    expect(run(value)).toEqual([...says].sort());
  });

  it("every watched event has a row for each type that watches it", () => {
    const shown = new Set(cases.flatMap(({ event, says }) => says.map((one) => `${event} ${one.split(" ")[0]}`)));
    const watched = new Set(table.rows.map(({ source, name, type }) => `${source} ${name} ${type}`));
    console.log(`${cases.length} records of ${watched.size} watched pairs of event and type`);
    expect([...watched].filter((one) => !shown.has(one))).toEqual([]);
  });

  it("every call of the seed's list is watched, and what it did not watch", () => {
    const seed = {
      sqs: ["CreateQueue", "SetQueueAttributes", "AddPermission"],
      ec2: [
        "ModifyImageAttribute",
        "ModifySnapshotAttribute",
        "AuthorizeSecurityGroupIngress",
        "CreateSecurityGroup",
        "AssociateAddress",
        "RunInstances",
        "ModifySecurityGroupRules",
        "DeleteFlowLogs",
        "ModifyInstanceMetadataOptions",
        "CreateSnapshot",
        "CopySnapshot",
        "DeleteTags",
      ],
      rds: [
        "ModifyDBSnapshotAttribute",
        "ModifyDBInstance",
        "CreateDBInstanceReadReplica",
        "CreateDBInstance",
        "CreateDBCluster",
        "ModifyDBCluster",
        "ModifyDBClusterSnapshotAttribute",
        "CopyDBSnapshot",
        "CreateDBSnapshot",
        "RemoveTagsFromResource",
      ],
      redshift: ["CreateCluster", "ModifyCluster"],
      s3: [
        "CreateBucket",
        "PutBucketPolicy",
        "PutBucketAcl",
        "DeleteBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock",
        "DeleteBucketPolicy",
        "PutBucketTagging",
        "DeleteBucketEncryption",
      ],
      elasticloadbalancing: [
        "RegisterInstancesWithLoadBalancer",
        "RegisterTargets",
        "CreateListener",
        "ModifyListener",
        "CreateLoadBalancer",
        "SetSubnets",
        "RemoveTags",
      ],
      lambda: ["AddPermission20150331v2", "CreateFunction20150331", "CreateFunctionUrlConfig"],
      iam: [
        "CreateRole",
        "UpdateAssumeRolePolicy",
        "CreateLoginProfile",
        "CreateUser",
        "CreateAccessKey",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
      ],
      ecs: ["CreateService", "UpdateService", "CreateTaskSet", "UpdateTaskSet", "UpdateServicePrimaryTaskSet", "RunTask", "StartTask"],
      kms: ["CreateKey", "PutKeyPolicy"],
      cloudtrail: ["StopLogging", "DeleteTrail"],
      config: ["StopConfigurationRecorder"],
      guardduty: ["DeleteDetector"],
    };
    for (const [source, names] of Object.entries(seed))
      for (const eventName of names)
        expect(table.of({ eventSource: `${source}.amazonaws.com`, eventName }), `${source} ${eventName}`).not.toEqual([]);
  });

  it("says the effect and how long AWS needs", () => {
    const effects = (value: unknown) => {
      const done = translate(value, table, own);
      return done.kind === "messages" ? done.messages.map(({ effect, settleSeconds }) => [effect, settleSeconds]) : done;
    };
    expect(effects(record("rds", "CreateDBInstance", { responseElements: { dBInstanceIdentifier: "a" } }))).toEqual([["create", 900]]);
    expect(effects(record("rds", "ModifyDBInstance", { requestParameters: { dBInstanceIdentifier: "a" } }))).toEqual([["update", 120]]);
    expect(effects(record("sqs", "DeleteQueue", { requestParameters: { queueUrl: "https://x.example/111111111111/a" } }))).toEqual([
      ["delete", 0],
    ]);
  });
});

const queue = (account: string) => ({ requestParameters: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/q` } });
const ours = ["sqs https://sqs.eu-west-1.amazonaws.com/111111111111/q"];
const bucket = { requestParameters: { bucketName: "b" } };
const set = (more: object = {}) => record("sqs", "SetQueueAttributes", { ...queue("111111111111"), ...more });

const places: Record<string, [value: unknown, says: readonly string[] | string]> = {
  "the account that got the record, not the caller's": [set({ userIdentity: { type: "AWSAccount", accountId: "222222222222" } }), ours],
  "a call of a service, which has no account": [set({ userIdentity: { type: "AWSService", invokedBy: "x.amazonaws.com" } }), ours],
  "no caller at all": [set({ userIdentity: undefined }), ours],
  "a record in the caller's own account of another's queue": [set(queue("222222222222")), "not-ours"],
  "a record in the caller's own account of another's bucket": [
    record("s3", "PutBucketPolicy", {
      ...bucket,
      resources: [{ ARN: "arn:aws:s3:::b", accountId: "222222222222", type: "AWS::S3::Bucket" }],
    }),
    "not-ours",
  ],
  "another's function": [
    record("lambda", "AddPermission20150331v2", {
      requestParameters: { functionName: "arn:aws:lambda:eu-west-1:222222222222:function:f" },
    }),
    "not-ours",
  ],
  "another's key": [record("kms", "DisableKey", { requestParameters: { keyId: "arn:aws:kms:eu-west-1:222222222222:key/1" } }), "not-ours"],
  "an old record without an account, of an instance with an owner": [
    record("ec2", "RunInstances", {
      recipientAccountId: undefined,
      responseElements: { ownerId: "333333333333", instancesSet: { items: [{ instanceId: "i-1" }] } },
    }),
    ["ec2 i-1 of 333333333333"],
  ],
  "an old record without an account, with a list of resources": [
    record("s3", "PutBucketAcl", {
      ...bucket,
      recipientAccountId: undefined,
      resources: [{ ARN: "arn:aws:s3:::b", accountId: "333333333333" }],
    }),
    ["s3_bucket b us-east-1 of 333333333333"],
  ],
  "an old record without an account, with an ARN": [
    record("ecs", "TagResource", {
      recipientAccountId: undefined,
      requestParameters: { resourceArn: "arn:aws:ecs:eu-west-1:333333333333:task/one/1" },
    }),
    ["ecs_task arn:aws:ecs:eu-west-1:333333333333:task/one/1 of 333333333333"],
  ],
  "an old record that does not tell whose": [
    record("s3", "PutBucketAcl", { ...bucket, recipientAccountId: undefined }),
    "s3.amazonaws.com PutBucketAcl: recipientAccountId",
  ],
  "an account that is none": [set({ recipientAccountId: "12345" }), "sqs.amazonaws.com SetQueueAttributes: recipientAccountId"],
  "a bucket in China": [record("s3", "PutBucketAcl", { ...bucket, awsRegion: "cn-north-1" }), ["s3_bucket b cn-northwest-1"]],
  "a role of GovCloud": [
    record("iam", "CreateRole", { awsRegion: "us-gov-west-1", requestParameters: { roleName: "r" } }),
    ["iam_role r us-gov-west-1"],
  ],
  "a region that is none": [set({ awsRegion: "global" }), "sqs.amazonaws.com SetQueueAttributes: awsRegion"],
  "no region": [set({ awsRegion: undefined }), "sqs.amazonaws.com SetQueueAttributes: awsRegion"],
};
it.each(Object.entries(places))("place: %s", (_, [value, says]) => expect(run(value)).toEqual(says));

const ignoredRows: Record<string, [value: unknown, says: string]> = {
  "a call that failed": [set({ errorCode: "AccessDenied" }), "failed-call"],
  "a call that failed, of which nothing else is right": [
    set({ errorCode: "Client.DryRunOperation", awsRegion: 7, recipientAccountId: [] }),
    "failed-call",
  ],
  "a read": [record("sqs", "GetQueueAttributes"), "not-watched"],
  "SNS's AddPermission": [record("sns", "AddPermission"), "not-watched"],
  "App Runner's CreateService": [record("apprunner", "CreateService"), "not-watched"],
  "service discovery's CreateService": [record("servicediscovery", "CreateService"), "not-watched"],
  "EKS's CreateCluster": [record("eks", "CreateCluster"), "not-watched"],
  "ECS's CreateCluster": [record("ecs", "CreateCluster"), "not-watched"],
  "VPC Lattice's CreateListener": [record("vpc-lattice", "CreateListener"), "not-watched"],
  "Global Accelerator's CreateListener": [record("globalaccelerator", "CreateListener"), "not-watched"],
  "Location's CreateKey": [record("geo", "CreateKey"), "not-watched"],
  "CloudFront's CreateFunction": [record("cloudfront", "CreateFunction2020_05_31"), "not-watched"],
  "a layer's permission": [record("lambda", "AddLayerVersionPermission20181031"), "not-watched"],
  "tags of subnets alone": [
    record("ec2", "CreateTags", { requestParameters: { resourcesSet: { items: [{ resourceId: "subnet-1" }] } } }),
    "not-ours",
  ],
  "tags of a parameter group": [
    record("rds", "AddTagsToResource", { requestParameters: { resourceName: "arn:aws:rds:eu-west-1:111111111111:pg:x" } }),
    "not-ours",
  ],
  "tags of an ECS cluster": [
    record("ecs", "TagResource", { requestParameters: { resourceArn: "arn:aws:ecs:eu-west-1:111111111111:cluster/one" } }),
    "not-ours",
  ],
  "tags of an event source mapping": [
    record("lambda", "TagResource20170331v2", {
      requestParameters: { resource: "arn:aws:lambda:eu-west-1:111111111111:event-source-mapping:1" },
    }),
    "not-ours",
  ],
  "flow logs of a subnet": [
    record("ec2", "CreateFlowLogs", { requestParameters: { CreateFlowLogsRequest: { ResourceId: { content: "subnet-1" } } } }),
    "not-ours",
  ],
  "a password for the root user": [
    record("iam", "CreateLoginProfile", { userIdentity: { type: "Root", arn: "arn:aws:iam::111111111111:root" } }),
    "not-ours",
  ],
  "tasks none of which could be placed": [
    record("ecs", "RunTask", { responseElements: { tasks: [], failures: [{ reason: "RESOURCE:ENI" }] } }),
    "no-resource",
  ],
};
it.each(Object.entries(ignoredRows))("ignored: %s", (_, [value, says]) => expect(run(value)).toBe(says));

const unreadable: Record<string, [value: unknown, says: string]> = {
  "no object": ["text", "?: eventName"],
  nothing: [null, "?: eventName"],
  "an object that is no record": [{ a: 1 }, "?: eventSource"],
  "a record without its name": [{ eventSource: "sqs.amazonaws.com" }, "?: eventName"],
  "an event of another kind": [{ "detail-type": "EC2 Instance State-change Notification", detail: { state: "running" } }, "?: detail-type"],
  "an answer of LookupEvents that was cut": [{ EventId: "1", CloudTrailEvent: '{"eventName": "Cre' }, "?: CloudTrailEvent"],
  "a queue without its URL": [
    record("sqs", "SetQueueAttributes", { requestParameters: { attributes: {} } }),
    "sqs.amazonaws.com SetQueueAttributes: requestParameters.queueUrl",
  ],
  "a queue whose URL is a number": [
    record("sqs", "SetQueueAttributes", { requestParameters: { queueUrl: 7 } }),
    "sqs.amazonaws.com SetQueueAttributes: requestParameters.queueUrl",
  ],
  "a queue whose URL is empty": [
    record("sqs", "SetQueueAttributes", { requestParameters: { queueUrl: "" } }),
    "sqs.amazonaws.com SetQueueAttributes: requestParameters.queueUrl",
  ],
  "a user whom nobody names": [record("iam", "CreateUser"), "iam.amazonaws.com CreateUser: requestParameters.userName"],
  "parameters that are a text": [
    record("sqs", "SetQueueAttributes", { requestParameters: "x" }),
    "sqs.amazonaws.com SetQueueAttributes: requestParameters.queueUrl",
  ],
  "a record without parameters": [set({ requestParameters: null }), "sqs.amazonaws.com SetQueueAttributes: requestParameters.queueUrl"],
  "an address without instance and interface": [
    record("ec2", "AssociateAddress", { requestParameters: { publicIp: "192.0.2.1" } }),
    "ec2.amazonaws.com AssociateAddress: requestParameters.instanceId, requestParameters.networkInterfaceId",
  ],
};
it.each(Object.entries(unreadable))("unreadable: %s", (_, [value, says]) => expect(run(value)).toBe(says));

it("tells of an unreadable record which event, which field, and what to do", () => {
  const done = translate(record("sqs", "SetQueueAttributes"), table, own);
  expect(done).toMatchObject({
    kind: "unreadable",
    error: {
      name: "RecordError",
      message: "sqs.amazonaws.com SetQueueAttributes names no resource; looked for requestParameters.queueUrl",
      hint: expect.stringContaining("report it"),
    },
  });
});

const envelopes: Record<string, unknown> = {
  "a record": set(),
  "an event of EventBridge": {
    version: "0",
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.sqs",
    account: "111111111111",
    region: "eu-west-1",
    detail: set(),
  },
  "an event of EventBridge whose record has no account": {
    ...{ "detail-type": "AWS API Call via CloudTrail", account: "111111111111" },
    detail: { ...set(), recipientAccountId: undefined },
  },
  "a service's event of EventBridge": { "detail-type": "AWS Service Event via CloudTrail", detail: set() },
  "an answer of LookupEvents": { EventId: "1", EventName: "SetQueueAttributes", CloudTrailEvent: JSON.stringify(set()) },
};
it.each(Object.entries(envelopes))("unwraps %s", (_, value) => expect(run(value)).toEqual(ours));

const session = (role: string, name: string) => ({
  userIdentity: {
    ...{ type: "AssumedRole", arn: `arn:aws:sts::111111111111:assumed-role/${role}/${name}` },
    sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::111111111111:role/team/${role}` } },
  },
});
const runId = "20260301T120000000Z-abc123";
const mine = sessionNameOf({ sessionNamePrefix, runId });
const identities: Record<string, [userIdentity: object, given: Partial<OwnIdentities>, says: readonly string[] | string]> = {
  "our session in a member account": [session("member_remediator", mine), {}, "own-session"],
  "our session by a role with a path": [session("member_remediator", mine), { roles: ["security/member_remediator"] }, "own-session"],
  "our session by another role name": [session("auditor", mine), { roles: ["auditor"] }, "own-session"],
  "somebody else's session of our role": [session("member_remediator", "alice"), {}, ours],
  "a session of another role that is named as ours are": [session("admin", mine), {}, ours],
  "a user who is named as ours are": [{ userIdentity: { type: "IAMUser", arn: `arn:aws:iam::111111111111:user/${mine}` } }, {}, ours],
  "a role that is ours whatever its sessions are called": [
    session("RemediatorLambda", "plumbline"),
    { principals: ["arn:aws:iam::111111111111:role/team/RemediatorLambda"] },
    "own-session",
  ],
  "a user who is ours": [
    { userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111111111111:user/remediator" } },
    { principals: ["arn:aws:iam::111111111111:user/remediator"] },
    "own-session",
  ],
  "one who made misconfigurations for a test": [
    session("member_remediator", sessionNameOf({ sessionNamePrefix: "misconfiguration-maker-", runId })),
    {},
    ours,
  ],
};
it.each(Object.entries(identities))("own sessions: %s", (_, [userIdentity, given, says]) => {
  expect(said(translate(set(userIdentity), table, { ...own, ...given }))).toEqual(says);
});

it("never throws, whatever stands in a record of a watched event", () => {
  const events = fc.constantFrom(...table.rows.map(({ source, name }) => [source, name] as const));
  const odd = fc.option(fc.jsonValue(), { nil: undefined });
  const fields = {
    awsRegion: odd,
    recipientAccountId: odd,
    userIdentity: odd,
    requestParameters: odd,
    responseElements: odd,
    resources: odd,
    errorCode: odd,
  };
  fc.assert(
    fc.property(events, fc.record(fields), ([eventSource, eventName], more) => {
      expect(["messages", "ignored", "unreadable"]).toContain(translate({ eventSource, eventName, ...more }, table, own).kind);
    }),
    { numRuns: 2000 },
  );
});
it("never throws, whatever it is given", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(["messages", "ignored", "unreadable"]).toContain(translate(value, table, own).kind);
    }),
    { numRuns: 1000 },
  );
});
