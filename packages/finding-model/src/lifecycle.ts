import { z } from "zod";
import { Finding } from "./finding.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { compareFindings } from "./order.ts";
import type { RunReport } from "./run-report.ts";
import { homeOf, type Scope, scopeOf, whyNotLooked } from "./run-scope.ts";

/**
 * What became of a failing finding. `new`: it fails and never did before. `reopened`: it failed, was put right, and fails again.
 * `open`: it fails as before. `resolved`: it was looked at and fails no more. `resource-gone`: its place was listed wholly, and it is not
 * there. `not-looked`: the later run does not tell, so it is as open as before.
 */
export const LifecycleState = z.enum(["new", "reopened", "open", "not-looked", "resolved", "resource-gone"]);
export type LifecycleState = z.infer<typeof LifecycleState>;

/** One finding over runs: as the later run has it, or as it was last known to fail. `reason`: why the later run does not tell. */
export const Lifecycle = z.strictObject({ state: LifecycleState, finding: Finding, reason: z.string().optional() });
export type Lifecycle = z.infer<typeof Lifecycle>;

/** A run, those before it, the newest first, and what is known only by them. */
export interface Compared {
  readonly later: RunReport;
  /** At least the run to compare with; what is older tells what was reopened, and what a run that could not look did not see. */
  readonly earlier: readonly RunReport[];
}

/** What a run tells of one finding; undefined when it could not look. */
type Told = "pass" | "fail" | "not-applicable" | "gone" | undefined;
interface Tagged {
  readonly run: number;
  readonly finding: Finding;
}
/** All that the runs say of one check on one resource, by run and then by part. */
type Group = ReadonlyMap<number, ReadonlyMap<string, Finding>>;

/**
 * What became of every finding that fails in the later run or was last known to fail. The runs' findings are read side by side in their
 * order; one resource with one check is held at a time.
 */
export async function* lifecycle({ later, earlier }: Compared): AsyncGenerator<Lifecycle> {
  const scopes = [later, ...earlier].map(scopeOf);
  const streams = [later, ...earlier].map((report, run) => tagged(report.findings(), run));
  for await (const group of groupsOf(mergeSorted(streams, (a, b) => compareFindings(a.finding, b.finding)))) yield* fatesOf(group, scopes);
}

async function* tagged(findings: AsyncIterable<Finding>, run: number): AsyncGenerator<Tagged> {
  for await (const finding of findings) yield { run, finding };
}

const isSameGroup = (a: Finding, b: Finding): boolean => compareFindings({ ...a, subKey: undefined }, { ...b, subKey: undefined }) === 0;

async function* groupsOf(all: AsyncIterable<Tagged>): AsyncGenerator<Group> {
  let group = new Map<number, Map<string, Finding>>();
  let last: Finding | undefined;
  for await (const { run, finding } of all) {
    if (last && !isSameGroup(last, finding)) {
      yield group;
      group = new Map();
    }
    const own = group.get(run) ?? new Map<string, Finding>();
    group.set(run, own.set(finding.subKey ?? "", finding));
    last = finding;
  }
  if (last) yield group;
}

function* fatesOf(group: Group, scopes: readonly Scope[]): Generator<Lifecycle> {
  // The newest run that has the finding tells from where it was listed: a bucket of any region is listed in the main one.
  const [run, parts] = [...group].sort(([a], [b]) => a - b)[0] ?? [0, new Map<string, Finding>()];
  const [example] = parts.values();
  const scope = scopes[run];
  if (!example || !scope) return;
  const home = homeOf(scope, example.resource);
  const whyNot = (at: number): string | undefined => {
    const unknown = [...(group.get(at)?.values() ?? [])].find(({ verdict }) => verdict.status === "unknown");
    if (unknown) return unknownText(unknown);
    const asked = scopes[at];
    if (group.has(at) || !asked) return undefined;
    return whyNotLooked(asked, home, example);
  };
  const names = new Set([...group.values()].flatMap((own) => [...own.keys()]));
  for (const name of names) {
    const told = scopes.map((_, at): Told => {
      const verdict = group.get(at)?.get(name)?.verdict;
      if (verdict) return verdict.status === "unknown" ? undefined : verdict.status;
      return whyNot(at) === undefined ? "gone" : undefined;
    });
    const fate = fateOf(told);
    const now = group.get(0)?.get(name);
    const known = told[0] === "pass" || told[0] === "fail" || told[0] === "not-applicable";
    const finding = known ? now : group.get(told.indexOf("fail", 1))?.get(name);
    if (!fate || !finding) continue;
    const reason = fate === "not-looked" ? (now ? unknownText(now) : whyNot(0)) : undefined;
    yield { state: fate, finding, ...(reason === undefined ? {} : { reason }) };
  }
}

/** From what each run told, the later one first; nothing of what does not fail and was not failing. */
function fateOf([now, ...before]: readonly Told[]): LifecycleState | undefined {
  const known = before.filter((told) => told !== undefined);
  const wasFailing = known[0] === "fail";
  if (now === "fail") {
    if (wasFailing) return "open";
    return known.includes("fail") ? "reopened" : "new";
  }
  if (!wasFailing) return undefined;
  if (now === undefined) return "not-looked";
  return now === "gone" ? "resource-gone" : "resolved";
}

const unknownText = ({ verdict }: Finding): string =>
  verdict.status === "unknown" ? `it could not be judged (${verdict.cause}, ${verdict.aspect}): ${verdict.reason}` : "";
