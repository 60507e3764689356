import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { iamServerCertificateNotExpired } from "./not-expired.ts";

const now = new Date("2026-05-02T12:00:00Z");
const expiring = (expiresAt: string | null) => ({ id: "www", expiresAt });

describe("iam_server_certificate/not-expired", () => {
  testAuditor(it, iamServerCertificateNotExpired, {
    pass: {
      "a year left": { facts: expiring("2027-05-02T12:00:00Z"), now },
      "a second left": { facts: expiring("2026-05-02T12:00:01Z"), now },
    },
    fail: {
      "at this very second": { facts: expiring("2026-05-02T12:00:00Z"), now },
      "a year ago": { facts: expiring("2025-05-02T12:00:00Z"), now },
    },
  });

  it("does not know of one whose end is not told", () => {
    const account = { id: "111111111111", kind: "prod" as const };
    const place = { context: {}, settings: {}, partition: "aws", region: "us-east-1", account, knownAccounts: new Set<string>(), now };
    expect(judge(iamServerCertificateNotExpired, { facts: expiring(null), ...place }).map(({ verdict }) => verdict.status)).toEqual([
      "unknown",
    ]);
  });
});
