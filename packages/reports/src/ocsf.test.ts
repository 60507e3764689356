import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ocsf } from "./ocsf.ts";
import { answered, anyFindings, examples, header, plain, reportOf, textOf, validatorOf } from "./sample.fixture.ts";

interface Event {
  readonly time: number;
  readonly class_uid: number;
  readonly activity_id: number;
  readonly type_uid: number;
  readonly severity_id: number;
  readonly status_id: number;
  readonly metadata: { version: string; profiles: string[] };
  readonly finding_info: { uid: string };
  readonly compliance: { control: string; status_id: number; status: string; standards?: string[]; requirements?: string[] };
  readonly cloud: { account: { uid: string } };
  readonly unmapped: Record<string, unknown>;
}
const faults = validatorOf("ocsf-1.6.0-compliance-finding");
const eventsOf = async (report: typeof plain) => {
  const events = (await textOf(ocsf(report)))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Event);
  for (const event of events) expect(faults(event)).toEqual([]);
  return events;
};

describe("the schema of class 2003 refuses", () => {
  it.each(["time", "compliance", "cloud", "finding_info"])("an event without %s", async (name) => {
    const [event] = await eventsOf(plain);
    expect(faults({ ...event, [name]: undefined })).not.toEqual([]);
    expect(faults(JSON.parse(JSON.stringify({ ...event, [name]: undefined })))).not.toEqual([]);
  });
  it("what it does not know", async () => expect(faults({ ...(await eventsOf(plain))[0], verdict: "fail" })).not.toEqual([]));
});

describe("beyond the schema", () => {
  it("the time is the evaluation's instant in milliseconds", async () => {
    for (const { time } of await eventsOf(plain)) expect(new Date(time).toISOString()).toBe(header.evaluatedAt);
  });

  it("type_uid is class and activity; the profile that is used is listed", async () => {
    for (const event of await eventsOf(plain)) {
      expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id);
      expect(event.metadata).toMatchObject({ version: "1.6.0", profiles: ["cloud"] });
    }
  });

  it("each status has its word; unknown is Unknown, and no exception hides the verdict", async () => {
    const rows = (await eventsOf(plain)).map(({ compliance, status_id, activity_id, severity_id }) => [
      ...[compliance.status, compliance.status_id, status_id, activity_id, severity_id],
    ]);
    expect(rows).toEqual([
      ["Fail", 3, 1, 1, 5],
      ["Pass", 1, 4, 3, 1],
      ["Fail", 3, 3, 1, 5],
      ["Fail", 3, 1, 1, 5],
      ["Fail", 3, 1, 1, 3],
      ["Pass", 1, 4, 3, 1],
      ["Not Applicable", 99, 4, 3, 1],
      ["Unknown", 0, 1, 1, 5],
    ]);
  });

  it("an exception that is not proven suppresses nothing", async () => {
    const unproven = { ...examples[2]!, exception: { ...examples[2]!.exception!, unproven: "its tags could not be read" } };
    expect((await eventsOf(reportOf([unproven])))[0]?.status_id).toBe(1);
  });

  it("names the benchmark and its controls, of a run that answers one", async () => {
    const [first] = await eventsOf(answered);
    expect(first?.compliance).toMatchObject({
      ...{ control: "s3-bucket/public-acl", standards: ["CIS AWS Foundations Benchmark 1.3.0"], requirements: ["1.2"] },
    });
    expect((await eventsOf(plain))[0]?.compliance).not.toHaveProperty("standards");
  });

  it("the same run gives the same events, and a uid is the finding's and nobody else's", async () => {
    const [once, twice] = [await eventsOf(answered), await eventsOf(answered)];
    expect(once).toEqual(twice);
    expect(new Set(once.map(({ finding_info }) => finding_info.uid)).size).toBe(examples.length);
    const later = await eventsOf(reportOf(examples, { header: { id: "run-2", evaluatedAt: "2026-04-01T00:00:00.000Z" } }));
    expect(later.map(({ finding_info }) => finding_info.uid)).toEqual(once.map(({ finding_info }) => finding_info.uid));
  });
});

it("validates whatever the names; an event for each finding, and Pass for what passes alone", async () => {
  await fc.assert(
    fc.asyncProperty(anyFindings, async (findings) => {
      const events = await eventsOf(reportOf(findings));
      expect(events.map(({ finding_info }) => finding_info.uid)).toEqual(findings.map(({ fingerprint }) => fingerprint));
      expect(events.map(({ compliance }) => compliance.status_id === 1)).toEqual(findings.map(({ verdict }) => verdict.status === "pass"));
    }),
    { numRuns: 30 },
  );
});
