import { type Cell, isGap } from "@plumbline/finding-model/coverage";
import { exceptionText } from "@plumbline/finding-model/exception";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import type { EmbeddedControls } from "./control-select.ts";
import type { EmbeddedCheck, EmbeddedFinding, Extra } from "./select.ts";

/** A cell of the coverage ledger as the page has it. */
export type EmbeddedCell = readonly [
  isGap: boolean,
  account: string,
  region: string,
  type: string,
  aspect: string,
  outcome: string,
  ok: number,
  asked: number,
  fetches: number,
  message: string,
];

/** JSON that can stand in a script element: no text in it ends the element, opens a comment, or breaks a line. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Gives each text a number, in the order in which they come. */
const numbering = <T>() => {
  const numbers = new Map<string, number>();
  const values: T[] = [];
  const numberOf = (key: string, make: () => T): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, values.length);
    return values.push(make()) - 1;
  };
  return { values, numberOf };
};

const extraOf = ({ subKey, verdict, contained, exception }: Finding): Extra | undefined => {
  const { status, ...said } = verdict;
  const mark = exception && { text: exceptionText(exception), isProven: isExcepted({ exception }) };
  const extra: Extra = { ...said, subKey, contained, exception: mark };
  return Object.values(extra).some((value) => value !== undefined) ? extra : undefined;
};

/**
 * The findings as the JSON text of `Embedded`, a finding a line. Texts that come again and again are numbered; their tables stand
 * after the findings, since they are known only then.
 */
export async function* embeddedFindings(header: RunHeader, findings: AsyncIterable<Finding>): AsyncGenerator<string> {
  const declared = new Map(header.checks.map((check) => [check.id, check]));
  const names = new Map(header.accounts.map(({ id, name }) => [id, name ?? ""]));
  const checks = numbering<EmbeddedCheck>();
  const accounts = numbering<readonly [string, string]>();
  const [regions, types] = [numbering<string>(), numbering<string>()];
  const embedded = (finding: Finding): EmbeddedFinding => {
    const { check, title, severity, fingerprint, verdict } = finding;
    const { account, region, type, id } = finding.resource;
    const { source = "", remediation = "" } = declared.get(check) ?? {};
    const extra = extraOf(finding);
    const checkAt = checks.numberOf(JSON.stringify([check, title, severity]), () => [check, title, severity, source, remediation]);
    const accountAt = accounts.numberOf(account, () => [account, names.get(account) ?? ""]);
    const places = [regions.numberOf(region, () => region), types.numberOf(type, () => type)] as const;
    return [checkAt, accountAt, ...places, verdict.status, id, fingerprint, ...(extra ? ([extra] as const) : ([] as const))];
  };
  let separator = '{"findings":[\n';
  for await (const finding of findings) {
    yield separator + scriptJson(embedded(finding));
    separator = ",\n";
  }
  const tables = scriptJson({ checks: checks.values, accounts: accounts.values, regions: regions.values, types: types.values });
  yield `${separator === ",\n" ? "" : separator}\n],${tables.slice(1)}`;
}

/** A benchmark and its answers as the JSON text of `EmbeddedControls`. */
export const embeddedControls = (controls: EmbeddedControls): string => scriptJson(controls);

/** The coverage ledger as JSON text, gaps first, a cell a line. */
export function* embeddedCells(coverage: readonly Cell[]): Generator<string> {
  const gaps = coverage.filter(isGap);
  const covered = coverage.filter((cell) => !isGap(cell));
  let separator = "[\n";
  for (const cell of [...gaps, ...covered]) {
    const { account, region, type, aspect, outcome, ok, asked, fetches, message = "" } = cell;
    const embedded: EmbeddedCell = [isGap(cell), account, region, type, aspect, outcome, ok, asked, fetches, message];
    yield separator + scriptJson(embedded);
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]" : "\n]";
}
