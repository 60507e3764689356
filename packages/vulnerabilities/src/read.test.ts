import type { Vulnerability } from "@plumbline/finding-model/vulnerability";
import { inspector2 } from "@plumbline/testkit/inspector2";
import { securityHub } from "@plumbline/testkit/security-hub";
import { describe, expect, it } from "vitest";
import { type ReadVulnerabilities, readVulnerabilities } from "./read.ts";
import type { SentVulnerability } from "./retention.ts";
import { here, hubFinding, idOf, inspectorFinding, standInAws } from "./stand-ins.fixture.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const hour = 3_600_000;
const ago = (days: number) => new Date(now.getTime() - days * 24 * hour);
const told = async (read: ReadVulnerabilities): Promise<string[]> => {
  if (read.kind === "not-enabled") return [read.reason];
  return (await Array.fromAsync(read.changes)).map((change) => {
    const name = change.id.split("/")[1];
    return change.kind === "gone" ? `${name} gone` : `${name} ${(change.vulnerability satisfies Vulnerability).state}`;
  });
};
const was = (name: string, days: number, state: SentVulnerability["state"]): SentVulnerability => ({
  id: idOf(name),
  updated: ago(days),
  state,
});

const world = () => {
  const hub = securityHub({ now: () => now });
  const aws = standInAws(hub.faults);
  const put = (name: string, days: number, fields: object = {}) =>
    hub.put(here, hubFinding(name, { UpdatedAt: ago(days).toISOString(), ...fields }));
  const read = (sent: readonly SentVulnerability[], since?: Date) =>
    readVulnerabilities(aws, { source: "securityhub", now, since, unnamed: () => sent });
  return { hub, aws, put, read };
};

describe("a whole listing", () => {
  it("tells what is there, and that what it does not name and nobody has is gone", async () => {
    const { put, read } = world();
    put("new", 200);
    put("archived", 10, { RecordState: "ARCHIVED" });
    put("expired", 90, { RecordState: "ARCHIVED" });
    const answer = await read([was("lost", 1, "new"), was("ancient", 95, "suppressed"), was("quiet", 400, "active")]);
    expect(answer).toMatchObject({ kind: "read", listed: true });
    expect(await told(answer)).toEqual(["new new", "archived archived", "expired gone", "lost gone", "ancient gone", "quiet gone"]);
  });

  it("keeps an active record whatever its workflow and age", async () => {
    const { put, read } = world();
    put("suppressed", 400, { Workflow: { Status: "SUPPRESSED" } });
    put("resolved", 400, { Workflow: { Status: "RESOLVED" } });
    put("passed", 400, { Compliance: { Status: "PASSED" } });
    put("archived", 400, { Workflow: { Status: "RESOLVED" }, RecordState: "ARCHIVED" });
    expect(await told(await read([]))).toEqual(["suppressed suppressed", "resolved resolved", "passed passed", "archived gone"]);
  });

  it("asks for what it did not name, and keeps what is there all the same", async () => {
    const { hub, put, read } = world();
    put("a", 1);
    const answer = await read([was("b", 1, "new")]);
    // It came while the pages were read.
    put("b", 0);
    expect(await told(answer)).toEqual(["a new", "b new"]);
    expect(hub.findings(here).length).toBe(2);
  });

  it("does not let go of what it has just named, also while that is still on its way to who keeps it", async () => {
    const { put, read } = world();
    put("back", 0);
    expect(await told(await read([was("back", 95, "archived")]))).toEqual(["back new"]);
  });

  it("asks for 100 at once, in five calls", async () => {
    const { aws, read } = world();
    expect((await told(await read(Array.from({ length: 101 }, (_, i) => was(`f${i}`, 1, "new"))))).length).toBe(101);
    expect(aws.calls.length).toBe(1 + 5 + 1);
  });
});

describe("since the last reading", () => {
  it("tells what changed since and a day before", async () => {
    const { put, read } = world();
    put("fresh", 0);
    put("late", 1.9);
    put("before", 2.1);
    const answer = await read([], ago(1));
    expect(answer).toMatchObject({ kind: "read", listed: false });
    expect(await told(answer)).toEqual(["fresh new", "late new"]);
  });

  it("tells what a person put aside or took back, which leaves the time of the update", async () => {
    const { put, read } = world();
    put("suppressed", 20, { Workflow: { Status: "SUPPRESSED" } });
    put("reopened", 20);
    const sent = [was("reopened", 20, "resolved"), was("untouched", 20, "new"), was("archived", 20, "archived")];
    expect(await told(await read(sent, ago(1)))).toEqual(["suppressed suppressed", "reopened new"]);
  });

  it("asks for what may have been removed by age, and never takes age for the proof", async () => {
    const { put, read } = world();
    put("old", 91);
    const sent = [was("old", 91, "new"), was("removed", 91, "new"), was("away", 31, "archived"), was("expired", 90, "archived")];
    expect(await told(await read(sent, ago(1)))).toEqual(["expired gone", "old new", "removed gone", "away gone"]);
  });

  it("keeps what was put aside or passed long ago as long as Security Hub has it", async () => {
    const { put, read } = world();
    put("aside", 400, { Workflow: { Status: "RESOLVED" } });
    put("passed", 400, { Compliance: { Status: "PASSED" } });
    const sent = [was("aside", 400, "resolved"), was("passed", 400, "passed"), was("removed", 400, "suppressed")];
    expect(await told(await read(sent, ago(1)))).toEqual(["aside resolved", "passed passed", "removed gone"]);
  });

  it("lists all when so much time has passed that a closed finding may be gone unseen", async () => {
    const { put, read } = world();
    put("old", 80);
    expect(await read([], ago(30))).toMatchObject({ listed: false });
    expect(await told(await read([], ago(31)))).toEqual(["old new"]);
  });
});

describe("a source that is off", () => {
  it("says so, and nothing is gone", async () => {
    const { hub, read } = world();
    hub.switchOff(here);
    const reason = "Security Hub is off in account 111111111111, region eu-west-1";
    expect(await read([was("a", 100, "archived")])).toEqual({ kind: "not-enabled", reason });
    expect(await read([was("a", 100, "archived")], ago(1))).toEqual({ kind: "not-enabled", reason });
  });
  it("and was on a moment ago breaks the reading off", async () => {
    const { hub, read } = world();
    const answer = await read([was("a", 1, "new")]);
    hub.switchOff(here);
    await expect(told(answer)).rejects.toThrow("and was on a moment ago");
  });
});

describe("Inspector as the source", () => {
  it("is read by the same rules, and listed anew after three days", async () => {
    const inspector = inspector2();
    const aws = standInAws(inspector.faults);
    const put = (name: string, days: number, fields: object = {}) =>
      inspector.put(here, inspectorFinding(name, { updatedAt: ago(days).getTime() / 1000, ...fields }));
    put("fresh", 0);
    put("old", 50, { status: "SUPPRESSED" });
    const sent = [was("old", 50, "suppressed"), was("removed", 4, "closed"), was("kept", 1, "closed")];
    const read = (since?: Date) => readVulnerabilities(aws, { source: "inspector2", now, since, unnamed: () => sent });
    expect(await told(await read(ago(1)))).toEqual(["fresh active", "old suppressed", "removed gone"]);
    expect(await told(await read(ago(4)))).toEqual(["fresh active", "old suppressed", "removed gone", "kept gone"]);
    inspector.switchOff(here);
    expect(await read()).toMatchObject({ kind: "not-enabled" });
  });
});
