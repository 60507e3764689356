import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Aws, type Collector, defineCollector } from "@plumbline/audit-kit/define";
import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Changes, type Followed, followPlace } from "./follow-place.ts";
import type { Looked } from "./look-at-cell.ts";
import { defineProjection, type Projection } from "./projection.ts";
import { cellOf, type KnownCell } from "./state/notes.ts";
import { openState } from "./state/open-state.ts";
import { settle } from "./state/settle.ts";
import { makeStage } from "./state/stage.ts";

const [account, region] = ["111111111111", "eu-west-1"];
const day = 24 * 3_600_000;
const [began, since] = [Date.parse("2026-01-02T00:00:00Z"), Date.parse("2026-01-01T00:00:00Z")];

/** A type whose calls are noted; `h-gone` is named and not there any more. */
function typed(type: string, followedBy: Projection["followedBy"], asked: string[], denied: boolean, readFrom: string[] = []): Projection {
  const collector: Collector = defineCollector({
    ...{ type, title: type, scope: "regional", iam: [], gone: [], aspects: {}, events: [], base: z.object({ id: z.string() }) },
    async *list() {
      asked.push(`list ${type}`);
      yield { id: `${type}-1` };
      if (denied) throw Object.assign(new Error(`${type} is denied`), { kind: "denied" });
      yield { id: `${type}-2` };
    },
    async find(_: Aws, id: string) {
      asked.push(`find ${type} ${id}`);
      return id.endsWith("gone") ? [] : [{ id }];
    },
  });
  return defineProjection({
    ...{ of: collector, needs: [], followedBy },
    project: ({ id }: { id: string }) => ({
      ...{ vertices: [{ collection: "asset", row: { external_id: id, name: id } }], edges: [], readFrom },
    }),
  });
}

interface Row {
  /** Whether the place was seen whole before; it was unless told. */
  readonly isKnown?: boolean;
  readonly isFull?: boolean;
  readonly followedBy?: Projection["followedBy"];
  readonly isDenied?: boolean;
  readonly readFrom?: string[];
  /** What CloudTrail says; it rejects with a text. */
  readonly changes?: Partial<Changes> | string;
  /** Milliseconds; a day unless told, which has not passed since the place was listed. */
  readonly listedAgainAfter?: number;
  readonly asked: readonly string[];
  readonly listed?: RegExp;
  /** What the state knows afterwards; before, host-0 and host-gone where the place is known. */
  readonly left: readonly string[];
}
const kept = ["host-0", "host-gone"];
const rows: Record<string, Row> = {
  "a place that was never seen is listed": {
    ...{ isKnown: false, asked: ["list host"], listed: /^it was never seen whole$/, left: ["host-1", "host-2"] },
  },
  "a full import lists, and drops what is gone": {
    ...{ isFull: true, changes: { named: new Map([["host", ["host-9"]]]) } },
    ...{ asked: ["list host"], listed: /^the import is a full one$/, left: ["host-1", "host-2"] },
  },
  "nothing changed: nothing is asked of the type": { asked: ["trail"], left: kept },
  "what changed is read again, and what is gone is dropped": {
    changes: { named: new Map([["host", ["host-9", "host-gone"]]]) },
    ...{ asked: ["trail", "find host host-9", "find host host-gone"], left: ["host-0", "host-9"] },
  },
  "what was read from something that changed is read again": {
    ...{ readFrom: ["group/g-1"], changes: { named: new Map([["group", ["g-1"]]]) } },
    ...{ asked: ["trail", "find host host-0", "find host host-gone"], left: ["host-0"] },
  },
  "what held something that changed is read again": {
    ...{ readFrom: ["host/eipassoc-1"], changes: { held: new Map([["host", ["eipassoc-1"]]]) } },
    ...{ asked: ["trail", "find host host-0", "find host host-gone"], left: ["host-0"] },
  },
  "a change that nobody can name has the type listed": {
    changes: { unnamed: new Map([["host", "an event could not be read"]]) },
    ...{ asked: ["trail", "list host"], listed: /^an event could not be read$/, left: ["host-1", "host-2"] },
  },
  "where CloudTrail can't be asked it is listed": {
    changes: "denied",
    ...{ asked: ["trail", "list host"], listed: /^CloudTrail could not be asked: denied$/, left: ["host-1", "host-2"] },
  },
  "what CloudTrail does not name is listed each time": {
    followedBy: "listing",
    ...{ asked: ["list host"], listed: /^CloudTrail does not name what AWS changes by itself$/, left: ["host-1", "host-2"] },
  },
  "what was not listed for long is listed, since some changes leave no record": {
    ...{ listedAgainAfter: day - 1, asked: ["list host"] },
    ...{ listed: /^it was listed 2026-01-01T00:00:00\.000Z, and some changes leave no record$/, left: ["host-1", "host-2"] },
  },
  "a listing that breaks off drops nothing": {
    ...{ isFull: true, isDenied: true },
    ...{ asked: ["list host"], listed: /^the import is a full one$/, left: ["host-0", "host-1", "host-gone"] },
  },
};

async function follow({
  isKnown = true,
  isFull = false,
  followedBy = "events",
  isDenied = false,
  readFrom,
  changes = {},
  listedAgainAfter = day,
}: Row) {
  const state = openState(join(mkdtempSync(join(tmpdir(), "car-state-")), "state.db"));
  const asked: string[] = [];
  const projection = typed("host", followedBy, asked, isDenied, readFrom);
  if (isKnown)
    state.transact(() => {
      const stage = makeStage(state, 1);
      const { id } = cellOf(state, { account, region, type: "host" });
      for (const name of kept) stage.put(id, name, { vertices: [], edges: [], ...(readFrom ? { readFrom } : {}) });
    });
  if (isKnown) settle(state, { savePoint: "run-1", cells: [{ account, region, type: "host", since, isListed: true }] });
  const aws = { partition: "aws", account, region } as unknown as Aws;
  const following = {
    ...{ state, stage: makeStage(state, 2), limit: pLimit(1), partition: "aws", projections: [projection], others: [], isFull },
    now: () => new Date(began),
    listedAgainAfter,
    async changesSince(_: Aws, watched: readonly Projection[], from: Date): Promise<Changes> {
      asked.push("trail");
      expect([watched, from.getTime()]).toEqual([[projection], since]);
      if (typeof changes === "string") throw Object.assign(new Error(changes), { kind: "denied" });
      return { named: new Map(), held: new Map(), unnamed: new Map(), ...changes };
    },
  };
  const place = { account, region, required: true, aws: async () => aws, shared: new Map() };
  const [followed] = await followPlace(following, place);
  const left = state.database.prepare("SELECT name FROM resource ORDER BY name").all();
  state.close();
  return { asked, followed: followed as Followed, left: left.map(({ name }) => name) };
}

describe("a place", () => {
  it.each(Object.entries(rows))("%s", async (_, row) => {
    const { asked, followed, left } = await follow(row);
    expect([asked, left]).toEqual([row.asked, row.left]);
    if (row.listed) expect(followed.listed).toMatch(row.listed);
    else expect(followed.listed).toBeUndefined();
    expect(followed.isComplete).toBe(row.isDenied !== true);
    // The next look begins where this one began, not where it ended.
    expect(followed.cell).toEqual({ account, region, type: "host", since: began, isListed: row.listed !== undefined });
  });
});

interface OtherRow {
  readonly isKnown?: boolean;
  readonly isFull?: boolean;
  readonly listedAgainAfter?: number;
  /** From when on it is asked what changed; undefined where all is asked for. */
  readonly from: number | undefined;
  readonly listed?: RegExp;
}
const others: Record<string, OtherRow> = {
  "is listed where it was never seen": { isKnown: false, from: undefined, listed: /^it was never seen whole$/ },
  "is asked what changed since it was seen": { from: since },
  "is still asked what changed on the last moment": { listedAgainAfter: day, from: since },
  "is listed when it was not listed for long": {
    ...{ listedAgainAfter: day - 1, from: undefined },
    listed: /^it was listed 2026-01-01T00:00:00\.000Z, and some changes leave no record$/,
  },
  "is listed by a full import, which counts as a listing": { isFull: true, from: undefined, listed: /^the import is a full one$/ },
};

describe("what is no collector's", () => {
  it.each(Object.entries(others))("%s", async (_, { isKnown = true, isFull = false, listedAgainAfter = 2 * day, from, listed }) => {
    const state = openState(join(mkdtempSync(join(tmpdir(), "car-state-")), "state.db"));
    const cell = { account, region, type: "vulnerability" };
    if (isKnown) settle(state, { savePoint: "run-1", cells: [{ ...cell, since, isListed: true }] });
    const asked: (number | undefined)[] = [];
    const other = {
      ...{ type: "vulnerability", choice: "usual" },
      async look(_aws: unknown, _place: unknown, known: KnownCell, changed: Date | undefined): Promise<Looked> {
        expect(known).toMatchObject({ ...cell, listed: isKnown ? since : undefined });
        asked.push(changed?.getTime());
        return { cells: [], isComplete: true, refused: [] };
      },
    };
    const [followed] = await followPlace(
      {
        ...{ state, stage: makeStage(state, 2), limit: pLimit(1), partition: "aws", projections: [], others: [other], isFull },
        ...{ listedAgainAfter, now: () => new Date(began), changesSince: () => Promise.reject(new Error("nobody asks CloudTrail")) },
      },
      { account, region, required: true, aws: () => Promise.reject(new Error("nobody signs in")), shared: new Map() },
    );
    expect(asked).toEqual([from]);
    if (listed) expect(followed?.listed).toMatch(listed);
    else expect(followed?.listed).toBeUndefined();
    expect(followed?.cell).toEqual({ ...cell, since: began, isListed: listed !== undefined });
    // The next run counts from here only where all was listed.
    if (followed) settle(state, { savePoint: "run-2", cells: [followed.cell] });
    expect(cellOf(state, cell)).toMatchObject({ since: began, listed: listed ? began : since });
    state.close();
  });
});
