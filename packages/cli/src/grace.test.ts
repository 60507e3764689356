import { memoryState } from "@plumbline/run-store/memory-state";
import { describe, expect, it } from "vitest";
import { makeGrace } from "./grace.ts";
import { graceOf, NotifyFirst } from "./notify-first.ts";
import { planned } from "./plan.fixture.ts";

const hour = 3_600_000;
const rows: Record<string, [notifyFirst: unknown, check: string, hours: number]> = {
  nothing: [undefined, "sqs/not-public", 0],
  "days for all": ["7d", "sqs/not-public", 168],
  "hours for all": ["12h", "sqs/not-public", 12],
  "a pattern": [{ "sqs/*": "2h" }, "sqs/not-public", 2],
  "a pattern for others": [{ "ec2/*": "2h" }, "sqs/not-public", 0],
  "a check before its type, before all": [{ "*": "7d", "sqs/not-public": "1h", "sqs/*": "2h" }, "sqs/not-public", 1],
  "its type before all": [{ "*": "7d", "sqs/*": "2h" }, "sqs/not-public", 2],
  "one that is left out": [{ "*": "7d", "sqs/*": "0d" }, "sqs/not-public", 0],
};
const bad: Record<string, unknown> = {
  "no unit": "7",
  "another unit": "7w",
  "a number": 7,
  "a sign": "-7d",
  "a text": { "*": "soon" },
  "no pattern": { "": "7d" },
};
describe("notifyFirst", () => {
  it.each(Object.entries(rows))("%s", (_, [notifyFirst, check, hours]) => {
    expect(graceOf(NotifyFirst.optional().parse(notifyFirst))(check)).toBe(hours * hour);
  });
  it.each(Object.entries(bad))("refuses %s", (_, notifyFirst) => {
    expect(NotifyFirst.safeParse(notifyFirst).success).toBe(false);
  });
});

const start = Date.parse("2026-03-01T12:00:00Z");
function world(notifyFirst: NotifyFirst = "7d") {
  const clock = { hours: 0, isDown: false };
  const now = () => new Date(start + clock.hours * hour);
  const told: string[] = [];
  const announce = async ({ id }: { id: string }, madeAfter: Date) => {
    if (clock.isDown) throw new Error("no channel could be reached");
    told.push(`${id} ${madeAfter.toISOString()}`);
  };
  const state = memoryState(now);
  return { clock, told, state, grace: makeGrace({ graceOf: graceOf(notifyFirst), state, announce, now }) };
}
const a = planned("a");
const announced = "announced on 2026-03-01T12:00:00Z; a run from 2026-03-08T12:00:00Z on makes it";

describe("grace", () => {
  it("announces a change once, refuses it until its time has come, and lets it through from then on", async () => {
    const { clock, told, grace } = world();
    const said = [];
    for (const hours of [0, 1, 7 * 24 - 1, 7 * 24, 8 * 24]) {
      clock.hours = hours;
      said.push((await grace.wait(a))?.reason);
    }
    expect([said, told]).toEqual([[announced, announced, announced, undefined, undefined], ["c-a 2026-03-08T12:00:00.000Z"]]);
  });

  it("lets a check without grace through, and announces nothing of it", async () => {
    const { grace, told } = world({ "ec2/*": "7d" });
    expect([await grace.wait(a), told]).toEqual([undefined, []]);
  });

  it("starts anew when the finding passed and fails again", async () => {
    const { clock, told, grace } = world();
    await grace.wait(a);
    clock.hours = 7 * 24;
    await grace.settle(a);
    expect(await grace.wait(a)).toEqual({
      reason: "announced on 2026-03-08T12:00:00Z; a run from 2026-03-15T12:00:00Z on makes it",
      madeAfter: "2026-03-15T12:00:00.000Z",
    });
    expect(told).toHaveLength(2);
  });

  it("starts anew when nobody made the change for 30 days", async () => {
    const { clock, told, grace } = world();
    await grace.wait(a);
    clock.hours = 37 * 24 - 1;
    expect(await grace.wait(a)).toBeUndefined();
    clock.hours = 37 * 24;
    expect((await grace.wait(a))?.reason).toMatch(/^announced on 2026-04-07T12:00:00Z/);
    expect(told).toHaveLength(2);
  });

  it("keeps the findings apart", async () => {
    const { grace, told } = world();
    await grace.wait(a);
    await grace.settle(planned("b"));
    await grace.wait(planned("b"));
    expect([(await grace.wait(a))?.reason, told.length]).toEqual([announced, 2]);
  });

  it("does not count what nobody was told", async () => {
    const { clock, told, grace } = world();
    clock.isDown = true;
    expect(await grace.wait(a)).toEqual({ reason: "it must be announced first, and could not be: no channel could be reached" });
    [clock.hours, clock.isDown] = [7 * 24, false];
    expect((await grace.wait(a))?.reason).toMatch(/^announced on 2026-03-08/);
    expect(told).toHaveLength(1);
  });

  it("keeps one announcement of two runs at once", async () => {
    const { state } = world();
    const { promise, resolve } = Promise.withResolvers<void>();
    const runs = [0, 1].map((hours) =>
      makeGrace({ graceOf: graceOf("7d"), state, announce: () => promise, now: () => new Date(start + hours * hour) }).wait(a),
    );
    resolve();
    expect((await Promise.all(runs)).map((wait) => wait?.reason)).toEqual([announced, announced]);
  });

  it("does not make a change when what was announced can't be read", async () => {
    const { state, grace } = world();
    await state.put(`announced/${a.fingerprint}`, "soon");
    await expect(grace.wait(a)).rejects.toMatchObject({
      name: "StoreError",
      code: "broken",
      hint: expect.stringContaining("announced anew"),
    });
  });
});
