import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { KdiAsset, type KdiEntry, KdiFile, KdiInstant } from "./kdi.ts";
import { defaultOrder, imageFirstOrder, keyOfAsset, type LocatorOrder } from "./locators.ts";
import { toInstant } from "./store/merge.ts";
import { openKdiStore } from "./store/open-store.ts";
import { writeKdi } from "./write-kdi.ts";

const root = mkdtempSync(join(tmpdir(), "kdi-laws-"));
afterAll(() => rmSync(root, { recursive: true }));

const date = fc.constantFrom("2026-03-01", "2026-03-01T00:00:00Z", "2026-03-02T10:00:00.123+02:00", "2026-03-02T08:00:00Z", "2026-03-03");
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const word = fc.oneof(
  fc.constantFrom("a", "b", "é", "\u{1F600}", '"', "\ud800"),
  fc.string({ minLength: 1, maxLength: 5, unit: "binary" }),
);
const shaped = fc.oneof(
  fc.record({ ec2: fc.constantFrom("i-1", "i-2", "i-3") }),
  fc.record({ asset_type: fc.constant("image" as const), image_id: fc.constantFrom("sha256:1", "sha256:2") }),
  fc.record({ file: fc.constantFrom("a.ts", "b.ts"), application: fc.constantFrom("one", "two") }),
  fc.record({ hostname: word }),
);
const more = fc.record({
  ip_address: some(fc.constantFrom("10.0.0.1", "198.51.100.7")),
  fqdn: some(word),
  os: some(word),
  priority: some(fc.nat(10)),
  tags: some(fc.array(word, { maxLength: 3 })),
  last_seen_at: some(date),
});
const vuln = fc.record({
  scanner_identifier: fc.constantFrom("f-1", "f-2", "f-3"),
  scanner_score: some(fc.nat(10)),
  last_seen_at: date,
  details: some(word),
  port: some(fc.nat(65_535)),
});
const status = fc.oneof(
  fc.record({ status: fc.constantFrom("open" as const, "risk_accepted" as const, "false_positive" as const) }),
  fc.record({ status: fc.constant("closed" as const), closed_at: date }),
);
const def = fc.record({
  scanner_type: fc.constantFrom("AWS Inspector V2", "other"),
  name: fc.constantFrom("CVE-2026-0001", "CVE-2026-0002", "GHSA-1"),
  cve_identifiers: some(fc.constantFrom("CVE-2026-0001", "CVE-2026-0002,CVE-2026-0001")),
  cwe_identifiers: some(fc.constantFrom("CWE-79", "CWE-89,CWE-79")),
  description: some(word),
  solution: some(word),
});
const leftOut = some(fc.constant(true as const));
const tagsOf = some(fc.constantFrom("a", "b"));
const entry: fc.Arbitrary<KdiEntry> = fc
  .record({ shaped, more, vuln, status, def, leftOut, tagsOf })
  .map(({ shaped, more, vuln, status, def, leftOut, tagsOf }) => ({
    asset: { ...more, ...shaped },
    vuln: { ...vuln, ...status, scanner_type: def.scanner_type, vuln_def_name: def.name },
    def,
    ...(leftOut && { leftOut }),
    ...(tagsOf !== undefined && { tagsOf }),
  }));
const entries = fc.array(entry, { maxLength: 12 });

interface Settings {
  readonly order?: LocatorOrder;
  readonly maxAssets?: number;
  readonly maxBytes?: number;
  readonly gzip?: boolean;
  readonly skipAutoclose?: boolean;
}
let runs = 0;
/** Every file of a run, by its name. */
async function written(all: readonly KdiEntry[], { order, ...rest }: Settings = {}, path?: string): Promise<Record<string, string>> {
  const folder = join(root, String(++runs));
  const store = openKdiStore(path, { order });
  for (const one of all) store.put(one);
  await writeKdi(store, { folder, name: "kdi", skipAutoclose: true, ...rest });
  store.close();
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file)).toString("latin1")]));
}
const filesIn = (texts: Record<string, string>) =>
  Object.entries(texts).flatMap(([name, text]) =>
    name.includes("manifest") ? [] : [{ text, file: KdiFile.parse(JSON.parse(Buffer.from(text, "latin1").toString())) }],
  );
const settings = fc.record({
  order: fc.constantFrom(defaultOrder, imageFirstOrder),
  maxAssets: fc.integer({ min: 1, max: 3 }),
  maxBytes: fc.constantFrom(1, 500, 2000, 20_000),
  skipAutoclose: fc.boolean(),
});

describe("the files of entries", () => {
  it("are the same bytes in any order, with any repetition, over any pages", async () => {
    const shuffled = entries.chain((all) =>
      fc.record({
        all: fc.constant(all),
        again: fc.tuple(fc.shuffledSubarray(all), fc.shuffledSubarray(all, { minLength: all.length })).map((parts) => parts.flat()),
        cut: fc.nat(all.length),
      }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, settings, fc.boolean(), async ({ all, again, cut }, options, gzip) => {
        const once = await written(all, { ...options, gzip });
        expect(await written(again, { ...options, gzip })).toEqual(once);
        // The first page goes into a named file that is opened again for the second.
        const path = join(root, `${++runs}.db`);
        const first = openKdiStore(path, options);
        for (const one of all.slice(0, cut)) first.put(one);
        first.close();
        expect(await written(all.slice(cut), { ...options, gzip }, path)).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  it("are valid, hold each asset once and whole, and the definitions of their own vulnerabilities", async () => {
    await fc.assert(
      fc.asyncProperty(entries, settings, async (all, options) => {
        const files = filesIn(await written(all, options));
        const assets = files.flatMap(({ file }) => file.assets);
        const keys = assets.map((asset) => keyOfAsset(asset, options.order));
        expect(new Set(keys).size).toBe(keys.length);
        const left = all.filter((one) => counts(one, all, options.order));
        const wanted = (options.skipAutoclose ? left : all).map(({ asset }) => keyOfAsset(wellFormed(asset), options.order));
        expect(new Set(keys)).toEqual(new Set(wanted));
        const vulnsOf = new Map(
          assets.map((asset, i) => [keys[i], new Set(asset.vulns.map((one) => `${one.scanner_type} ${one.scanner_identifier}`))]),
        );
        expect([...vulnsOf.values()].reduce((sum, ids) => sum + ids.size, 0)).toBe(
          new Set(left.map((one) => idOf(one, options.order))).size,
        );
        for (const { asset, vuln } of left)
          expect(vulnsOf.get(keyOfAsset(wellFormed(asset), options.order))).toContain(`${vuln.scanner_type} ${vuln.scanner_identifier}`);
        for (const { file, text } of files) {
          expect(file.assets.length).toBeLessThanOrEqual(options.maxAssets);
          if (file.assets.length > 1) expect(text.length).toBeLessThanOrEqual(options.maxBytes);
          const uses = new Set(file.assets.flatMap(({ vulns }) => vulns.map((one) => `${one.scanner_type} ${one.vuln_def_name}`)));
          expect(file.vuln_defs.map((one) => `${one.scanner_type} ${one.name}`).toSorted()).toEqual([...uses].toSorted());
          for (const { vulns } of file.assets)
            for (const { last_seen_at: seen } of vulns) expect(KdiInstant.safeParse(seen).success).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

const idOf = ({ asset, vuln }: KdiEntry, order: LocatorOrder): string =>
  `${keyOfAsset(wellFormed(asset), order)} ${vuln.scanner_type} ${vuln.scanner_identifier}`;
/** Whether a vulnerability is written: of its last words one at least does not leave it out. */
const counts = (one: KdiEntry, all: readonly KdiEntry[], order: LocatorOrder): boolean => {
  const words = all.filter((other) => idOf(other, order) === idOf(one, order));
  const last = words
    .map(({ vuln: { last_seen_at: seen } }) => toInstant(seen))
    .toSorted()
    .at(-1);
  return words.some(({ vuln, leftOut }) => toInstant(vuln.last_seen_at) === last && leftOut !== true);
};
const wellFormed = (asset: KdiEntry["asset"]): KdiEntry["asset"] =>
  KdiAsset.parse(
    JSON.parse(JSON.stringify({ ...asset, vulns: [] }), (_, value) => (typeof value === "string" ? value.toWellFormed() : value)),
  );
