import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketPublicAccessBlock } from "./public-access-block.ts";

const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const off = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const aclsOnly = { ...off, BlockPublicAcls: true, IgnorePublicAcls: true };
const policiesOnly = { ...off, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const bucket = (publicAccessBlock: typeof off | null) => ({ id: "b", region: "eu-west-1", publicAccessBlock });
const accounts = (publicAccessBlock: typeof off | null) => ({ accounts: [{ id: "000000000000", publicAccessBlock }] });

describe("s3_bucket/public-access-block", () => {
  testAuditor(it, s3BucketPublicAccessBlock, {
    pass: {
      "all at the bucket": { facts: bucket(all) },
      "all at the account": { facts: bucket(null), context: accounts(all) },
      "half at the bucket, half at the account": { facts: bucket(aclsOnly), context: accounts(policiesOnly) },
      "all at the bucket, where the bucket counts": { facts: bucket(all), context: accounts(null), settings: { level: "bucket" } },
      "all at the account, where the account counts": { facts: bucket(off), context: accounts(all), settings: { level: "account" } },
    },
    fail: {
      "nothing anywhere": { facts: bucket(null), context: accounts(null) },
      "nothing known of the account": { facts: bucket(null) },
      "one flag off": { facts: bucket({ ...all, RestrictPublicBuckets: false }) },
      "one flag off in both places": {
        facts: bucket({ ...all, IgnorePublicAcls: false }),
        context: accounts({ ...all, IgnorePublicAcls: false }),
      },
      "the account's, where the bucket counts": { facts: bucket(aclsOnly), context: accounts(all), settings: { level: "bucket" } },
      "the bucket's, where the account counts": {
        facts: bucket(all),
        context: accounts(aclsOnly),
        settings: { level: "account" },
        remedy: { none: "for the account as a whole" },
      },
    },
  });
});
