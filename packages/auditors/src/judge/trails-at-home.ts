import type { CheckVerdict } from "@plumbline/audit-kit/define";
import type { Selectors, TrailStatus } from "@plumbline/collectors/facts/trails";
import type { TrailWord } from "./trail.ts";

interface AtHome {
  readonly id: string;
  readonly status: TrailStatus;
  readonly selectors: Selectors;
}

/**
 * Judges that one of the trails of all regions logs what is asked. One that is stopped, or that can't deliver, logs nothing. What only the
 * account of an organization's trail can read makes the check unknown, unless another trail decides.
 */
export function judgeTrails(trails: Iterable<AtHome>, wordOn: (selectors: Selectors) => TrailWord, lack: string): CheckVerdict {
  const words = [...trails].map(({ id, status, selectors }) => ({ id, status, selectors, word: wordOf({ status, selectors }, wordOn) }));
  if (words.some(({ word }) => word === "complete")) return { status: "pass" };
  const unread = words.filter(({ word }) => word === "unread");
  if (unread.length === 0) {
    const reason = words.length === 0 ? "it has no trail of all regions" : lack;
    return { status: "fail", reason, evidence: { trails: words.map(({ word: _, ...trail }) => trail) } };
  }
  throw new Error(
    `only the home of these trails can tell what they log: ${unread.map((one) => `${one.id}: ${whyUnread(one)}`).join("; ")}`,
  );
}

const whyUnread = ({ status, selectors }: Omit<AtHome, "id">): string =>
  [status, selectors].flatMap((one) => (one.kind === "unread" ? one.why : [])).join(", ");

function wordOf({ status, selectors }: Omit<AtHome, "id">, wordOn: (selectors: Selectors) => TrailWord): TrailWord {
  if (status.kind === "read" && (!status.isLogging || status.deliveryError !== null)) return "incomplete";
  const word = wordOn(selectors);
  return status.kind === "unread" && word === "complete" ? "unread" : word;
}
