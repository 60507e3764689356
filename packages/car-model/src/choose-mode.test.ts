import { describe, expect, it } from "vitest";
import { chooseMode, type Known } from "./choose-mode.ts";

const day = 24 * 3_600_000;
const now = new Date("2026-06-01T00:00:00Z");
const known: Known = {
  told: { target: "aws https://car.example/api/car/v2", savePoint: "run-2", savePointBefore: "run-1", places: "here", runs: 2 },
  ...{
    target: "aws https://car.example/api/car/v2",
    places: "here",
    isNewDatabase: false,
    savePoint: "run-2",
    isForced: false,
    isAllSeen: true,
    now,
  },
  seen: [now.getTime() - day],
};
const without = (name: keyof Known["told"]): Partial<Known> => ({ told: { ...known.told, [name]: undefined } });

const full: Record<string, readonly [given: Partial<Known>, reason: RegExp]> = {
  "a full import was asked for": [{ isForced: true }, /^it was asked for$/],
  "the database is new": [{ isNewDatabase: true, savePoint: undefined }, /^CAR's database is new$/],
  "CAR has no save point": [{ savePoint: undefined }, /^CAR has no save point$/],
  "the save point was taken away": [{ savePoint: "" }, /^CAR has no save point$/],
  "the state is new": [{ told: { runs: 0 }, seen: [] }, /^the state knows of no import that ended$/],
  "the last run did not finish": [{ told: { ...known.told, sending: "run-3" } }, /^the last run, run-3, did not finish$/],
  "another source": [{ target: "other https://car.example/api/car/v2" }, /^the last run sent to another source or address$/],
  "the target was never noted": [without("target"), /^the last run sent to another source or address$/],
  "other places": [{ places: "there" }, /^the accounts, regions or types are others than in the last run$/],
  "no cell was ever seen whole": [{ seen: [] }, /^no cell was ever listed whole$/],
  "a cell that was last seen 91 days ago": [
    { seen: [now.getTime() - 92 * day, now.getTime() - 91 * day] },
    /^CloudTrail keeps 90 days, and the last import that saw everything began 2026-03-02T00:00:00\.000Z$/,
  ],
  "an earlier one retired nothing, and all was seen since": [
    { told: { ...known.told, unretired: "why" } },
    /could retire nothing, and all has been seen since$/,
  ],
  "another state imported since": [{ savePoint: "run-9" }, /by a run that this state does not know$/],
  "a run before the one before": [{ savePoint: "run-0" }, /by a run that this state does not know$/],
};
const incremental: Record<string, Partial<Known>> = {
  "all is as the last run left it": {},
  "CAR has the save point before, since the last run was cut off as it wrote its own": { savePoint: "run-1" },
  "a cell that was last seen 90 days ago": { seen: [now.getTime() - 90 * day] },
  "an earlier one retired nothing, and not all was seen since": { told: { ...known.told, unretired: "why" }, isAllSeen: false },
  "one cell that was last seen longer ago": { seen: [now.getTime() - 91 * day, now.getTime() - day] },
};

describe("the kind of an import", () => {
  it.each(Object.entries(full))("is full: %s", (_, [given, reason]) =>
    expect(chooseMode({ ...known, ...given })).toEqual({ kind: "full", reason: expect.stringMatching(reason) }),
  );
  it.each(Object.entries(incremental))("is incremental: %s", (_, given) => {
    const all = { ...known, ...given };
    expect(chooseMode(all)).toEqual({ kind: "incremental", since: new Date(all.seen.at(-1) ?? 0) });
  });
});
