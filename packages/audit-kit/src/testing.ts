import { deepStrictEqual, notEqual, strictEqual } from "node:assert/strict";
import type { BlastRadius, PlannedChange } from "@plumbline/finding-model/change";
import type { z } from "zod";
import type { Account, AspectName, Auditor, Change, Collector, Reading } from "./define.ts";
import { judge, type RawInput, toFinding } from "./judge.ts";
import { type KnownFacts, withState } from "./lens.ts";
import { containedBy, type Failing, planResource } from "./remedy.ts";

/** What AWS would say: the base and the needed aspects, before their schemas. */
export type Raw<C extends Collector, N extends AspectName<C>> = z.input<C["base"]> & { [K in N]: z.input<C["aspects"][K]["schema"]> };
export interface Row<A extends Auditor = Auditor> {
  facts: A extends Auditor<infer C, infer N> ? Raw<C, N> : never;
  // biome-ignore lint/suspicious/noExplicitAny: the other parameters of the auditor do not matter here
  context?: A extends Auditor<any, any, infer X>
    ? { [K in keyof X]?: X[K] extends Reading<infer D, infer M> ? readonly Raw<D, M>[] : never }
    : never;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  settings?: A extends Auditor<any, any, any, infer S> ? z.input<S> : never;
  account?: Account;
  partition?: string;
  region?: string;
  knownAccounts?: readonly string[];
  now?: Date;
  /** Aspects that AWS itself derives anew once the plan is applied. */
  then?: Partial<Row<A>["facts"]>;
  /** What the remedy must be: `cured` and `contained` are proved on the facts, a text must be part of the reason for none. */
  remedy?: "cured" | "contained" | { none: string };
  /** What the remedy must tell that it touches, `untold` only where the row has it; of a check with parts, for the first that is planned. */
  blastRadius?: BlastRadius;
  /** For a check that judges parts: the status that each part must have. */
  parts?: Readonly<Record<string, "pass" | "fail" | "not-applicable">>;
}
type Rows<A extends Auditor> = Readonly<Record<string, Row<A>>>;
export interface Table<A extends Auditor = Auditor> {
  pass: Rows<A>;
  fail: Rows<A>;
  notApplicable?: Rows<A>;
}
type Run = (name: string, body: () => void) => void;

const parse = (of: Collector, needs: readonly string[], raw: KnownFacts): Record<string, unknown> => ({
  ...of.base.parse(raw),
  ...Object.fromEntries(needs.map((name) => [name, of.aspects[name]?.schema.parse(raw[name])])),
});

const toInput = (auditor: Auditor, row: Row): RawInput => ({
  facts: parse(auditor.subject, auditor.needs, row.facts),
  settings: auditor.settings?.parse(row.settings ?? {}) ?? {},
  account: row.account ?? { id: "000000000000", kind: "prod" },
  partition: row.partition ?? "aws",
  region: row.region ?? "us-east-1",
  knownAccounts: new Set(row.knownAccounts ?? [row.account?.id ?? "000000000000"]),
  now: row.now ?? new Date(0),
  context: contextOf(auditor, row),
});
const contextOf = (auditor: Auditor, { context = {} }: Row) => {
  const given: Record<string, readonly KnownFacts[] | undefined> = context;
  return Object.fromEntries(
    Object.entries<Reading>(auditor.context ?? {}).map(([key, { of, needs }]) => [
      key,
      new Map((given[key] ?? []).map((raw) => [String(raw["id"]), parse(of, needs, raw)])),
    ]),
  );
};

/**
 * Tests a check by rows, each a test of its own made by `it` (vitest's or node:test's): each row is judged as said; for each failing row the
 * plan is not empty, cures or contains, tells what it touches, and undoing it gives the raw state back.
 */
export function testAuditor<A extends Auditor>(it: Run, auditor: A, table: NoInfer<Table<A>>): void;
export function testAuditor(it: Run, auditor: Auditor, { pass, fail, notApplicable = {} }: Table): void {
  const expect = (rows: Rows<Auditor>, status: string) => {
    for (const [name, row] of Object.entries(rows)) it(`${auditor.id} ${status}: ${name}`, () => judgedAs(auditor, row, status));
  };
  expect(pass, "pass");
  expect(fail, "fail");
  expect(notApplicable, "not-applicable");
  for (const [name, row] of Object.entries(auditor.remediation ? fail : {}))
    it(`${auditor.id} remedy: ${name}`, () => remedied(auditor, row));
}

function judgedAs(auditor: Auditor, row: Row, status: string): void {
  const judgements = judge(auditor, toInput(auditor, row));
  const statuses = judgements.map(({ verdict }) => verdict.status);
  const worst = ["unknown", "fail", "pass", "not-applicable"].find((one) => statuses.some((s) => s === one));
  strictEqual(worst, status, JSON.stringify(judgements));
  if (row.parts) deepStrictEqual(Object.fromEntries(judgements.map((j) => [j.subKey, j.verdict.status])), row.parts);
}

const reference = (auditor: Auditor, input: RawInput) => ({
  account: "000000000000",
  region: String(input["region"]),
  type: auditor.subject.type,
  id: String(input.facts["id"]),
});
const failingOf = (auditor: Auditor, input: RawInput): Failing[] =>
  judge(auditor, input)
    .filter(({ verdict }) => verdict.status === "fail")
    .map((judgement) => ({ auditor, input, finding: toFinding(auditor, "aws", reference(auditor, input), judgement) }));

function remedied(auditor: Auditor, row: Row): void {
  const input = toInput(auditor, row);
  const { changes, unplanned } = planResource(failingOf(auditor, input));
  if (typeof row.remedy === "object") {
    strictEqual(changes.length, 0, `something is planned: ${JSON.stringify(changes)}`);
    strictEqual(unplanned[0]?.reason.includes(row.remedy.none), true, `the reason is ${unplanned[0]?.reason}`);
    return;
  }
  notEqual(changes.length, 0, `nothing is planned: ${unplanned.map((one) => one.reason).join("; ")}`);
  touches(auditor, row, changes);
  const lenses = new Map<string, Change>((auditor.remediation?.changes ?? []).map((change) => [change.name, change]));
  let facts: KnownFacts = input.facts;
  const write = (name: PlannedChange["change"], state: unknown) => {
    const change = lenses.get(name);
    if (!change) throw new Error(`${auditor.id} plans ${name}, which its remediation does not declare`);
    facts = withState(change, facts, change.state.parse(state));
    return change;
  };
  for (const planned of changes) write(planned.change, planned.after);
  const after = { ...input, facts: parse(auditor.subject, auditor.needs, { ...facts, ...row.then }) };
  const open = failingOf(auditor, after);
  const outcome = open.length === 0 ? "cured" : open.every((one) => containedBy(one)) ? "contained" : "neither cured nor contained";
  strictEqual(
    outcome,
    row.remedy ?? changes[0]?.outcome,
    `the plan leaves: ${open.map((one) => JSON.stringify(one.finding.verdict)).join()}`,
  );
  const undone = changes.toReversed().map((planned) => write(planned.change, planned.before));
  for (const { aspect } of undone) {
    // raw, not parsed: a schema that strips keys must fail here
    if (aspect !== "base") deepStrictEqual(facts[aspect], row.facts[aspect] ?? facts[aspect], `undo doesn't restore ${aspect}`);
    else deepStrictEqual(auditor.subject.base.parse(facts), auditor.subject.base.parse(input.facts), "undo doesn't restore the base");
  }
}

/** Each planned change tells what the rule says it tells, nothing twice, and what the row expects. */
function touches({ remediation }: Auditor, row: Row, changes: readonly PlannedChange[]): void {
  const tells: readonly string[] = remediation?.blastRadius.tells ?? [];
  for (const { blastRadius } of changes) {
    if (!blastRadius) throw new Error("a change is planned without a blast radius");
    const { lastUsed, affected, unnamed, remaining } = blastRadius;
    const kinds = [...affected, unnamed ?? [], remaining ?? []].flat().map(({ kind }) => kind);
    deepStrictEqual(
      [...new Set([...kinds, ...(lastUsed === undefined ? [] : ["last-used"])])].filter((one) => !tells.includes(one)),
      [],
    );
    const names = affected.map(({ kind, id }) => `${kind} ${id}`);
    strictEqual(new Set(names).size, names.length, `named twice among ${names.join(", ")}`);
  }
  if (row.blastRadius === undefined) return;
  const { untold, ...told } = changes[0]?.blastRadius ?? { affected: [] };
  deepStrictEqual(row.blastRadius.untold === undefined ? told : { ...told, untold }, row.blastRadius);
}
