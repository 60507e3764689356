import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { kmsKeyRotationEnabled } from "./rotation-enabled.ts";

const key = { managedBy: "CUSTOMER", state: "Enabled", spec: "SYMMETRIC_DEFAULT", origin: "AWS_KMS", rotates: null as boolean | null };
const row = (changes: Partial<typeof key>) => ({
  facts: { id: "k1", arn: "arn:aws:kms:us-east-1:000000000000:key/k1", rotation: { ...key, ...changes } },
});

describe("kms_key/rotation-enabled", () => {
  testAuditor(it, kmsKeyRotationEnabled, {
    pass: {
      "a key that rotates": row({ rotates: true }),
      "one whose primary region changes": row({ rotates: true, state: "Updating" }),
    },
    fail: {
      "a key that does not": row({ rotates: false }),
      "one whose primary region changes": row({ rotates: false, state: "Updating" }),
    },
    notApplicable: {
      "a key of AWS": row({ managedBy: "AWS" }),
      "an asymmetric key": row({ spec: "RSA_2048" }),
      "an HMAC key": row({ spec: "HMAC_256" }),
      "imported material": row({ origin: "EXTERNAL" }),
      "a key in CloudHSM": row({ origin: "AWS_CLOUDHSM" }),
      "a key outside of AWS": row({ origin: "EXTERNAL_KEY_STORE" }),
      "a disabled key": row({ state: "Disabled" }),
      "a key that will be deleted": row({ state: "PendingDeletion" }),
      "a key that AWS says it can't rotate": row({}),
    },
  });
});
