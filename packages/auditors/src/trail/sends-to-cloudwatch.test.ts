import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { trailSendsToCloudwatch } from "./sends-to-cloudwatch.ts";

const now = new Date("2026-03-02T12:00:00Z");
const logGroup = "arn:aws:logs:us-east-1:000000000000:log-group:trail:*";
const trail = { id: "arn:aws:cloudtrail:us-east-1:000000000000:trail/t", name: "t", bucket: "logs", validatesLogs: true, kmsKey: null };
const delivered = (deliveredToLogGroupAt: string | null, logGroupError: string | null = null) => ({
  ...{ kind: "read" as const, isLogging: true, deliveryError: null, logGroupError, deliveredToLogGroupAt },
});
const unread = { kind: "unread" as const, why: "Unknown trail" };
const row = (status: ReturnType<typeof delivered> | typeof unread, group: string | null = logGroup) => ({
  ...{ facts: { ...trail, logGroup: group, status }, now },
});

describe("trail/sends-to-cloudwatch", () => {
  testAuditor(it, trailSendsToCloudwatch, {
    pass: {
      "a minute ago": row(delivered("2026-03-02T11:59:00Z")),
      "exactly a day ago": row(delivered("2026-03-01T12:00:00Z")),
    },
    fail: {
      "a second more than a day ago": row(delivered("2026-03-01T11:59:59Z")),
      "an error since the last delivery": row(delivered("2026-03-02T11:59:00Z", "Access denied")),
      never: row(delivered(null)),
      "no log group": row(delivered(null), null),
      "no log group any more, though it delivered lately": row(delivered("2026-03-02T11:59:00Z"), null),
      "no log group, and a status that nobody may ask for": row(unread, null),
    },
  });

  it("is unknown, never a pass, where only another account can tell when it delivered", () => {
    const place = { settings: {}, context: {}, partition: "aws", region: "us-east-1", knownAccounts: new Set<string>() };
    const input = { ...row(unread), ...place, account: { id: "000000000000", kind: "prod" as const } };
    expect(judge(trailSendsToCloudwatch, input)).toMatchObject([
      { verdict: { status: "unknown", reason: expect.stringContaining("Unknown trail") } },
    ]);
  });
});
