import { describe, expect, it } from "vitest";
import { timeLeft, within } from "./time-left.ts";

// Remaining time of the invocation when the message begins, and later; milliseconds.
const rows: Record<string, { begun: number; seconds: number; kept: number; now: number; toJudge: number; mayWrite: boolean }> = {
  "all of its own time": { begun: 300_000, seconds: 60, kept: 45, now: 300_000, toJudge: 60_000, mayWrite: true },
  "some of it is over": { begun: 300_000, seconds: 60, kept: 45, now: 280_000, toJudge: 40_000, mayWrite: true },
  "all of it is over, and a write may still begin": { begun: 300_000, seconds: 60, kept: 45, now: 200_000, toJudge: 0, mayWrite: true },
  "no write may begin any more": { begun: 300_000, seconds: 60, kept: 45, now: 44_999, toJudge: 0, mayWrite: false },
  "the invocation has less than the message": { begun: 80_000, seconds: 60, kept: 45, now: 80_000, toJudge: 35_000, mayWrite: true },
  "the invocation has not even that": { begun: 40_000, seconds: 60, kept: 45, now: 40_000, toJudge: 0, mayWrite: false },
  "nothing is kept for a write": { begun: 40_000, seconds: 60, kept: 0, now: 40_000, toJudge: 40_000, mayWrite: true },
};
describe("timeLeft", () => {
  it.each(Object.entries(rows))("%s", (_, { begun, seconds, kept, now, toJudge, mayWrite }) => {
    let remaining = begun;
    const time = timeLeft({ getRemainingTimeInMillis: () => remaining }, seconds, kept);
    remaining = now;
    expect([time.toJudge(), time.mayWrite()]).toEqual([toJudge, mayWrite]);
  });
});

describe("within", () => {
  it("gives what comes in time", async () => {
    expect(await within(1000, Promise.resolve("x"))).toEqual({ done: "x" });
    await expect(within(1000, Promise.reject(new Error("x")))).rejects.toThrow("x");
  });

  it("drops what comes too late, also when it fails then", async () => {
    const late = Promise.withResolvers<string>();
    expect(await within(1, late.promise)).toBeUndefined();
    late.reject(new Error("nobody listens"));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
