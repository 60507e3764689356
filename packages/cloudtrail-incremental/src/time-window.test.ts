import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toEventTable } from "./event-table.ts";
import { keepHandled, windowSince } from "./time-window.ts";

const event = {
  type: "sqs",
  scope: "regional",
  source: "sqs.amazonaws.com",
  name: "A",
  effect: "create",
  id: "recipientAccountId",
} as const;
const quick = toEventTable([{ ...event, settleSeconds: 60 }, event]);
const slow = toEventTable([{ ...event, settleSeconds: 3600 }, event]);
const at = (text: string) => new Date(`2026-03-${text}:00Z`);
const now = at("01T12:00");

describe("windowSince", () => {
  const rows: Record<
    string,
    { asked: Parameters<typeof windowSince>[0]; says: [from: string, to: string, againFrom: string] | "too-old" }
  > = {
    "half an hour before the save point, which comes late": {
      asked: { savePoint: at("01T08:00"), now, table: quick },
      says: ["2026-03-01T07:30", "2026-03-01T12:00", "2026-03-01T11:30"],
    },
    "an overlap that was asked for": {
      asked: { savePoint: at("01T08:00"), now, table: quick, overlapSeconds: 7200 },
      says: ["2026-03-01T06:00", "2026-03-01T12:00", "2026-03-01T10:00"],
    },
    "no overlap that is shorter than the slowest change takes to settle": {
      asked: { savePoint: at("01T08:00"), now, table: slow },
      says: ["2026-03-01T07:00", "2026-03-01T12:00", "2026-03-01T11:00"],
    },
    "a clock that was set back": {
      asked: { savePoint: at("01T13:00"), now, table: quick },
      says: ["2026-03-01T11:30", "2026-03-01T12:00", "2026-03-01T11:30"],
    },
    "ninety days and no more, overlap and all": {
      asked: { savePoint: new Date("2025-12-01T12:30:00Z"), now, table: quick },
      says: ["2025-12-01T12:00", "2026-03-01T12:00", "2026-03-01T11:30"],
    },
    "a minute more than ninety days": { asked: { savePoint: new Date("2025-12-01T12:29:00Z"), now, table: quick }, says: "too-old" },
    "a source that keeps less": { asked: { savePoint: at("01T08:00"), now: at("03T08:00"), table: quick, keptDays: 1 }, says: "too-old" },
  };
  it.each(Object.entries(rows))("%s", (_, { asked, says }) => {
    const choice = windowSince(asked);
    if (choice.kind === "too-old") {
      expect(says).toBe("too-old");
      expect(choice.reason).toContain(asked.savePoint.toISOString());
      return;
    }
    const { from, to, againFrom } = choice.window;
    expect([from, to, againFrom].map((time) => time.toISOString().slice(0, 16))).toEqual(says);
  });
});

describe("keepHandled", () => {
  const window = { from: at("01T07:00"), to: now, againFrom: at("01T11:30") };
  const one = (id: string, time: string) => ({ id, time: at(time) });
  it("keeps what the next window will show again, each once, oldest first", () => {
    const before = [one("old", "01T11:29"), one("b", "01T11:40")];
    expect(keepHandled(before, [one("c", "01T11:30"), one("b", "01T11:40")], window)).toEqual([one("c", "01T11:30"), one("b", "01T11:40")]);
  });

  it("forgets nothing that the next window shows, and shows nothing twice that is kept", () => {
    const minutes = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(fc.array(minutes), fc.array(minutes), fc.integer({ min: 1, max: 300 }), (events, runs, overlap) => {
        // Runs at some minutes; each handles what its window shows and is not kept.
        const handled = new Map<number, number>();
        let kept: { id: string; time: Date }[] = [];
        let savePoint = new Date(0);
        for (const minute of [...new Set([...runs, 600])].sort((a, b) => a - b)) {
          const choice = windowSince({
            savePoint,
            now: new Date(minute * 60_000),
            table: quick,
            overlapSeconds: overlap * 60,
            keptDays: 90,
          });
          if (choice.kind === "too-old") throw new Error("ten hours are no ninety days");
          const { from, to } = choice.window;
          const seen = [...new Set(events)].filter((time) => time * 60_000 >= from.getTime() && time * 60_000 <= to.getTime());
          const fresh = seen.filter((time) => !kept.some(({ id }) => id === String(time)));
          for (const time of fresh) handled.set(time, (handled.get(time) ?? 0) + 1);
          kept = keepHandled(
            kept,
            fresh.map((time) => ({ id: String(time), time: new Date(time * 60_000) })),
            choice.window,
          );
          savePoint = to;
        }
        expect([...handled.keys()].sort((a, b) => a - b)).toEqual([...new Set(events)].sort((a, b) => a - b));
        expect([...handled.values()].every((times) => times === 1)).toBe(true);
      }),
    );
  });
});
