import type { ControlOutcome } from "@plumbline/finding-model/benchmark";
import type { ProwlerRow } from "./run-prowler.ts";

/** What we say of a control: its outcome, and which resources fail and pass. */
export interface Ours {
  readonly control: string;
  readonly title: string;
  readonly outcome: ControlOutcome;
  readonly isManual: boolean;
  readonly failing: readonly string[];
  readonly passing: readonly string[];
}
type Verdict = "pass" | "fail" | "nothing";
/**
 * Why both differ on a control in one way: with these verdicts and, where they matter, these failing resources. It excuses no other
 * difference. `inSomeRuns`: the next run may see none.
 */
export interface Reason {
  readonly control: string;
  readonly ours: Verdict;
  readonly theirs: Verdict;
  readonly failing?: { readonly ours: readonly string[]; readonly theirs: readonly string[] };
  readonly inSomeRuns?: true;
  readonly why: string;
}
/** A control on which both agree, or not; `reason` says why not, and is missing where nobody has said it yet. */
export interface Compared {
  readonly control: string;
  readonly title: string;
  readonly ours: string;
  readonly theirs: string;
  readonly agrees: boolean;
  readonly reason?: Reason | undefined;
}

const verdictOf = (rows: readonly ProwlerRow[]): string => {
  if (rows.length === 0) return "nothing";
  if (rows.some(({ status }) => status === "FAIL")) return "fail";
  return rows.some(({ status }) => status === "PASS") ? "pass" : "manual";
};
const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
const named = (names: readonly string[]): string => (names.length === 0 ? "" : ` (${unique(names).join(", ")})`);

/**
 * Puts our word on each control beside Prowler's. They agree when both fail with the same resources, both pass, or both leave it to a person.
 * What we leave to a person although Prowler judges it is compared by the evidence.
 */
export function compare(all: readonly Ours[], theirs: readonly ProwlerRow[], reasons: readonly Reason[]): Compared[] {
  return all.map((one) => {
    const rows = theirs.filter(({ control }) => control === one.control);
    const said = verdictOf(rows);
    const failing = unique(rows.filter(({ status }) => status === "FAIL").map(({ resource }) => resource));
    const own = one.isManual && said !== "manual" ? evidenceOf(one) : one.outcome;
    const isMeant = (reason: Reason) =>
      reason.control === one.control &&
      reason.ours === own &&
      reason.theirs === said &&
      (!reason.failing || (isSet(one.failing, reason.failing.ours) && isSet(failing, reason.failing.theirs)));
    const isSame = own === said && (own !== "fail" || isAlike(one.failing, failing));
    return {
      ...{ control: one.control, title: one.title, agrees: isSame },
      ours: `${one.isManual ? `manual, evidence ${evidenceOf(one)}` : one.outcome}${named(one.failing)}`,
      theirs: `${said}${named(failing)}`,
      ...(isSame ? {} : { reason: reasons.find(isMeant) }),
    };
  });
}

/** The reasons that nothing in this run asked for, though every run should: what they excused has changed. */
export const staleReasons = (compared: readonly Compared[], reasons: readonly Reason[]): Reason[] =>
  reasons.filter((reason) => !reason.inSomeRuns && !compared.some((one) => one.reason === reason));

const isSet = (names: readonly string[], wanted: readonly string[]): boolean => unique(names).join() === unique(wanted).join();

const evidenceOf = ({ failing, passing }: Ours): string => {
  if (failing.length > 0) return "fail";
  return passing.length > 0 ? "pass" : "nothing";
};

/** Where either side names the account or a region in place of a resource, only the verdict is compared. */
const isAlike = (ours: readonly string[], theirs: readonly string[]): boolean => {
  const isPlace = (name: string) => /^(\d{12}|[a-z]{2}-[a-z]+-\d|root|recorder|trail|log-group|password-policy|)$/.test(name);
  const [left, right] = [unique(ours), unique(theirs)];
  return left.every(isPlace) || right.every(isPlace) || left.join() === right.join();
};
