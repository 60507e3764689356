import { type Attestation, type Benchmark, type Control, type ControlResult, checkOf } from "./benchmark.ts";
import { isGap } from "./coverage.ts";
import { type Finding, isExcepted } from "./finding.ts";
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
  const unseen = new Map<string, string>();
  for await (const finding of findings()) {
    const key = keyOf(finding.resource.account, finding.check);
    const counts = tally.get(key) ?? { ...none };
    counts[finding.verdict.status]++;
    if (finding.verdict.status === "fail" && isExcepted(finding)) counts.excepted++;
    tally.set(key, counts);
    const why = whyUnknown(finding);
    if (why !== undefined && !unseen.has(key)) unseen.set(key, why);
  }
  const lost = new Map(
    summary.coverage.filter((cell) => cell.aspect === "list" && isGap(cell)).map((cell) => [keyOf(cell.account, cell.type), cell]),
  );
  return accounts
    .map(({ id }) => id)
    .sort(byText)
    .flatMap((account) =>
      benchmark.controls.map((control): ControlResult => {
        const answers = control.questions.map((question) => {
          const key = keyOf(account, question);
          const gap = lost.get(keyOf(account, typeOf(question)));
          const why = unseen.get(key) ?? (gap && `${gap.type} in ${gap.region} could not be listed (${gap.outcome})`);
          return { counts: tally.get(key) ?? none, unseen: why, isOneEnough: control.oneIsEnough.includes(question) };
        });
        const counts = sum(answers.map((one) => one.counts));
        return { control: control.id, account, counts, ...answer(control, answers, said(benchmark, control, account, evaluatedAt)) };
      }),
    );
}

type Answer = Pick<ControlResult, "outcome" | "reason" | "attestation">;
/** Why a check could not judge, in few words. */
function whyUnknown({ verdict, resource }: Finding): string | undefined {
  if (verdict.status !== "unknown") return undefined;
  const { aspect, cause, reason } = verdict;
  if (aspect === "evaluate") return reason;
  const what = aspect.includes(".") ? aspect.replace(".", " ") : `${resource.type} ${aspect}`;
  return `${what} could not be read (${cause})`;
}

/** What was found for one question: its findings, and what could not be looked at. */
interface Found {
  readonly counts: Counts;
  readonly unseen: string | undefined;
  readonly isOneEnough: boolean;
}

function outcomeOf({ counts: { pass, fail }, unseen, isOneEnough }: Found): Answer["outcome"] {
  if (isOneEnough && pass > 0) return "pass";
  if (!isOneEnough && fail > 0) return "fail";
  if (unseen !== undefined) return "unknown";
  if (fail > 0) return "fail";
  return pass > 0 ? "pass" : "not-applicable";
}

/** All questions must be answered well: a fail goes before what is unknown, and that before a pass. */
function answer({ assessment }: Control, found: readonly Found[], attested: Answer): Answer {
  if (assessment === "manual") return attested;
  const outcomes = found.map(outcomeOf);
  if (outcomes.includes("fail")) return { outcome: "fail" };
  if (found.length === 0) return { outcome: "unknown", reason: "no check answers it" };
  if (outcomes.includes("unknown")) return { outcome: "unknown", reason: found[outcomes.indexOf("unknown")]?.unseen };
  if (outcomes.includes("pass")) return { outcome: "pass" };
  return { outcome: "not-applicable", reason: "there is nothing that it is about" };
}

/** The reason of a manual control that nobody has answered. */
export const unanswered = "a person has to look";

/** What a person said of a manual control: of this account before of all, the latest word first. */
function said({ attestations }: Benchmark, control: Control, account: string, evaluatedAt: string): Answer {
  const day = evaluatedAt.slice(0, 10);
  const own = attestations
    .filter((one) => one.control === control.id && (one.account === undefined || one.account === account) && one.on <= day)
    .sort((a, b) => Number(b.account !== undefined) - Number(a.account !== undefined) || byText(b.on, a.on));
  const attestation: Attestation | undefined = own.find(({ until }) => until >= day);
  if (attestation) return { outcome: attestation.outcome, reason: `attested by ${attestation.by} on ${attestation.on}`, attestation };
  const [over] = own;
  return { outcome: "manual", reason: over ? `the attestation by ${over.by} ended on ${over.until}` : unanswered };
}
