import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { s3BucketMfaDelete } from "./mfa-delete.ts";

const bucket = { id: "b", region: "eu-west-1" };

describe("s3_bucket/mfa-delete", () => {
  testAuditor(it, s3BucketMfaDelete, {
    pass: {
      "versions that only MFA deletes": { facts: { ...bucket, versioning: { status: "Enabled", mfaDelete: "Enabled" } } },
    },
    fail: {
      "a bucket that never kept versions": { facts: { ...bucket, versioning: { status: null, mfaDelete: null } } },
      "versions, and AWS says nothing of MFA": { facts: { ...bucket, versioning: { status: "Enabled", mfaDelete: null } } },
      "MFA delete switched off": { facts: { ...bucket, versioning: { status: "Enabled", mfaDelete: "Disabled" } } },
      "MFA delete, but new versions are not kept": { facts: { ...bucket, versioning: { status: "Suspended", mfaDelete: "Enabled" } } },
      "versions suspended, without MFA": { facts: { ...bucket, versioning: { status: "Suspended", mfaDelete: "Disabled" } } },
    },
  });
});
