import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { accountS3ObjectReadEvents } from "./s3-object-read-events.ts";
import { advanced, basic, facts, field, logs, owned, shared, stopped, trail, unread } from "./trails.fixture.ts";

const objects = (...Values: string[]) => ({ DataResources: [{ Type: "AWS::S3::Object", Values }] });
const every = objects("arn:aws:s3");
const data = [field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object")];
const row = (...trails: ReturnType<typeof trail>[]) => ({ facts, context: { trails } });
const of = (...selectors: Parameters<typeof advanced>) => row(trail(advanced(...selectors)));

describe("account/s3-object-read-events", () => {
  testAuditor(it, accountS3ObjectReadEvents, {
    pass: {
      "all objects, read and written": row(trail(basic({ ReadWriteType: "All", ...every }))),
      "all objects by the longer ARN": row(trail(basic(objects("arn:aws:s3:::")))),
      "all objects, read alone": row(trail(basic({ ReadWriteType: "ReadOnly", ...every }))),
      "data events without management events": row(trail(basic({ IncludeManagementEvents: false, ...every }))),
      "all objects beside one bucket": row(trail(basic(objects("arn:aws:s3:::one/"), every))),
      "all objects beside functions": row(
        trail(basic({ DataResources: [{ Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] }, ...every.DataResources] })),
      ),
      "an advanced selector for all": of(data),
      "an advanced selector for this access": of([...data, field("readOnly", "true")]),
      "an advanced selector beside one of management events": of([field("eventCategory", "Management")], data),
      "an advanced selector by the ARN that begins all": of([...data, { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::"] }]),
      "the second of two trails": row(trail({ kind: "default" }), trail(basic(every), logs, `${owned}-2`)),
      "a good trail beside one that only its account can read": row(trail(unread, unread, shared), trail(basic(every))),
      "in China": { ...row(trail(basic(objects("arn:aws-cn:s3:::")))), partition: "aws-cn" },
    },
    fail: {
      "no trail of all regions": row(),
      "a trail that nobody told what to take": row(trail({ kind: "default" })),
      "no data events": row(trail(basic({}))),
      "a stopped trail": row(trail(basic(every), stopped)),
      "a trail that can't deliver": row(trail(basic(every), { ...logs, deliveryError: "AccessDenied" })),
      "the other access alone": row(trail(basic({ ReadWriteType: "WriteOnly", ...every }))),
      "one bucket": row(trail(basic(objects("arn:aws:s3:::one/")))),
      "one bucket without its slash": row(trail(basic(objects("arn:aws:s3:::one")))),
      "no value": row(trail(basic({ DataResources: [{ Type: "AWS::S3::Object" }] }))),
      "the ARN of another partition": row(trail(basic(objects("arn:aws-cn:s3:::")))),
      "data events of functions": row(trail(basic({ DataResources: [{ Type: "AWS::Lambda::Function", Values: ["arn:aws:s3"] }] }))),
      "an advanced selector for the other access": of([...data, field("readOnly", "false")]),
      "an advanced selector of one bucket": of([...data, { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::one/"] }]),
      "an advanced selector that leaves a bucket out": of([...data, { Field: "resources.ARN", NotStartsWith: ["arn:aws:s3:::one/"] }]),
      "an advanced selector of all but one bucket": of([
        ...data,
        { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::"], NotStartsWith: ["arn:aws:s3:::one/"] },
      ]),
      "an advanced selector of one event": of([...data, field("eventName", "GetObject")]),
      "an advanced selector that leaves out who calls": of([...data, { Field: "userIdentity.arn", NotEquals: ["arn:aws:iam::1:role/x"] }]),
      "an advanced selector of another type": of([field("eventCategory", "Data"), field("resources.type", "AWS::S3::AccessPoint")]),
      "an advanced selector without a type": of([field("eventCategory", "Data")]),
      "an advanced selector of management events": of([field("eventCategory", "Management"), field("resources.type", "AWS::S3::Object")]),
    },
  });

  it("is unknown, never a pass, where only another account can tell", () => {
    const trails = new Map([[shared, trail(unread, logs, shared)]]);
    const input = {
      ...{ facts, settings: {}, context: { trails }, partition: "aws", region: "us-east-1" },
      ...{ account: { id: "000000000000", kind: "prod" as const }, knownAccounts: new Set<string>(), now: new Date(0) },
    };
    expect(judge(accountS3ObjectReadEvents, input)).toMatchObject([{ verdict: { status: "unknown" } }]);
  });
});
