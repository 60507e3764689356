import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { diffKdi, type KdiDiff } from "./diff-kdi.ts";
import { KdiError } from "./kdi-error.ts";

const folder = mkdtempSync(join(tmpdir(), "kdi-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
function fileOf(value: unknown): string {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}
interface Vuln {
  readonly id: string;
  readonly status?: string;
  readonly score?: number;
  readonly port?: number;
  readonly def?: string;
  readonly seen?: string;
}
type Assets = Readonly<Record<string, readonly Vuln[]>>;
const kdi = (assets: Assets, skip_autoclose = true) => ({
  ...{ version: 2, skip_autoclose, vuln_defs: [] },
  assets: Object.entries(assets).map(([ec2, vulns]) => ({
    ec2,
    vulns: vulns.map(({ id, status = "open", score = 5, port, def = "CVE-1", seen = "2026-03-01" }) => ({
      ...{ scanner_type: "S", scanner_identifier: id, vuln_def_name: def, status, last_seen_at: seen, scanner_score: score },
      ...(port === undefined ? {} : { port }),
    })),
  })),
});
async function told<T>(before: readonly unknown[], after: readonly unknown[], tell: (diff: KdiDiff) => T): Promise<T> {
  const diff = await diffKdi(before.map(fileOf), after.map(fileOf));
  try {
    return tell(diff);
  } finally {
    diff.close();
  }
}
const rowsOf = (diff: KdiDiff) => [...diff.rows()].map(({ kind, asset, identifier }) => `${kind} ${asset.value} ${identifier}`);

const cases: Record<string, readonly [before: Assets, after: Assets, rows: readonly string[]]> = {
  "nothing changes": [{ "i-1": [{ id: "1" }] }, { "i-1": [{ id: "1", seen: "2026-04-01" }] }, []],
  "a new one": [{ "i-1": [] }, { "i-1": [{ id: "1" }] }, ["opens i-1 1"]],
  "a new one that is not open": [{ "i-1": [] }, { "i-1": [{ id: "1", status: "risk_accepted" }] }, ["adds i-1 1"]],
  "one that is open again": [{ "i-1": [{ id: "1", status: "closed" }] }, { "i-1": [{ id: "1" }] }, ["opens i-1 1"]],
  "one that is closed": [{ "i-1": [{ id: "1" }] }, { "i-1": [{ id: "1", status: "closed" }] }, ["closes i-1 1"]],
  "one that is accepted": [{ "i-1": [{ id: "1" }] }, { "i-1": [{ id: "1", status: "risk_accepted" }] }, ["changes i-1 1"]],
  "one that is not named any more": [{ "i-1": [{ id: "1" }, { id: "2" }] }, { "i-1": [{ id: "2" }] }, ["autocloses i-1 1"]],
  "a closed one that is not named any more": [{ "i-1": [{ id: "1", status: "closed" }] }, { "i-1": [] }, []],
  "one of an asset that is gone": [{ "i-1": [{ id: "1" }] }, {}, []],
  "another score": [{ "i-1": [{ id: "1", score: 5 }] }, { "i-1": [{ id: "1", score: 6 }] }, ["changes i-1 1"]],
  "another port": [{ "i-1": [{ id: "1", port: 80 }] }, { "i-1": [{ id: "1", port: 81 }] }, ["changes i-1 1"]],
  "a port at all": [{ "i-1": [{ id: "1" }] }, { "i-1": [{ id: "1", port: 81 }] }, ["changes i-1 1"]],
  "another definition": [{ "i-1": [{ id: "1" }] }, { "i-1": [{ id: "1", def: "CVE-2" }] }, ["changes i-1 1"]],
  "the same on another asset": [{ "i-1": [{ id: "1" }] }, { "i-2": [{ id: "1" }] }, ["opens i-2 1"]],
};

describe("the difference of files", () => {
  it.each(Object.entries(cases))("tells: %s", async (_, [before, after, rows]) => {
    expect(await told([kdi(before)], [kdi(after)], rowsOf)).toEqual(rows);
  });

  it("counts, and tells assets, definitions and both states", async () => {
    const before = { "i-1": [{ id: "1" }, { id: "2", def: "CVE-2" }, { id: "3" }], "i-2": [{ id: "1" }] };
    const after = {
      "i-1": [
        { id: "1", score: 9 },
        { id: "2", def: "CVE-2", status: "closed" },
      ],
      "i-3": [{ id: "9", def: "CVE-2" }],
    };
    const all = await told([kdi(before)], [kdi(after, false)], (diff) => ({
      ...{ autoclose: diff.autoclose, assets: diff.assets, changes: diff.changes, open: diff.open },
      ...{ rows: [...diff.rows()], new: [...diff.assetRows("new")], gone: [...diff.assetRows("gone")], defs: [...diff.definitionRows()] },
    }));
    const on = (value: string) => ({ locator: "ec2_locator", value });
    const none = { opens: 0, closes: 0, autocloses: 0, changes: 0, adds: 0, unseen: 0 };
    const one = { status: "open", score: 5, definition: "CVE-1" };
    expect(all).toEqual({
      autoclose: "on",
      assets: { before: 2, after: 2, new: 1, gone: 1, unseen: 0 },
      changes: { opens: 1, closes: 1, autocloses: 1, changes: 1, adds: 0, unseen: 0 },
      open: { before: 4, withAutoclose: 3, withAutocloseOfAll: 2, withoutAutoclose: 4 },
      rows: [
        { kind: "changes", asset: on("i-1"), scannerType: "S", identifier: "1", before: one, after: { ...one, score: 9 } },
        {
          ...{ kind: "closes", asset: on("i-1"), scannerType: "S", identifier: "2" },
          ...{ before: { ...one, definition: "CVE-2" }, after: { ...one, definition: "CVE-2", status: "closed" } },
        },
        { kind: "autocloses", asset: on("i-1"), scannerType: "S", identifier: "3", before: one, after: undefined },
        {
          ...{ kind: "opens", asset: on("i-3"), scannerType: "S", identifier: "9", before: undefined },
          after: { ...one, definition: "CVE-2" },
        },
      ],
      new: [{ asset: on("i-3"), openVulns: 1 }],
      gone: [{ asset: on("i-2"), openVulns: 1 }],
      defs: [
        { scannerType: "S", definition: "CVE-1", ...none, autocloses: 1, changes: 1 },
        { scannerType: "S", definition: "CVE-2", ...none, opens: 1, closes: 1 },
      ],
    });
  });

  it("tells what was not looked at, an asset without a vulnerability too, and counts it as closed with autoclose on", async () => {
    const before = kdi({ "i-1": [{ id: "1" }, { id: "2" }], "i-2": [{ id: "3" }, { id: "4" }], "i-3": [], "i-4": [{ id: "5" }] });
    const isLookedAt = (identifier: string) => ["1", "3", "5"].includes(identifier);
    const diff = await diffKdi([fileOf(before)], [fileOf(kdi({ "i-1": [] }, false))], { isLookedAt });
    const assets = (which: "gone" | "unseen") => [...diff.assetRows(which)].map(({ asset, openVulns }) => `${asset.value} ${openVulns}`);
    expect([rowsOf(diff), assets("gone"), assets("unseen")]).toEqual([["autocloses i-1 1", "unseen i-1 2"], ["i-4 1"], ["i-2 2", "i-3 0"]]);
    expect([diff.assets, diff.open]).toEqual([
      { before: 4, after: 1, new: 0, gone: 1, unseen: 2 },
      { before: 5, withAutoclose: 3, withAutocloseOfAll: 0, withoutAutoclose: 5 },
    ]);
    diff.close();
  });

  it("of nothing and of files that don't agree says what autoclose is", async () => {
    const autoclose = ({ autoclose }: KdiDiff) => autoclose;
    expect(await told([], [], autoclose)).toBe("none");
    expect(await told([], [kdi({})], autoclose)).toBe("off");
    expect(await told([kdi({}, false)], [kdi({}), kdi({}, false)], autoclose)).toBe("mixed");
  });

  it("reads files that Kenna would not take whole: empty locators, dates that are none", async () => {
    const vuln = { scanner_type: "S", scanner_identifier: "1", vuln_def_name: "CVE-1", status: "closed" };
    const old = { ec2: "i-1", hostname: "", vulns: [{ ...vuln, last_seen_at: "2026-10-01 10:00:00 UTC" }] };
    expect(await told([{ ...kdi({}), assets: [old] }], [kdi({ "i-1": [{ id: "1" }] })], rowsOf)).toEqual(["opens i-1 1"]);
  });

  it.each([
    ["what is no JSON", "{", /can't be read to its end/],
    ["version 1", { ...kdi({}), version: 1 }, /version: expected 2/],
    ["an asset without a locator", kdi({ "": [] }), /assets\[0\] has no locator/],
    ["a status that is none", kdi({ "i-1": [{ id: "1", status: "fixed" }] }), /assets\[0\].*status/],
  ])("refuses %s", async (_, value, says) => {
    const error = await diffKdi([], [fileOf(value)]).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(KdiError);
    expect(error).toMatchObject({ code: "bad-file", message: expect.stringMatching(says), hint: expect.stringMatching(/kdi validate/) });
  });

  it("is what a model of Kenna sees, and does not hang on how files are cut", async () => {
    const vuln = fc.record({
      id: fc.constantFrom("1", "2", "3"),
      status: fc.constantFrom("open", "closed", "risk_accepted"),
      score: fc.nat(2),
    });
    const side = fc.dictionary(fc.constantFrom("i-1", "i-2", "i-3"), fc.uniqueArray(vuln, { selector: ({ id }) => id }));
    const openIn = (assets: Assets) =>
      new Set(Object.entries(assets).flatMap(([ec2, all]) => all.flatMap(({ id, status }) => (status === "open" ? [`${ec2} ${id}`] : []))));
    const named = (assets: Assets) => new Set(Object.entries(assets).flatMap(([ec2, all]) => all.map(({ id }) => `${ec2} ${id}`)));
    await fc.assert(
      fc.asyncProperty(side, side, async (before, after) => {
        // Kenna's model: what files name is as they say; what they don't name of their assets is closed with autoclose on.
        const untouched = [...openIn(before)].filter((one) => !named(after).has(one));
        const withoutAutoclose = openIn(after).size + untouched.length;
        const withAutoclose = openIn(after).size + untouched.filter((one) => !(one.split(" ")[0]! in after)).length;
        const tell = (diff: KdiDiff) => ({ open: diff.open, changes: diff.changes, rows: rowsOf(diff) });
        const whole = await told([kdi(before)], [kdi(after)], tell);
        expect(whole.open).toEqual({
          before: openIn(before).size,
          withAutoclose,
          withAutocloseOfAll: openIn(after).size,
          withoutAutoclose,
        });
        expect(whole.changes.opens).toBe([...openIn(after)].filter((one) => !openIn(before).has(one)).length);
        expect(whole.changes.autocloses).toBe(withoutAutoclose - withAutoclose);
        const cut = Object.entries(after).map(([ec2, all]) => kdi({ [ec2]: all }));
        expect(await told([kdi(before)], cut.toReversed(), tell)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});
