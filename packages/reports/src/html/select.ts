/**
 * What the page does with the findings, without the page. Each function also runs inside the page as its own source text, so that
 * it may use nothing but its arguments and functions of this file.
 */

/** A check as the page has it: id, title, severity, source, remediation. */
export type EmbeddedCheck = readonly [id: string, title: string, severity: string, source: string, remediation: string];

/** What only some findings have. */
export interface Extra {
  readonly subKey?: string | undefined;
  readonly reason?: string | undefined;
  readonly evidence?: unknown;
  readonly cause?: string | undefined;
  readonly aspect?: string | undefined;
  readonly contained?: { readonly change?: string | undefined } | undefined;
  /** `isProven` is false for one that may cover the finding. */
  readonly exception?: { readonly text: string; readonly isProven: boolean } | undefined;
}

/** A finding as the page has it; the numbers point into the tables of `Embedded`. */
export type EmbeddedFinding = readonly [
  check: number,
  account: number,
  region: number,
  type: number,
  status: string,
  id: string,
  fingerprint: string,
  extra?: Extra,
];

export interface Embedded {
  readonly findings: readonly EmbeddedFinding[];
  readonly checks: readonly EmbeddedCheck[];
  readonly accounts: readonly (readonly [id: string, name: string])[];
  readonly regions: readonly string[];
  readonly types: readonly string[];
}

export interface Row extends Extra {
  readonly check: string;
  readonly title: string;
  readonly severity: string;
  readonly source: string;
  readonly remediation: string;
  readonly account: string;
  readonly accountName: string;
  readonly region: string;
  readonly type: string;
  readonly status: string;
  readonly id: string;
  readonly fingerprint: string;
  /** All that the free text is looked for in; made when it is first needed. */
  search?: string;
  /** Where a benchmark was asked for: the numbers and the sections of the controls whose evidence it is. */
  controls?: readonly string[];
  sections?: readonly string[];
}

/** What is shown: an empty list or text lets everything through. `mark` is `open`, `contained` or `excepted`. */
export interface Filter {
  readonly severity: readonly string[];
  readonly status: readonly string[];
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly check: string;
  readonly mark: string;
  readonly section: string;
  readonly control: string;
  readonly text: string;
}

/** `severity` and `status` count what each choice would show while the other choices stay. */
export interface Selection {
  readonly found: readonly Row[];
  readonly severity: Readonly<Record<string, number>>;
  readonly status: Readonly<Record<string, number>>;
}

/** Rows in order of severity, the most severe first; equals keep the report's order. */
export function decode({ findings, checks, accounts, regions, types }: Embedded): Row[] {
  const severities = ["critical", "high", "medium", "low"];
  const rows = findings.map(([checkAt, accountAt, regionAt, typeAt, status, id, fingerprint, extra]) => {
    const [check, title, severity, source, remediation] = checks[checkAt] ?? ["", "", "", "", ""];
    const [account, accountName] = accounts[accountAt] ?? ["", ""];
    const [region, type] = [regions[regionAt] ?? "", types[typeAt] ?? ""];
    return { check, title, severity, source, remediation, account, accountName, region, type, status, id, fingerprint, ...extra };
  });
  return rows.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** All texts of a row in small letters. */
export function searchText(row: Row): string {
  const { check, title, account, accountName, region, type, id, fingerprint, subKey = "", reason = "", evidence, exception } = row;
  const texts = [check, title, account, accountName, region, type, id, fingerprint, subKey, reason];
  if (evidence) texts.push(JSON.stringify(evidence));
  if (exception) texts.push(exception.text);
  return texts.join("\n").toLowerCase();
}

/** Tells whether a row passes all of a filter but severity and status. */
export function isWithin(row: Row, filter: Filter, words: readonly string[]): boolean {
  if (filter.account !== "" && row.account !== filter.account) return false;
  if (filter.region !== "" && row.region !== filter.region) return false;
  if (filter.type !== "" && row.type !== filter.type) return false;
  if (filter.check !== "" && row.check !== filter.check) return false;
  if (filter.mark === "contained" && !row.contained) return false;
  if (filter.mark === "excepted" && !row.exception?.isProven) return false;
  if (filter.mark === "open" && (row.contained || row.exception?.isProven)) return false;
  if (filter.section !== "" && !row.sections?.includes(filter.section)) return false;
  if (filter.control !== "" && !row.controls?.includes(filter.control)) return false;
  if (words.length === 0) return true;
  row.search ??= searchText(row);
  const { search } = row;
  return words.every((word) => search.includes(word));
}

/** The rows that a filter lets through, with the counts for its choices. Every word of the free text must occur. */
export function select(rows: readonly Row[], filter: Filter): Selection {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: Row[] = [];
  const severity: Record<string, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  const status: Record<string, number> = { fail: 0, unknown: 0, pass: 0, "not-applicable": 0 };
  for (const row of rows) {
    if (!isWithin(row, filter, words)) continue;
    const hasSeverity = filter.severity.length === 0 || filter.severity.includes(row.severity);
    const hasStatus = filter.status.length === 0 || filter.status.includes(row.status);
    if (hasStatus) severity[row.severity] = (severity[row.severity] ?? 0) + 1;
    if (hasSeverity) status[row.status] = (status[row.status] ?? 0) + 1;
    if (hasSeverity && hasStatus) found.push(row);
  }
  return { found, severity, status };
}

/** One page of rows; an index past either end is the last or first page. `count` is at least 1. */
export function pageOf<T>(rows: readonly T[], index: number, size: number): { rows: readonly T[]; index: number; count: number } {
  const count = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(Math.max(0, index), count - 1);
  return { rows: rows.slice(at * size, (at + 1) * size), index: at, count };
}

/** The values that rows have for one name, each once and in order. */
export function valuesOf(rows: readonly Row[], name: "account" | "region" | "type" | "check"): string[] {
  return [...new Set(rows.map((row) => row[name]))].sort();
}

/** Text with controls and direction marks spelt out, so that a name can't read as another; line breaks stay. */
export function visible(text: string): string {
  return text.replace(
    /(?!\n)[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
