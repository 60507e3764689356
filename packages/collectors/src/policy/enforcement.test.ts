import { describe, expect, test } from "vitest";
import { PolicyDocument, type PolicyStatement } from "./document.ts";
import {
  deniesInsecureTransport,
  deniesUnencryptedPuts,
  denyInsecureTransportStatement,
  denyUnencryptedPutsStatement,
  withStatement,
} from "./enforcement.ts";

const bucket = "arn:aws:s3:::reports";
const objects = "arn:aws:s3:::reports/*";
const plain = { Bool: { "aws:SecureTransport": "false" } };
const tls: PolicyStatement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucket, objects], Condition: plain };
const { Action: _, ...tlsWithoutAction } = tls;

describe("deniesInsecureTransport", () => {
  test.each(
    Object.entries({
      "the usual statement": [[tls], true],
      "everyone under AWS, all actions, a Boolean": [
        [{ ...tls, Principal: { AWS: "*" }, Action: "*", Condition: { bool: { "AWS:SecureTransport": false } } }],
        true,
      ],
      "resources by a pattern": [[{ ...tls, Resource: "arn:aws:s3:::reports*" }], true],
      "bucket and objects in two statements": [
        [
          { ...tls, Resource: bucket },
          { ...tls, Resource: objects },
        ],
        true,
      ],
      "all but gets, and gets": [
        [
          { ...tlsWithoutAction, NotAction: "s3:Get*" },
          { ...tls, Action: "s3:Get*" },
        ],
        true,
      ],
      "all but gets": [[{ ...tlsWithoutAction, NotAction: "s3:Get*" }], false],
      "all but another service's actions": [[{ ...tlsWithoutAction, NotAction: "sqs:*" }], true],
      "the bucket alone": [[{ ...tls, Resource: bucket }], false],
      "the objects alone": [[{ ...tls, Resource: objects }], false],
      "another bucket": [[{ ...tls, Resource: ["arn:aws:s3:::other", "arn:aws:s3:::other/*"] }], false],
      "some actions": [[{ ...tls, Action: ["s3:GetObject", "s3:PutObject"] }], false],
      "one account": [[{ ...tls, Principal: { AWS: "111111111111" } }], false],
      "an Allow with TLS": [[{ ...tls, Effect: "Allow", Condition: { Bool: { "aws:SecureTransport": "true" } } }], false],
      "a Deny with TLS": [[{ ...tls, Condition: { Bool: { "aws:SecureTransport": "true" } } }], false],
      "another condition beside it": [[{ ...tls, Condition: { ...plain, IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }], false],
      "another operator": [[{ ...tls, Condition: { StringEquals: { "aws:SecureTransport": "false" } } }], false],
      "a set operator": [[{ ...tls, Condition: { "ForAnyValue:Bool": { "aws:SecureTransport": "false" } } }], false],
      "a Deny of everything": [[{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }], true],
      "no statement": [[], false],
    } satisfies Record<string, [PolicyStatement[], boolean]>),
  )("%s", (_, [Statement, verdict]) => {
    expect(deniesInsecureTransport({ Statement }, bucket)).toBe(verdict);
  });
});

const header = "s3:x-amz-server-side-encryption";
const absent: PolicyStatement = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: objects,
  Condition: { Null: { [header]: "true" } },
};

describe("deniesUnencryptedPuts", () => {
  test.each(
    Object.entries({
      "no header": [[absent], true],
      "no header, as a Boolean": [[{ ...absent, Condition: { Null: { [header]: true } } }], true],
      "unless AES256": [[{ ...absent, Condition: { StringNotEquals: { [header]: "AES256" } } }], true],
      "unless a known algorithm": [[{ ...absent, Condition: { StringNotEquals: { [header]: ["AES256", "aws:kms"] } } }], true],
      "unless a word that is no algorithm": [[{ ...absent, Condition: { StringNotEquals: { [header]: ["AES256", "none"] } } }], false],
      "if AES256": [[{ ...absent, Condition: { StringEquals: { [header]: "AES256" } } }], false],
      "a header that is there": [[{ ...absent, Condition: { Null: { [header]: "false" } } }], false],
      "both at once leave puts without the header that one of them spares": [
        [{ ...absent, Condition: { Null: { [header]: "true" }, StringNotEquals: { [header]: "AES256" } } }],
        false,
      ],
      gets: [[{ ...absent, Action: "s3:GetObject" }], false],
      "a folder": [[{ ...absent, Resource: `${bucket}/in/*` }], false],
      "an Allow": [[{ ...absent, Effect: "Allow" }], false],
    } satisfies Record<string, [PolicyStatement[], boolean]>),
  )("%s", (_, [Statement, verdict]) => {
    expect(deniesUnencryptedPuts({ Statement }, bucket)).toBe(verdict);
  });
});

describe("the statements", () => {
  const cases = {
    "no policy": null,
    "a single object": { Version: "2012-10-17", Statement: { ...absent, Sid: "DenyInsecureTransport" } },
    "Sids that are taken": {
      Id: "kept",
      Statement: [
        { ...absent, Sid: "DenyInsecureTransport", Action: "s3:DeleteObject" },
        { ...absent, Sid: "DenyUnencryptedPuts", Action: "s3:DeleteObject" },
        { ...absent, Sid: "DenyUnencryptedPuts2", Action: "s3:DeleteObject" },
      ],
    },
  } satisfies Record<string, PolicyDocument | null>;

  test.each(Object.entries(cases))("make the check true beside %s", (_, policy) => {
    const transport = withStatement(policy, denyInsecureTransportStatement(bucket, policy));
    const both = withStatement(transport, denyUnencryptedPutsStatement(bucket, transport));
    expect(deniesInsecureTransport(both, bucket)).toBe(true);
    expect(deniesUnencryptedPuts(both, bucket)).toBe(true);
    expect(PolicyDocument.parse(both)).toEqual(both);
    const before = policy === null ? [] : [policy.Statement].flat();
    expect(both).toMatchObject({ ...policy, Statement: [...before, { Effect: "Deny" }, { Effect: "Deny" }] });
    const sids = [both.Statement].flat().map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
  });
});
