import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { regionEbsEncryptionByDefault } from "./ebs-encryption-by-default.ts";

describe("region/ebs-encryption-by-default", () => {
  testAuditor(it, regionEbsEncryptionByDefault, {
    pass: { "switched on": { facts: { id: "", encryptsVolumes: true } } },
    fail: { "switched off": { facts: { id: "", encryptsVolumes: false } } },
  });
});
