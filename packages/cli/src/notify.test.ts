import { checks, onRequest } from "@plumbline/auditors/registry.generated";
import { NotifyConfig } from "@plumbline/delivery/config";
import { checksWithSubject } from "@plumbline/delivery/seed-subjects";
import { describe, expect, it } from "vitest";
import { GlobalOptions } from "./global-options.ts";
import { testIo } from "./io.fixture.ts";
import { notifierOf } from "./notify.ts";
import { openChannels } from "./open-channels.ts";
import { planned } from "./plan.fixture.ts";

it("every check that runs by default has a subject of its own, and none is without a check", () => {
  const ids = Object.keys(checks);
  expect(ids.filter((id) => !onRequest.has(id) && !checksWithSubject.includes(id))).toEqual([]);
  expect(checksWithSubject.filter((id) => !ids.includes(id))).toEqual([]);
});

describe("a channel accepts", () => {
  const rows: Record<string, { filters: object; is: boolean }> = {
    "all, unless told otherwise": { filters: {}, is: true },
    "its severity": { filters: { minSeverity: "high" }, is: true },
    "nothing below its severity": { filters: { minSeverity: "critical" }, is: false },
    "its check": { filters: { checks: ["sqs/not-public"] }, is: true },
    "its type": { filters: { checks: ["ec2", "sqs"] }, is: true },
    "its pattern": { filters: { checks: ["*/not-public"] }, is: true },
    "no other check": { filters: { checks: ["ec2/*"] }, is: false },
    "its account": { filters: { accounts: ["111111111111"] }, is: true },
    "no other account": { filters: { accounts: ["222222222222"] }, is: false },
  };
  it.each(Object.entries(rows))("%s", async (_, { filters, is }) => {
    const topic = { name: "t", kind: "sns", topic: "arn:aws:sns:eu-west-1:111111111111:t", ...filters };
    const connect = () => Promise.reject(new Error("nothing is asked"));
    const [subscriber] = await openChannels(NotifyConfig.parse({ channels: [topic] }), connect, testIo().io);
    const { check, severity, partition, resource, fingerprint } = planned("q");
    const verdict = { status: "fail" as const, reason: "r", evidence: {} };
    expect(subscriber?.accepts({ check, title: "t", severity, partition, resource, fingerprint, verdict })).toBe(is);
  });
});

describe("a teller", () => {
  it("without channels tells nobody and writes nothing", async () => {
    const { io, stderr } = testIo();
    const teller = await notifierOf({}, GlobalOptions.parse({}), io);
    expect([await teller.tell("r1", { outcomes: [{ change: planned("q"), status: "verified" }] }), stderr()]).toEqual([0, ""]);
  });

  it("that can't sign in says so, and keeps the news for the next run", async () => {
    const { io, stderr } = testIo({
      environment: { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/dev/null" },
    });
    const config = {
      notify: NotifyConfig.parse({ channels: [{ name: "t", kind: "sns", topic: "arn:aws:sns:eu-west-1:111111111111:t" }] }),
    };
    const teller = await notifierOf(config, GlobalOptions.parse({ endpointUrl: "http://127.0.0.1:9" }), io);
    expect(await teller.tell("r1", { outcomes: [{ change: planned("q"), status: "verified" }] })).toBe(3);
    expect(stderr()).toMatch(/channel t: .*credentials.*1 notice left to the next run/i);
    teller.close();
  });
});
