import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { efsEncrypted } from "./encrypted.ts";

const plain = { id: "fs-1", status: "available", encrypted: true };

describe("efs/encrypted", () => {
  testAuditor(it, efsEncrypted, {
    pass: {
      "an encrypted file system": { facts: plain },
      "an encrypted one that is being made": { facts: { ...plain, status: "creating" } },
    },
    fail: {
      "a file system without encryption": { facts: { ...plain, encrypted: false } },
      "one that AWS calls broken, and that has data all the same": { facts: { ...plain, status: "error", encrypted: false } },
      "one whose state AWS does not say": { facts: { ...plain, status: "", encrypted: false } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting", encrypted: false } },
      "one that is gone": { facts: { ...plain, status: "deleted", encrypted: false } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = efsEncrypted.subject.base.parse({ ...plain, encrypted: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    expect(() =>
      efsEncrypted.evaluate({ facts, context: {}, settings: {}, ...where, knownAccounts: new Set<string>(), now: new Date(0) }),
    ).toThrow(/does not say/);
  });
});
