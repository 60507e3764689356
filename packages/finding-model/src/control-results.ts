import { type Attestation, type Benchmark, type Control, type ControlResult, checkOf } from "./benchmark.ts";
import { isGap } from "./coverage.ts";
import { isExcepted } from "./finding.ts";
import { byText } from "./order.ts";
import type { RunReport } from "./run-report.ts";

type Counts = ControlResult["counts"];
const none: Counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, excepted: 0 };
const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, one) => ({
      pass: total.pass + one.pass,
      fail: total.fail + one.fail,
      "not-applicable": total["not-applicable"] + one["not-applicable"],
      unknown: total.unknown + one.unknown,
      excepted: total.excepted + one.excepted,
    }),
    none,
  );
const keyOf = (account: string, question: string): string => `${account} ${question}`;
const typeOf = (question: string): string => checkOf(question).split("/")[0] ?? question;

/**
 * The answers to the controls of a run's benchmark, for each account, by account and in the benchmark's order; none of a run without one.
 * What could not be listed makes a control unknown, unless what was seen of it already fails.
 */
export async function controlResults({ header, summary, findings }: RunReport): Promise<ControlResult[]> {
  const { benchmark, accounts, evaluatedAt } = header;
  if (!benchmark) return [];
  const tally = new Map<string, Counts>();
  for await (const finding of findings()) {
    const key = keyOf(finding.resource.account, finding.check);
    const counts = tally.get(key) ?? { ...none };
    counts[finding.verdict.status]++;
    if (finding.verdict.status === "fail" && isExcepted(finding)) counts.excepted++;
    tally.set(key, counts);
  }
  const lost = new Map(
    summary.coverage.filter((cell) => cell.aspect === "list" && isGap(cell)).map((cell) => [keyOf(cell.account, cell.type), cell]),
  );
  return accounts
    .map(({ id }) => id)
    .sort(byText)
    .flatMap((account) =>
      benchmark.controls.map((control): ControlResult => {
        const counts = sum(control.questions.map((question) => tally.get(keyOf(account, question)) ?? none));
        const gap = control.questions.flatMap((question) => lost.get(keyOf(account, typeOf(question))) ?? [])[0];
        const unseen = gap && `${gap.type} in ${gap.region} could not be listed (${gap.outcome})`;
        return { control: control.id, account, counts, ...answer(control, counts, unseen, said(benchmark, control, account, evaluatedAt)) };
      }),
    );
}

type Answer = Pick<ControlResult, "outcome" | "reason" | "attestation">;

function answer({ assessment, passes, questions }: Control, counts: Counts, unseen: string | undefined, attested: Answer): Answer {
  if (assessment === "manual") return attested;
  const { pass, fail, unknown } = counts;
  const isUnsure = unknown > 0 || unseen !== undefined;
  const unsure = (): Answer => ({ outcome: "unknown", reason: unseen ?? "something that answers it could not be looked at" });
  if (passes === "some" && pass > 0) return { outcome: "pass" };
  if (passes === "every" && fail > 0) return { outcome: "fail" };
  if (isUnsure || questions.length === 0) return unsure();
  if (fail > 0) return { outcome: "fail" };
  return pass > 0 ? { outcome: "pass" } : { outcome: "not-applicable", reason: "there is nothing that it is about" };
}

/** What a person said of a manual control: of this account before of all, the latest word first. */
function said({ attestations }: Benchmark, control: Control, account: string, evaluatedAt: string): Answer {
  const day = evaluatedAt.slice(0, 10);
  const own = attestations
    .filter((one) => one.control === control.id && (one.account === undefined || one.account === account) && one.on <= day)
    .sort((a, b) => Number(b.account !== undefined) - Number(a.account !== undefined) || byText(b.on, a.on));
  const attestation: Attestation | undefined = own.find(({ until }) => until >= day);
  if (attestation) return { outcome: attestation.outcome, reason: `attested by ${attestation.by} on ${attestation.on}`, attestation };
  const [over] = own;
  return {
    outcome: "manual",
    reason: over ? `the attestation by ${over.by} ended on ${over.until}` : "a person has to look",
  };
}
