import { type Benchmark, type Control, type ControlResult, checkOf } from "./benchmark.ts";
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
/** Whether regions were named, so that others may be there that were not looked at. */
export const isPart = ({ regionsAsked }: Pick<RunReport["header"], "regionsAsked">): boolean => !regionsAsked.includes("all");
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
          const counts = tally.get(key) ?? none;
          const isOneEnough = control.oneIsEnough.includes(question);
          // One of the regions that nobody looked at may be the one.
          const elsewhere = isOneEnough && isPart(header) ? "only the regions that were named were looked at" : undefined;
          return { counts, unseen: why ?? elsewhere, isOneEnough };
        });
        const counts = sum(answers.map((one) => one.counts));
        return {
          control: control.id,
          account,
          counts,
          ...answer(
            control,
            answers,
            said(benchmark, control, { id: account, isAlone: accounts.length === 1 }, evaluatedAt.slice(0, 10)),
            isPart(header),
          ),
        };
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
function answer({ assessment }: Control, found: readonly Found[], attested: Answer, isNarrowed: boolean): Answer {
  if (assessment === "manual") {
    const unseen = found.find((one) => one.unseen !== undefined)?.unseen;
    return attested.attestation || unseen === undefined ? attested : { ...attested, reason: `${attested.reason}; ${unseen}` };
  }
  const outcomes = found.map(outcomeOf);
  if (outcomes.includes("fail")) return { outcome: "fail" };
  if (found.length === 0) return { outcome: "unknown", reason: "no check answers it" };
  if (outcomes.includes("unknown")) return { outcome: "unknown", reason: found[outcomes.indexOf("unknown")]?.unseen };
  const isOneOfMany = found.some(({ isOneEnough, counts }) => isOneEnough && counts.fail > 0);
  if (outcomes.includes("pass")) return isOneOfMany ? { outcome: "pass", reason: "one that passes is enough" } : { outcome: "pass" };
  return {
    outcome: "not-applicable",
    reason: isNarrowed ? "there is nothing that it is about in the regions that were named" : "there is nothing that it is about",
  };
}

/** The reason of a manual control that nobody has answered. */
export const unanswered = "a person has to look";

/**
 * What a person said of a manual control: the latest word, of this account before one that names none. An older word does not come back when
 * the latest one is over. A word that names no account answers where the run has one account, and for no organization.
 */
function said({ attestations }: Benchmark, control: Control, { id, isAlone }: { id: string; isAlone: boolean }, day: string): Answer {
  const about = attestations.filter((one) => one.control === control.id && (one.account === undefined || one.account === id));
  const [latest] = about
    .filter(({ on }) => on <= day)
    .sort((a, b) => Number(b.account !== undefined) - Number(a.account !== undefined) || byText(b.on, a.on));
  if (!latest) return { outcome: "manual", reason: about[0] ? `the attestation by ${about[0].by} begins on ${about[0].on}` : unanswered };
  const { by, on, until, outcome } = latest;
  if (until < day) return { outcome: "manual", reason: `the attestation by ${by} ended on ${until}` };
  if (latest.account === undefined && !isAlone)
    return { outcome: "manual", reason: `the attestation by ${by} names no account, and this run has several` };
  return { outcome, reason: `attested by ${by} on ${on}`, attestation: latest };
}
