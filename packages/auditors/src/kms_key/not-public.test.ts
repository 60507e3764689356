import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { kmsKeyNotPublic } from "./not-public.ts";

const id = "k1";
const arn = "arn:aws:kms:us-east-1:000000000000:key/k1";
const metadata = { managedBy: "CUSTOMER", state: "Enabled", multiRegion: null };
const root = "arn:aws:iam::000000000000:root";
const own = { Sid: "Own", Effect: "Allow" as const, Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
const anyone = { Sid: "Open", Effect: "Allow" as const, Principal: "*", Action: "kms:Decrypt", Resource: "*" };
const service = { ...anyone, Principal: { Service: "cloudtrail.amazonaws.com" } };
const ofAccount = { StringEquals: { "aws:SourceAccount": "000000000000" } };
const ofTrail = { ArnEquals: { "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:000000000000:trail/t" } };
const policy = (...Statement: object[]) => JSON.parse(JSON.stringify({ Version: "2012-10-17", Id: "kept", Statement }));
const facts = (...Statement: object[]) => ({ id, arn, metadata, policy: policy(...Statement) });
const inState = (state: string) => ({ ...facts(own, anyone), metadata: { ...metadata, state } });

describe("kms_key/not-public", () => {
  testAuditor(it, kmsKeyNotPublic, {
    pass: {
      "the default policy": { facts: facts(own) },
      "one statement that is no list": { facts: { id, arn, metadata, policy: { Statement: own } } },
      "no statement": { facts: facts() },
      "another account": { facts: facts(own, { ...anyone, Principal: { AWS: "arn:aws:iam::999999999999:root" } }) },
      "anyone through a service, but of the own account": {
        facts: facts({
          ...anyone,
          Condition: { StringEquals: { "kms:CallerAccount": "000000000000", "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
        }),
      },
      "anyone of the organization": { facts: facts({ ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }) },
      "an AWS service for the own account": { facts: facts(own, { ...service, Condition: ofAccount }) },
      "an AWS service for a trail of the own account": { facts: facts(own, { ...service, Condition: ofTrail }) },
      "an AWS service for the organization": {
        facts: facts(own, { ...service, Condition: { StringEquals: { "aws:SourceOrgID": "o-1234567890" } } }),
      },
      "a denial of everyone": { facts: facts(own, { ...anyone, Effect: "Deny" }) },
      "a disabled key of the own account": { facts: { ...facts(own), metadata: { ...metadata, state: "Disabled" } } },
      "the own account in China": {
        facts: facts({ ...own, Principal: { AWS: "arn:aws-cn:iam::000000000000:root" } }),
        partition: "aws-cn",
        region: "cn-north-1",
      },
    },
    fail: {
      anyone: { facts: facts(own, anyone), remedy: "cured" },
      "anyone, as the only statement": { facts: facts(anyone), remedy: "cured" },
      "anyone, as a single statement": { facts: { id, arn, metadata, policy: { Statement: anyone } }, remedy: "cured" },
      "anyone in a list of principals, where the others stay": {
        facts: facts(own, { ...anyone, Principal: { AWS: ["*", "arn:aws:iam::999999999999:role/reader"] } }),
        remedy: "cured",
        blastRadius: { affected: [{ kind: "principal", id: "*" }] },
      },
      "anyone through a service, which is a condition that stays": {
        facts: facts(own, { ...anyone, Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } } }),
        remedy: "cured",
      },
      "all but one": {
        facts: facts(own, { Effect: "Allow", NotPrincipal: { AWS: root }, Action: "kms:Decrypt", Resource: "*" }),
        remedy: "cured",
      },
      "anyone in China": {
        facts: facts({ ...own, Principal: { AWS: "arn:aws-cn:iam::000000000000:root" } }, anyone),
        partition: "aws-cn",
        region: "cn-north-1",
        remedy: "cured",
      },
      "a disabled key, which can be enabled": { facts: inState("Disabled"), remedy: "cured" },
      "a key without its material": { facts: inState("PendingImport"), remedy: "cured" },
      "a key of a store that is cut off": { facts: inState("Unavailable"), remedy: "cured" },
      "a replica, whose policy is its own": {
        facts: { ...facts(own, anyone), metadata: { ...metadata, multiRegion: "REPLICA" } },
        remedy: "cured",
      },
      "an AWS service for anyone": { facts: facts(own, service), remedy: { none: "aws:SourceArn or aws:SourceAccount" } },
      "an AWS service for anyone, and a key that is to be deleted": {
        facts: { ...facts(own, service), metadata: { ...metadata, state: "PendingDeletion" } },
        remedy: { none: "to be deleted" },
      },
      "a key that is to be deleted": { facts: inState("PendingDeletion"), remedy: { none: "to be deleted" } },
      "a primary key whose replicas are to be deleted": { facts: inState("PendingReplicaDeletion"), remedy: { none: "to be deleted" } },
      "a replica in the making": { facts: inState("Creating"), remedy: { none: "the next run" } },
      "a multi-Region key whose primary moves": { facts: inState("Updating"), remedy: { none: "the next run" } },
    },
    notApplicable: {
      "a key of AWS": { facts: { ...facts(own), metadata: { ...metadata, managedBy: "AWS" } } },
      "a key of AWS with a service for anyone": { facts: { ...facts(own, service), metadata: { ...metadata, managedBy: "AWS" } } },
      "a key of AWS, whatever its policy": { facts: { ...facts(anyone), metadata: { ...metadata, managedBy: "AWS" } } },
    },
  });
});
