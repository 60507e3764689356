/**
 * How two words on one thing become one. Each rule takes the greater of two by a total order, or unites sets, so that neither the order
 * in which entries arrive nor how often they do has a say.
 */
import { z } from "zod";
import { type KdiEntry, KdiInstant, type KdiToldDef, type KdiVuln, type KdiVulnDef, Locators } from "../kdi.ts";

/** By code units, which are the same everywhere. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const united = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])].toSorted(compare);

/** A date as an instant in UTC to the second; a day is its first second. */
export const toInstant = (date: string): string =>
  KdiInstant.safeParse(date).success ? date : `${new Date(date).toISOString().slice(0, 19)}Z`;

/** What is held of an asset: of each field the value and when it was so, and its tags by what they are those of, each list of one time. */
export const HeldAsset = z.strictObject({
  fields: z.record(z.string(), z.tuple([z.string(), z.union([z.string(), z.number()])])),
  tags: z.record(z.string(), z.tuple([z.string(), z.array(z.string())])),
});
export type HeldAsset = z.infer<typeof HeldAsset>;
type Held = HeldAsset["fields"][string];

/** A value is as old as the entry says, else as the asset's own `last_seen_at`, or where that is missing, as the vulnerability that came with it. */
export function toHeld({ asset: { tags = [], last_seen_at: own, ...rest }, vuln, said, tagsOf = "" }: KdiEntry): HeldAsset {
  const seen = toInstant(said?.asset ?? own ?? vuln.last_seen_at);
  const fields: Record<string, Held> = {};
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) fields[name] = [seen, value];
  if (own !== undefined) fields["last_seen_at"] = [toInstant(own), toInstant(own)];
  return { fields, tags: { [tagsOf]: [seen, united(tags, [])] } };
}

const laterOf = (a: Held, b: Held): Held => ((compare(a[0], b[0]) || compare(JSON.stringify(a[1]), JSON.stringify(b[1]))) < 0 ? b : a);

/** The tags that were seen last, and of two that were seen at once both; so of each field, but of two at once the greater. */
export const mergeAssets = (a: HeldAsset, b: HeldAsset): HeldAsset => ({
  fields: mergeEach(a.fields, b.fields, laterOf),
  tags: mergeEach(a.tags, b.tags, latestTags),
});

/** In the order of the names, whichever came first. */
function mergeEach<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>, merge: (a: T, b: T) => T): Record<string, T> {
  const all = new Map(Object.entries(a));
  for (const [name, held] of Object.entries(b)) {
    const other = all.get(name);
    all.set(name, other === undefined ? held : merge(other, held));
  }
  return Object.fromEntries([...all].toSorted(([one], [other]) => compare(one, other)));
}

type Tags = HeldAsset["tags"][string];
/** A tag that the asset had and has no more is in the older list alone. */
function latestTags(a: Tags, b: Tags): Tags {
  if (a[0] === b[0]) return [a[0], united(a[1], b[1])];
  return a[0] > b[0] ? a : b;
}

const namesInOrder: readonly string[] = [
  ...Locators.keyof().options,
  ...["asset_type", "owner", "os", "os_version", "priority", "last_seen_at"],
];
/** An asset as a file has it, without its vulnerabilities. */
export function toAsset({ fields, tags }: HeldAsset): Readonly<Record<string, unknown>> {
  const all = united(
    Object.values(tags).flatMap(([, each]) => each),
    [],
  );
  return {
    ...Object.fromEntries(namesInOrder.flatMap((name) => (fields[name] ? [[name, fields[name][1]]] : []))),
    ...(all.length > 0 ? { tags: all } : {}),
  };
}

/** A vulnerability with its dates as instants. */
export const toWritten = (vuln: KdiVuln): KdiVuln => ({
  ...vuln,
  ...(vuln.created_at === undefined ? {} : { created_at: toInstant(vuln.created_at) }),
  ...(vuln.last_fixed_on === undefined ? {} : { last_fixed_on: toInstant(vuln.last_fixed_on) }),
  ...(vuln.closed_at === undefined ? {} : { closed_at: toInstant(vuln.closed_at) }),
  last_seen_at: toInstant(vuln.last_seen_at),
});

/** What of a vulnerability decides which of two words on it counts; `text` is the vulnerability itself as JSON. */
export interface VulnWord {
  readonly seen: string;
  readonly status: string;
  readonly text: string;
}
/** The one that was seen last; of two that were seen at once an open one, since a doubt closes nothing; then the greater text. */
export const isBetter = (one: VulnWord, other: VulnWord): boolean =>
  (compare(one.seen, other.seen) || Number(one.status === "open") - Number(other.status === "open") || compare(one.text, other.text)) > 0;

const fuller = (a: string | undefined, b: string | undefined): string | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return a.length === b.length ? [a, b].toSorted(compare)[0] : a.length > b.length ? a : b;
};
const idsIn = (list: string | undefined): string[] => (list === undefined ? [] : list.split(","));

/** Lines of fixes in a definition; one more stands for others. */
const mostFixes = 50;

/**
 * The lists of ids are united, and so are the fixes, since each package has a fixed version of its own; of the descriptions and of the solutions
 * the longest counts, and of equally long ones the first.
 */
export function mergeDefs(a: KdiToldDef, b: KdiToldDef): KdiToldDef {
  const ids = (name: "cve_identifiers" | "cwe_identifiers" | "wasc_identifiers") => {
    const all = united(idsIn(a[name]), idsIn(b[name]));
    return all.length === 0 ? {} : { [name]: all.join(",") };
  };
  const description = fuller(a.description, b.description);
  const solution = fuller(a.solution, b.solution);
  const fixes = united(a.fixes ?? [], b.fixes ?? []).slice(0, mostFixes + 1);
  return {
    ...{ scanner_type: a.scanner_type, name: a.name },
    ...ids("cve_identifiers"),
    ...ids("cwe_identifiers"),
    ...ids("wasc_identifiers"),
    ...(description === undefined ? {} : { description }),
    ...(solution === undefined ? {} : { solution }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/** A definition as a file has it: of the three lists of ids, of which Kenna keeps one, the first of CVE, CWE and WASC that there is. */
export function toWrittenDef({ cve_identifiers: cve, cwe_identifiers: cwe, wasc_identifiers: wasc, ...rest }: KdiToldDef): KdiVulnDef {
  const { scanner_type, name, description, fixes = [] } = rest;
  const told = [...fixes.slice(0, mostFixes), ...(fixes.length > mostFixes ? ["Other packages: see the details of each."] : [])];
  const solution = [...told, rest.solution].filter((line) => line !== undefined).join("\n");
  const ids = cve ? { cve_identifiers: cve } : cwe ? { cwe_identifiers: cwe } : wasc ? { wasc_identifiers: wasc } : {};
  return {
    ...{ scanner_type, name, ...ids },
    ...(description === undefined ? {} : { description }),
    ...(solution === "" ? {} : { solution }),
  };
}
