import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { trailKmsEncrypted } from "./kms-encrypted.ts";

const facts = { id: "arn:aws:cloudtrail:us-east-1:000000000000:trail/t", name: "t", bucket: "logs" };
const ofOrganization = { ...facts, id: "arn:aws:cloudtrail:us-east-1:999999999999:trail/t" };

describe("trail/kms-encrypted", () => {
  testAuditor(it, trailKmsEncrypted, {
    pass: {
      "a key of the account": { facts: { ...facts, kmsKey: "arn:aws:kms:us-east-1:000000000000:key/k" } },
      "the organization's trail with its own key": { facts: { ...ofOrganization, kmsKey: "arn:aws:kms:us-east-1:999999999999:key/k" } },
    },
    fail: {
      "no key": { facts: { ...facts, kmsKey: null } },
      "a trail of which AWS says nothing": { facts },
      "the organization's trail without a key": { facts: ofOrganization },
    },
  });
});
