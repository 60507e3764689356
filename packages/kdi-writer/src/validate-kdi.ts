import { z } from "zod";
import { KdiAsset, KdiFile, KdiVuln, KdiVulnDef, type Locators } from "./kdi.ts";
import { databaseError } from "./kdi-error.ts";
import { defaultOrder, keyOfAsset, type LocatorOrder, locatorsIn, nameAsset } from "./locators.ts";
import { readKdi } from "./read-kdi.ts";
import { openUses, type Uses } from "./uses.ts";

export interface KdiFault {
  /** Where it stands, such as `assets[3].vulns[2].closed_at`; numbers begin with 0. Empty for the file itself. */
  readonly place: string;
  readonly message: string;
  /** What names the asset, the vulnerability or the definition, where something does. */
  readonly of?: string;
}
export interface KdiVerdict {
  /** As the file says it; undefined where it says none, or can't be read so far. */
  readonly version: number | undefined;
  readonly assets: number;
  readonly vulns: number;
  readonly findings: number;
  readonly vulnDefs: number;
  /** Of all faults; `faults` holds the first ones. */
  readonly faultCount: number;
  readonly faults: readonly KdiFault[];
  /** Of all that Kenna takes as it is and that nobody needs; `remarks` holds the first ones. */
  readonly remarkCount: number;
  readonly remarks: readonly KdiFault[];
}
export interface ValidateOptions {
  /** How many faults, and how many remarks, are told one by one; 100 unless told. */
  readonly maxFaults?: number | undefined;
  /** The connector's order of locators, by which an asset that stands twice is found; Kenna's own unless told. */
  readonly order?: LocatorOrder | undefined;
  /** Told of each asset as it is read; one without a locator has none. What it throws ends the reading. */
  readonly onAsset?: ((locators: Locators, number: number) => void) | undefined;
}

const versionOne = "it is of version 1, which joins vulnerabilities to definitions by scanner_identifier: write version 2";

/**
 * Lists the faults of a KDI file, gzip or not: what the schema refuses, definitions that are missing or there twice, assets and
 * vulnerabilities that are there twice. A definition that is unused is a remark. Rules between fields are told once the fields themselves are right. Holds one asset at a time in
 * memory; the rest is on disk. Rejects with a StoreError when the file can't be read, or what is noted finds no room.
 */
export async function validateKdi(
  path: string,
  { maxFaults = 100, order = defaultOrder, onAsset }: ValidateOptions = {},
): Promise<KdiVerdict> {
  const uses = openUses();
  const faults: KdiFault[] = [];
  const remarks: KdiFault[] = [];
  const counts = { assets: 0, vulns: 0, findings: 0, vulnDefs: 0 };
  let [faultCount, remarkCount, version]: [number, number, number | undefined] = [0, 0, undefined];
  const book: Book = {
    ...{ uses, order, counts, onAsset },
    tell(place, message, of) {
      faultCount++;
      if (faults.length < maxFaults) faults.push({ place: place.replace(/^\./, ""), message, ...(of ? { of } : {}) });
    },
    remark(place, message, of) {
      remarkCount++;
      if (remarks.length < maxFaults) remarks.push({ place, message, of });
    },
  };
  try {
    for await (const part of readKdi(path)) {
      if (part.kind === "asset") judgeAsset(book, part.value, part.number);
      else if (part.kind === "def") judgeDef(book, part.value, part.number);
      else if (part.kind === "broken") book.tell("", `it can't be read to its end: ${part.reason}`);
      else {
        version = Version.parse(part.value).version;
        judge(book, { schema: KdiFile, value: part.value, place: "" });
        judgeUses(book);
      }
    }
  } catch (error) {
    throw databaseError("write", "", error);
  } finally {
    uses.close();
  }
  return version === 1
    ? { version, ...counts, faultCount: 1, faults: [{ place: "version", message: versionOne }], remarkCount: 0, remarks: [] }
    : { version, ...counts, faultCount, faults, remarkCount, remarks };
}

interface Book {
  readonly uses: Uses;
  readonly order: LocatorOrder;
  readonly onAsset: ValidateOptions["onAsset"];
  readonly counts: { assets: number; vulns: number; findings: number; vulnDefs: number };
  tell(place: string, message: string, of?: string): void;
  /** Of what is no fault. */
  remark(place: string, message: string, of: string): void;
}
interface Judged {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly place: string;
  readonly of?: string | undefined;
}

function judge({ tell }: Book, { schema, value, place, of }: Judged): void {
  for (const { path, message } of schema.safeParse(value).error?.issues ?? []) {
    const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
    tell(`${place}${steps.join("")}`, message, of);
  }
}

function judgeAsset(book: Book, value: unknown, number: number): void {
  const place = `assets[${number}]`;
  const { counts, tell, uses, order } = book;
  const { vulns, findings = [] } = Lists.parse(value);
  const locators = locatorsIn(value);
  const name = nameAsset(locators, order) ?? nameAsset(locators, defaultOrder);
  const of = name && `${name.locator} ${name.value}`;
  // The vulnerabilities are judged one by one: a fault in one of them would hide what is wrong between the asset's own fields.
  judge(book, { schema: KdiAsset, value: vulns && typeof value === "object" ? { ...value, vulns: [] } : value, place, of });
  const twin = name && uses.noteAsset(keyOfAsset(locators, order), number);
  book.onAsset?.(locators, number);
  if (twin !== undefined) tell(place, `it is the same asset as assets[${twin}]`, of);
  for (const [i, vuln] of (vulns ?? []).entries())
    judge(book, { schema: KdiVuln, value: vuln, place: `${place}.vulns[${i}]`, of: Joined.parse(vuln).scanner_identifier ?? of });
  noteJoins(book, vulns ?? [], `${place}.vulns`);
  noteJoins(book, findings, `${place}.findings`);
  counts.assets++;
  counts.vulns += vulns?.length ?? 0;
  counts.findings += findings.length;
}

/** Notes which definitions are wanted, and tells what stands twice in one asset. */
function noteJoins({ tell, uses }: Book, all: readonly unknown[], place: string): void {
  const seen = new Map<string, number>();
  for (const [i, one] of all.entries()) {
    const { scanner_type: type, scanner_identifier: id, vuln_def_name: def } = Joined.parse(one);
    if (type !== undefined && def !== undefined) uses.noteUse(JSON.stringify([type, def]), `${place}[${i}]`);
    if (type === undefined || id === undefined) continue;
    const key = JSON.stringify([type, id]);
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, i);
    else tell(`${place}[${i}]`, `it is the same as ${place}[${twin}]`, id);
  }
}

function judgeDef(book: Book, value: unknown, number: number): void {
  const place = `vuln_defs[${number}]`;
  const { scanner_type: type, name } = Joined.parse(value);
  judge(book, { schema: KdiVulnDef, value, place, of: name });
  book.counts.vulnDefs++;
  const twin = type === undefined || name === undefined ? undefined : book.uses.noteDef(JSON.stringify([type, name]), number);
  if (twin !== undefined) book.tell(place, `it defines the same as vuln_defs[${twin}]`, name);
}

function judgeUses({ tell, remark, uses }: Book): void {
  const nameIn = (key: string) => Key.parse(JSON.parse(key)).join(" ");
  for (const { key, place } of uses.missing())
    tell(`${place}.vuln_def_name`, "vuln_defs has no definition of this scanner_type and name", nameIn(key));
  for (const { key, number } of uses.unused()) remark(`vuln_defs[${number}]`, "no vulnerability wants this definition", nameIn(key));
}

/** What joins one thing to another, as far as it is there: what is wrong with it the schema tells. */
const maybe = z.string().min(1).optional().catch(undefined);
const nothing = { scanner_type: undefined, scanner_identifier: undefined, vuln_def_name: undefined, name: undefined };
const Joined = z.object({ scanner_type: maybe, scanner_identifier: maybe, vuln_def_name: maybe, name: maybe }).catch(nothing);
const list = z.array(z.unknown()).optional().catch(undefined);
const Lists = z.object({ vulns: list, findings: list }).catch({ vulns: undefined, findings: undefined });
const Version = z.object({ version: z.number().optional().catch(undefined) }).catch({ version: undefined });
const Key = z.array(z.string());
