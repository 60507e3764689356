import { describe, expect, it } from "vitest";
import { caught } from "../caught.fixture.ts";
import { entryOf } from "../entries.fixture.ts";
import { toFiles } from "../file-lines.ts";
import type { KdiEntry } from "../kdi.ts";
import { KdiError } from "../kdi-error.ts";
import { type KdiStore, openKdiStore } from "./open-store.ts";

const heldIn = (store: KdiStore, skipAutoclose?: boolean) => {
  for (const { pieces } of toFiles(store, '{"assets":[', { maxAssets: 100, maxBytes: 1_000_000, skipAutoclose }))
    return JSON.parse([...pieces].join("")) as { assets: object[]; vuln_defs: object[] };
  throw new Error("the store holds no asset");
};
const merged = (entries: readonly KdiEntry[], skipAutoclose?: boolean) => {
  const store = openKdiStore();
  for (const entry of entries) store.put(entry);
  const held = heldIn(store, skipAutoclose);
  store.close();
  return held;
};

const early = "2026-03-01T00:00:00Z";
const late = "2026-03-09T00:00:00Z";
type Row = readonly [entries: readonly KdiEntry[], assets: readonly object[], defs?: readonly object[]];
const rows: Record<string, Row> = {
  "one instance, each with its own field": [
    [entryOf({ asset: { ec2: "i-1", os: "LINUX", tags: ["b"] } }), entryOf({ asset: { ec2: "i-1", fqdn: "a.example", tags: ["a", "b"] } })],
    [{ ec2: "i-1", fqdn: "a.example", os: "LINUX", tags: ["a", "b"] }],
  ],
  "two instances of one name": [
    [entryOf({ asset: { ec2: "i-1", hostname: "web" } }), entryOf({ asset: { ec2: "i-2", hostname: "web" } })],
    [
      { ec2: "i-1", hostname: "web" },
      { ec2: "i-2", hostname: "web" },
    ],
  ],
  "another name later on": [
    [
      entryOf({ asset: { ec2: "i-1", hostname: "new", last_seen_at: late } }),
      entryOf({ asset: { ec2: "i-1", hostname: "old", last_seen_at: early } }),
    ],
    [{ ec2: "i-1", hostname: "new", last_seen_at: late }],
  ],
  "a name whose time is said apart, whatever stands in the file": [
    [
      { ...entryOf({ asset: { ec2: "i-1", hostname: "zeta", last_seen_at: late } }), said: { asset: early } },
      { ...entryOf({ asset: { ec2: "i-1", hostname: "alpha", last_seen_at: late } }), said: { asset: "2026-03-02" } },
    ],
    [{ ec2: "i-1", hostname: "alpha", last_seen_at: late }],
  ],
  "the tags of the later word, without those that are gone": [
    [
      entryOf({ asset: { ec2: "i-1", tags: ["env:dev", "old"], last_seen_at: early } }),
      entryOf({ asset: { ec2: "i-1", tags: ["env:prod"], last_seen_at: late } }),
    ],
    [{ ec2: "i-1", tags: ["env:prod"], last_seen_at: late }],
  ],
  "the tags of both that it is, of each those of the later word": [
    [
      { ...entryOf({ asset: { ec2: "i-1", tags: ["repository-a", "v1"], last_seen_at: early } }), tagsOf: "a" },
      { ...entryOf({ asset: { ec2: "i-1", tags: ["repository-a", "v2"], last_seen_at: late } }), tagsOf: "a" },
      { ...entryOf({ asset: { ec2: "i-1", tags: ["repository-b"], last_seen_at: early } }), tagsOf: "b" },
    ],
    [{ ec2: "i-1", last_seen_at: late, tags: ["repository-a", "repository-b", "v2"] }],
  ],
  "another name at once": [
    [entryOf({ asset: { ec2: "i-1", hostname: "b" } }), entryOf({ asset: { ec2: "i-1", hostname: "a" } })],
    [{ ec2: "i-1", hostname: "b" }],
  ],
  "a time of its own before that of the vulnerability": [
    [
      entryOf({ asset: { ec2: "i-1", hostname: "old", last_seen_at: early }, vuln: { scanner_identifier: "1", last_seen_at: late } }),
      entryOf({ asset: { ec2: "i-1", hostname: "new" }, vuln: { scanner_identifier: "2", last_seen_at: "2026-03-05T00:00:00Z" } }),
    ],
    [{ ec2: "i-1", hostname: "new", last_seen_at: early }],
  ],
  "one path in two applications": [
    [entryOf({ asset: { file: "a.ts", application: "one" } }), entryOf({ asset: { file: "a.ts", application: "two" } })],
    [
      { file: "a.ts", application: "one" },
      { file: "a.ts", application: "two" },
    ],
  ],
};
const vulnRows: Record<string, readonly [words: readonly Partial<KdiEntry["vuln"]>[], kept: object]> = {
  "the later word": [
    [
      { last_seen_at: late, scanner_score: 9 },
      { last_seen_at: early, scanner_score: 3 },
    ],
    { last_seen_at: late, scanner_score: 9 },
  ],
  "a later word that it is closed": [
    [{ last_seen_at: early }, { last_seen_at: late, status: "closed", closed_at: late }],
    { last_seen_at: late, status: "closed", closed_at: late },
  ],
  "of two at once the open one": [
    [{ last_seen_at: late }, { last_seen_at: late, status: "closed", closed_at: late }],
    { last_seen_at: late, status: "open" },
  ],
  "dates as instants in UTC": [
    [{ created_at: "2026-03-01", last_seen_at: "2026-03-09T01:00:00.999+01:00" }],
    { created_at: early, last_seen_at: late },
  ],
};
const defRows: Record<string, readonly [defs: readonly Partial<KdiEntry["def"]>[], kept: object]> = {
  "the ids of both, in order": [
    [{ cve_identifiers: "CVE-2026-0003,CVE-2026-0001" }, { cve_identifiers: "CVE-2026-0002" }],
    { cve_identifiers: "CVE-2026-0001,CVE-2026-0002,CVE-2026-0003" },
  ],
  "the longer texts as they are, after the fixes of both": [
    [
      { description: "short", solution: "Do this:\n2. then that\n1. and this", fixes: ["Update b to 2."] },
      { description: "a longer text", solution: "out", fixes: ["Update a to 1."] },
    ],
    { description: "a longer text", solution: "Update a to 1.\nUpdate b to 2.\nDo this:\n2. then that\n1. and this" },
  ],
  "fifty fixes at most": [
    [{ fixes: Array.from({ length: 40 }, (_, i) => `a${i}`) }, { fixes: Array.from({ length: 40 }, (_, i) => `b${i}`) }],
    { solution: expect.stringMatching(/^(a\d+\n){40}(b\d+\n){10}Other packages: see the details of each\.$/) },
  ],
  "of two equally long ones the first": [[{ description: "b" }, { description: "a" }], { description: "a" }],
  "CVE before CWE": [[{ cwe_identifiers: "CWE-79" }, { cve_identifiers: "CVE-2026-0001" }], { cve_identifiers: "CVE-2026-0001" }],
  "CWE where there is no CVE": [[{ cwe_identifiers: "CWE-79", cve_identifiers: undefined }], { cwe_identifiers: "CWE-79" }],
};

describe("a store", () => {
  it.each(Object.entries(rows))("makes of entries: %s", (_, [entries, assets]) => {
    for (const order of [entries, entries.toReversed()])
      expect(merged(order).assets.map(({ vulns, ...asset }: { vulns?: unknown }) => asset)).toEqual(assets);
  });

  it.each(Object.entries(vulnRows))("keeps of a vulnerability: %s", (_, [words, kept]) => {
    const entries = words.map((vuln) => entryOf({ vuln }));
    for (const order of [entries, entries.toReversed()]) {
      const { vulns } = merged(order).assets[0] as { vulns: object[] };
      expect(vulns).toEqual([expect.objectContaining(kept)]);
    }
  });

  it("keeps of a vulnerability what was said later, though both were seen at once", () => {
    const open = { ...entryOf({ vuln: { last_seen_at: early } }), said: { vuln: early } };
    const closed = { ...entryOf({ vuln: { last_seen_at: early, status: "closed", closed_at: late } }), said: { vuln: late } };
    for (const order of [
      [open, closed],
      [closed, open],
    ])
      expect(merged(order).assets).toMatchObject([{ vulns: [{ status: "closed", last_seen_at: early }] }]);
  });

  const isOpen = (at: string) => ({ ...entryOf({ vuln: { last_seen_at: early } }), said: { vuln: at } });
  const isLeftOut = (at: string) => ({ ...isOpen(at), leftOut: true as const });
  const isElsewhere = entryOf({ asset: { ec2: "i-2" }, def: { name: "other" } });
  const leftOutRows: Record<string, readonly [words: readonly KdiEntry[], skipAutoclose: boolean, written: object]> = {
    "by a later word": [[isOpen(early), isLeftOut(late), isElsewhere], true, { assets: [{ ec2: "i-2" }], vuln_defs: [{ name: "other" }] }],
    "and its asset is named where Kenna closes what is not": [
      [isOpen(early), isLeftOut(late), isElsewhere],
      false,
      { assets: [{ ec2: "i-0a1", vulns: [] }, { ec2: "i-2" }], vuln_defs: [{ name: "other" }] },
    ],
    "not where it was open later": [[isLeftOut(early), isOpen(late)], true, { assets: [{ vulns: [{ status: "open" }] }] }],
    "not where it was open at once": [[isLeftOut(late), isOpen(late)], true, { assets: [{ vulns: [{ status: "open" }] }] }],
  };
  it.each(Object.entries(leftOutRows))("leaves a vulnerability out %s", (_, [words, skipAutoclose, written]) => {
    for (const order of [words, words.toReversed()]) expect(merged(order, skipAutoclose)).toMatchObject(written);
  });

  it("counts nothing that is left out", () => {
    const store = openKdiStore();
    store.put(isOpen(early));
    store.put(isLeftOut(late));
    expect(store.counts()).toMatchObject({ assets: 0, vulns: 0, byStatus: { open: 0 }, vulnDefs: 0 });
    expect([...toFiles(store, "", { maxAssets: 1, maxBytes: 1 })]).toEqual([]);
    store.close();
  });

  it.each(Object.entries(defRows))("makes of a definition: %s", (_, [words, kept]) => {
    const entries = words.map((def, i) =>
      entryOf({ def: { cve_identifiers: undefined, ...def }, vuln: { scanner_identifier: String(i) } }),
    );
    for (const order of [entries, entries.toReversed()]) {
      const [def] = merged(order).vuln_defs;
      expect(def).toMatchObject(kept);
      expect(Object.keys(def ?? {}).filter((name) => name.endsWith("_identifiers")).length).toBeLessThanOrEqual(1);
    }
  });

  it("writes no definition that no vulnerability wants any more", () => {
    const words = [
      entryOf({ vuln: { last_seen_at: early }, def: { name: "old" } }),
      entryOf({ vuln: { last_seen_at: late }, def: { name: "new" } }),
    ];
    expect(merged(words).vuln_defs).toMatchObject([{ name: "new" }]);
  });

  it("gives the next file when the one before was taken", () => {
    const store = openKdiStore();
    store.put(entryOf());
    expect(() => [...toFiles(store, '{"assets":[', { maxAssets: 1, maxBytes: 1 })]).toThrow(/are to be taken before the next/);
    store.close();
  });

  it("counts", () => {
    const store = openKdiStore();
    store.put(entryOf());
    store.put(entryOf({ vuln: { scanner_identifier: "2", status: "closed", closed_at: late } }));
    store.put(entryOf({ asset: { ec2: "i-2" } }));
    expect(store.counts()).toEqual({
      assets: 2,
      vulns: 3,
      byStatus: { open: 2, closed: 1, false_positive: 0, risk_accepted: 0 },
      vulnDefs: 1,
    });
    store.close();
  });

  it.each([
    ["an empty locator", entryOf({ asset: { ec2: "" } }), /is empty/],
    ["a closed one that does not say when", entryOf({ vuln: { status: "closed" } }), /closed_at stands with/],
    ["a definition of another name", { ...entryOf(), def: { ...entryOf().def, name: "CVE-2026-0002" } }, /another scanner_type or name/],
  ])("refuses %s, and goes on as if it had not been put", (_, entry, says) => {
    const store = openKdiStore();
    const error = caught(() => store.put(entry));
    expect(error).toBeInstanceOf(KdiError);
    expect(error).toMatchObject({ code: "bad-entry", where: expect.stringMatching(/finding\/1$/), message: expect.stringMatching(says) });
    expect(store.counts().assets).toBe(0);
    store.put(entryOf());
    expect(store.counts().assets).toBe(1);
    store.close();
  });
});
