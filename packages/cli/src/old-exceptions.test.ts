import { describe, expect, it } from "vitest";
import { OldExceptions, oldExceptions } from "./old-exceptions.ts";

const devChecks = ["ec2/not-public-in-dev", "elb/no-public-dev-instance", "elbv2/no-public-dev-instance"];
interface Row {
  readonly environment?: Record<string, string>;
  readonly config?: object;
  readonly scopes: readonly object[];
}
const rows: Record<string, Row> = {
  "nothing is set": { scopes: [] },
  "all are set and empty": {
    environment: {
      EC2_INSTANCE_IGNORE_LIST: "",
      S3_BUCKET_IGNORE_LIST: " ",
      REMEDIATION_MODULE_EXCEPTION: "",
      REMEDIATION_RESOURCE_EXCEPTION: "",
    },
    scopes: [],
  },
  "a list of nothing but commas": { environment: { S3_BUCKET_IGNORE_LIST: ", ," }, scopes: [] },
  instances: { environment: { EC2_INSTANCE_IGNORE_LIST: "i-0a, i-0b" }, scopes: [{ check: devChecks, resource: ["i-0a", "i-0b"] }] },
  buckets: { environment: { S3_BUCKET_IGNORE_LIST: "www,assets" }, scopes: [{ type: ["s3_bucket"], resource: ["www", "assets"] }] },
  "modules by account": {
    environment: { REMEDIATION_MODULE_EXCEPTION: '{"123456789012":["ami","sqs"],"012345678901":"rds"}' },
    scopes: [
      { account: ["123456789012"], type: ["ami", "sqs"] },
      { account: ["012345678901"], type: ["rds"] },
    ],
  },
  "an account without modules": { environment: { REMEDIATION_MODULE_EXCEPTION: '{"123456789012":[]}' }, scopes: [] },
  "no account": { environment: { REMEDIATION_MODULE_EXCEPTION: "{}" }, scopes: [] },
  "ids of EC2": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: "snap-abcd,ami-abcd" },
    scopes: [{ resource: ["snap-abcd", "ami-abcd"] }],
  },
  "names that stand within ARNs and URLs here": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: "web" },
    scopes: [{ resource: ["web", "*/web", "*:web"] }],
  },
  "an ARN and a URL": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: "arn:aws:ecs:x, https://sqs/q" },
    scopes: [{ resource: ["arn:aws:ecs:x", "https://sqs/q"] }],
  },
  "ids by type, by short names": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: '{"s3":["a-b_c"],"ami":"ami-abcd"}' },
    scopes: [
      { type: ["s3_bucket"], resource: ["a-b_c", "*/a-b_c", "*:a-b_c"] },
      { type: ["ami"], resource: ["ami-abcd"] },
    ],
  },
  "ids as a list of JSON": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: ' ["ami-abcd","web"]' },
    scopes: [{ resource: ["ami-abcd", "web", "*/web", "*:web"] }],
  },
  "instances and buckets as lists of JSON": {
    environment: { EC2_INSTANCE_IGNORE_LIST: '["i-0a", "i-0b"]', S3_BUCKET_IGNORE_LIST: '\n[ "www" ]\n' },
    scopes: [
      { check: devChecks, resource: ["i-0a", "i-0b"] },
      { type: ["s3_bucket"], resource: ["www"] },
    ],
  },
  "lists of JSON that are empty": {
    environment: { EC2_INSTANCE_IGNORE_LIST: "[]", S3_BUCKET_IGNORE_LIST: '[""]', REMEDIATION_RESOURCE_EXCEPTION: "[ ]" },
    scopes: [],
  },
  "a list of JSON as text of the configuration": {
    config: { ec2_ignore_list: '["i-0a"]', remediation_resource_exception: '["snap-abcd"]' },
    scopes: [{ check: devChecks, resource: ["i-0a"] }, { resource: ["snap-abcd"] }],
  },
  "lists of JSON below types and accounts": {
    environment: {
      REMEDIATION_MODULE_EXCEPTION: JSON.stringify({ "123456789012": '["ami"]' }),
      REMEDIATION_RESOURCE_EXCEPTION: JSON.stringify({ ami: '["ami-abcd"]' }),
    },
    scopes: [
      { account: ["123456789012"], type: ["ami"] },
      { type: ["ami"], resource: ["ami-abcd"] },
    ],
  },
  "by the name of the Terraform variable": {
    environment: { s3_bucket_ignore_list: "www" },
    scopes: [{ type: ["s3_bucket"], resource: ["www"] }],
  },
  "in the configuration, as text, list and map": {
    config: {
      ec2_ignore_list: "i-0a",
      s3_bucket_ignore_list: ["www", "assets"],
      remediation_module_exception: { "123456789012": ["lambda"] },
      remediation_resource_exception: { kms: "1234" },
    },
    scopes: [
      { check: devChecks, resource: ["i-0a"] },
      { type: ["s3_bucket"], resource: ["www", "assets"] },
      { account: ["123456789012"], type: ["lambda_function"] },
      { type: ["kms_key"], resource: ["1234", "*/1234", "*:1234"] },
    ],
  },
  "in both": {
    config: { s3_bucket_ignore_list: "a" },
    environment: { S3_BUCKET_IGNORE_LIST: "b" },
    scopes: [
      { type: ["s3_bucket"], resource: ["a"] },
      { type: ["s3_bucket"], resource: ["b"] },
    ],
  },
};
const bad: Record<string, { environment: Record<string, string>; says: RegExp; hint?: RegExp }> = {
  "modules that are no JSON": {
    environment: { REMEDIATION_MODULE_EXCEPTION: '"123456789012":["ami"]' },
    says: /^REMEDIATION_MODULE_EXCEPTION is not JSON: /,
    hint: /^nothing was done; write it as \{"111111111111": \["ami"\]\}$/,
  },
  "modules that are a list": {
    environment: { REMEDIATION_MODULE_EXCEPTION: '["ami"]' },
    says: /^REMEDIATION_MODULE_EXCEPTION is malformed: /,
  },
  "modules of what is no account": {
    environment: { REMEDIATION_MODULE_EXCEPTION: '{"1234":["ami"]}' },
    says: /1234 is no account id of 12 digits/,
  },
  "a module that is not known": {
    environment: { REMEDIATION_MODULE_EXCEPTION: '{"123456789012":["amy"]}' },
    says: /^REMEDIATION_MODULE_EXCEPTION: unknown resource type amy$/,
    hint: /known types: /,
  },
  "a short name of several types": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: '{"iam":["x"]}' },
    says: /^REMEDIATION_RESOURCE_EXCEPTION: iam may mean iam_group, .*iam_role, .*iam_user$/,
  },
  "ids by type that are cut": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: '{"s3":["a"' },
    says: /^REMEDIATION_RESOURCE_EXCEPTION is not JSON/,
  },
  "ids that are numbers": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: '{"s3":[1]}' },
    says: /^REMEDIATION_RESOURCE_EXCEPTION is malformed/,
  },
  "a list of ids that is cut": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: '["a","b"' },
    says: /^REMEDIATION_RESOURCE_EXCEPTION is not JSON: /,
    hint: /^nothing was done; write it as a,b or \["a", "b"\]$/,
  },
  "a list of instances without quotes": {
    environment: { EC2_INSTANCE_IGNORE_LIST: "[i-0a]" },
    says: /^EC2_INSTANCE_IGNORE_LIST is not JSON: /,
  },
  "a list of buckets that holds a list": {
    environment: { S3_BUCKET_IGNORE_LIST: '["www", ["assets"]]' },
    says: /^S3_BUCKET_IGNORE_LIST is malformed: .*\[1\]/s,
    hint: /^write it as a,b or \["a", "b"\]$/,
  },
  "ids by type where there is but a list": {
    environment: { S3_BUCKET_IGNORE_LIST: '{"s3":["www"]}' },
    says: /^S3_BUCKET_IGNORE_LIST is malformed: /,
  },
  "a list of ids that are numbers": {
    environment: { REMEDIATION_RESOURCE_EXCEPTION: "[1]" },
    says: /^REMEDIATION_RESOURCE_EXCEPTION is malformed: /,
  },
};

describe("the four old variables, when", () => {
  it.each(Object.entries(rows))("%s", (_, { environment = {}, config = {}, scopes }) => {
    const found = oldExceptions(OldExceptions.parse(config), environment);
    expect(found.map(({ owner, reason, ...scope }) => scope)).toEqual(scopes);
    for (const { owner, reason, expires } of found) expect([reason, expires]).toEqual([`listed in ${owner}`, undefined]);
  });
  it.each(Object.entries(bad))("they hold %s, are refused", (_, { environment, says, hint = /.+/ }) => {
    expect(() => oldExceptions({}, environment)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(says), hint: expect.stringMatching(hint) }),
    );
  });
});
