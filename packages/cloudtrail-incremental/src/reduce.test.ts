import { ec2 } from "@plumbline/collectors/ec2";
import { rds } from "@plumbline/collectors/rds";
import { sqs } from "@plumbline/collectors/sqs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadRecord } from "./read-records.ts";
import { type Reduction, reduce } from "./reduce.ts";
import { record } from "./table.fixture.ts";
import { tableOf } from "./table-of.ts";

const table = tableOf([{ of: ec2 }, { of: rds }, { of: sqs }]);
const window = { to: new Date("2026-03-01T12:00:00Z"), againFrom: new Date("2026-03-01T11:30:00Z") };
const instances = (...ids: string[]) => ({ instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } });

/** An event at a time of the day, with an id. */
const event = (id: string, time: string, name: string, more: object = {}) =>
  record("ec2", name, { eventID: id, eventTime: `2026-03-01T${time}Z`, ...more });
const run = (id: string, time: string, ...ids: string[]) => event(id, time, "RunInstances", { responseElements: instances(...ids) });
const terminate = (id: string, time: string, ...ids: string[]) =>
  event(id, time, "TerminateInstances", { requestParameters: instances(...ids) });
const start = (id: string, time: string, ...ids: string[]) => event(id, time, "StartInstances", { requestParameters: instances(...ids) });

async function* from(values: readonly unknown[]): AsyncGenerator<ReadRecord> {
  for (const [i, value] of values.entries()) yield { where: `event ${i}`, value };
}
const reduced = (values: readonly unknown[]) => reduce(from(values), { table, window });
/** A change in one line: type, id, effects, whether it has settled, its last instant, and the events that come again. */
const lines = ({ changes }: Reduction) =>
  changes.map(({ ref, effects, isSettled, isHeld, last, events }) =>
    [
      `${ref.type} ${ref.id} ${effects.join("+")} ${isSettled ? "settled" : "unsettled"}${isHeld ? " held" : ""}`,
      `${last.toISOString().slice(11, 19)} ${events.map(({ id }) => id).join(",") || "-"}`,
    ].join(" "),
  );

describe("reduce", () => {
  const rows: Record<string, { records: unknown[]; says: string[] }> = {
    "nothing happened": { records: [], says: [] },
    "one event of three instances is three changes": {
      records: [run("e1", "11:40:00", "i-1", "i-2", "i-3")],
      says: ["ec2 i-1 create settled 11:40:00 e1", "ec2 i-2 create settled 11:40:00 e1", "ec2 i-3 create settled 11:40:00 e1"],
    },
    "made and gone within the window is one change, with both effects": {
      records: [terminate("e2", "11:50:00", "i-1"), run("e1", "11:40:00", "i-1")],
      says: ["ec2 i-1 create+delete settled 11:50:00 e1,e2"],
    },
    "gone and made again under the same name is one change": {
      records: [
        record("rds", "DeleteDBInstance", {
          ...{ eventID: "e1", eventTime: "2026-03-01T11:00:00Z" },
          requestParameters: { dBInstanceIdentifier: "orders" },
        }),
        record("rds", "CreateDBInstance", {
          ...{ eventID: "e2", eventTime: "2026-03-01T11:10:00Z" },
          requestParameters: { dBInstanceIdentifier: "orders" },
        }),
      ],
      says: ["rds orders create+delete settled 11:10:00 -"],
    },
    "an event that came twice counts once": {
      records: [start("e1", "11:40:00", "i-1"), start("e1", "11:40:00", "i-1")],
      says: ["ec2 i-1 update settled 11:40:00 e1"],
    },
    "a change of this minute has not settled": {
      records: [start("e1", "11:40:00", "i-1"), start("e2", "11:59:30", "i-1")],
      says: ["ec2 i-1 update unsettled 11:59:30 e1,e2"],
    },
    "an event before the overlap is not remembered": {
      records: [start("e1", "11:29:59", "i-1"), start("e2", "11:30:00", "i-2")],
      says: ["ec2 i-1 update settled 11:29:59 -", "ec2 i-2 update settled 11:30:00 e2"],
    },
    "an association that is gone is told as what somebody held": {
      records: [event("e1", "11:40:00", "DisassociateAddress", { requestParameters: { associationId: "eipassoc-1" } })],
      says: ["ec2 eipassoc-1 update settled held 11:40:00 e1"],
    },
    "calls that failed, reads and others' types are no change": {
      records: [
        { ...terminate("e1", "11:40:00", "i-1"), errorCode: "Client.UnauthorizedOperation" },
        event("e2", "11:40:00", "DescribeInstances"),
        record("s3", "CreateBucket", { requestParameters: { bucketName: "a" } }),
      ],
      says: [],
    },
    "our own calls are changes too": {
      records: [
        {
          ...terminate("e1", "11:40:00", "i-1"),
          userIdentity: { arn: "arn:aws:sts::111111111111:assumed-role/member_remediator/plumbline-run" },
        },
      ],
      says: ["ec2 i-1 delete settled 11:40:00 e1"],
    },
    "answers of LookupEvents and events of EventBridge are the same": {
      records: [
        { EventId: "e1", CloudTrailEvent: JSON.stringify(start("e1", "11:40:00", "i-1")) },
        { "detail-type": "AWS API Call via CloudTrail", detail: start("e1", "11:40:00", "i-1") },
      ],
      says: ["ec2 i-1 update settled 11:40:00 e1"],
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { records, says }) => {
    const found = await reduced(records);
    expect(lines(found)).toEqual(says);
    expect(found.unread).toEqual([]);
  });

  it("tells what can't be read by its event, with the types that may have changed", async () => {
    const nameless = event("e1", "11:40:00", "StartInstances", { requestParameters: {} });
    const timeless = { ...start("e2", "11:40:00", "i-1"), eventTime: "yesterday" };
    const { unread, changes, records } = await reduced([nameless, nameless, timeless, { CloudTrailEvent: "{" }, 7]);
    expect(changes).toEqual([]);
    expect(records).toBe(5);
    expect(unread.map(({ event: name, types, count, where }) => [name, types, count, where])).toEqual([
      ["ec2.amazonaws.com StartInstances", ["ec2"], 1, "event 2"],
      ["ec2.amazonaws.com StartInstances", ["ec2"], 2, "event 0"],
      [undefined, undefined, 1, "event 3"],
      [undefined, undefined, 1, "event 4"],
    ]);
    expect(unread.every(({ hint, reason }) => hint !== "" && reason !== "")).toBe(true);
  });

  it("leaves out what an earlier run has handled", async () => {
    const isHandled = (id: string, ref: { id: string }) => id === "e1" && ref.id === "i-1";
    const found = await reduce(from([run("e1", "11:40:00", "i-1", "i-2"), start("e2", "11:41:00", "i-2")]), { table, window, isHandled });
    expect(lines(found)).toEqual(["ec2 i-2 create+update settled 11:41:00 e1,e2"]);
  });

  it("rejects with what the source rejects with, and takes no half for the whole", async () => {
    async function* broken(): AsyncGenerator<ReadRecord> {
      yield { where: "1", value: start("e1", "11:40:00", "i-1") };
      throw new Error("AWS hung up");
    }
    await expect(reduce(broken(), { table, window })).rejects.toThrow("AWS hung up");
  });

  const anEvent = fc
    .record({
      id: fc.integer({ min: 1, max: 40 }),
      minute: fc.integer({ min: 0, max: 59 }),
      kind: fc.constantFrom("run", "start", "terminate", "held", "nameless", "failed"),
      ids: fc.uniqueArray(fc.constantFrom("i-1", "i-2", "i-3"), { minLength: 1 }),
    })
    .map(({ id, minute, kind, ids }) => {
      // One id is of one event.
      const time = `11:${String((minute * 7 + id) % 60).padStart(2, "0")}:00`;
      const name = `${kind}-${id}-${ids.join()}-${time}`;
      if (kind === "run") return run(name, time, ...ids);
      if (kind === "start") return start(name, time, ...ids);
      if (kind === "held") return event(name, time, "DisassociateAddress", { requestParameters: { associationId: `eipassoc-${ids[0]}` } });
      if (kind === "nameless") return event(name, time, "StartInstances", { requestParameters: {} });
      if (kind === "failed") return { ...start(name, time, ...ids), errorCode: "Client.Failed" };
      return terminate(name, time, ...ids);
    });

  it("does not depend on order and repetition", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anEvent, { maxLength: 30 }).chain((events) =>
          fc.record({
            events: fc.constant(events),
            again: events.length > 0 ? fc.array(fc.constantFrom(...events), { maxLength: 30 }) : fc.constant([]),
            order: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
          }),
        ),
        async ({ events, again, order }) => {
          const shuffled = [...events, ...again]
            .map((value, i) => ({ value, at: order[i] ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value);
          const [straight, mixed] = [await reduced(events), await reduced(shuffled)];
          expect(mixed.changes).toEqual(straight.changes);
          expect(mixed.unread.map(({ event: name, types }) => [name, types])).toEqual(
            straight.unread.map(({ event: name, types }) => [name, types]),
          );
        },
      ),
    );
  });

  it("is one for two halves as for the whole, as far as resources and times go", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { maxLength: 20 }), fc.nat(20), async (events, cut) => {
        const whole = await reduced(events);
        const parts = [await reduced(events.slice(0, cut)), await reduced(events.slice(cut))];
        const last = new Map<string, number>();
        for (const { ref, last: at } of parts.flatMap(({ changes }) => changes))
          last.set(ref.id, Math.max(last.get(ref.id) ?? 0, at.getTime()));
        expect(new Map(whole.changes.map(({ ref, last: at }) => [ref.id, at.getTime()]))).toEqual(last);
      }),
    );
  });
});
