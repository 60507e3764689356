import { exceptionText } from "@plumbline/finding-model/exception";
import type { Notice, Remediation } from "@plumbline/finding-model/notice";
import { printable } from "@plumbline/reports/text";

/** What a state means, in a sentence for somebody who does not know the tool. */
export function stateSentence(remediation: Remediation): string {
  switch (remediation.state) {
    case "not-tried":
      return "not tried: nothing was written to AWS";
    case "planned":
      return remediation.madeAfter === undefined
        ? "planned: a change is planned and was not made"
        : `planned: a run after ${remediation.madeAfter} makes the change`;
    case "applied":
      return "applied: the change was written, and is not verified yet";
    case "verified":
      return remediation.outcome === "cured"
        ? "verified, cured: the change was written and the check passes"
        : "verified, contained: the change was written and limits the harm; the fault itself remains";
    case "in-progress":
      return "in progress: the change was written and AWS is still working on it";
    case "failed":
      return "failed: the change did not succeed";
    case "undone":
      return "undone: the state before the change was written back";
    case "refused":
      return "refused: the change was not made";
  }
}

/** The lines of a notice, each a name and a text on one line; the first four are the seed system's own. */
export function linesOf({ happened, at, run, finding, remediation, links }: Notice): [name: string, text: string][] {
  const { resource, verdict, exception, contained } = finding;
  const lines: [string, string | undefined][] = [
    ["Account", resource.account],
    ["Region", resource.region],
    ["Resource type", resource.type],
    ["Identifier", resource.id],
    ["Part", finding.subKey],
    ["Should be", finding.title],
    ["Found", verdict.status === "pass" ? "the check passes" : verdict.reason],
    ["Severity", finding.severity],
    ["Check", finding.check],
    ["Happened", happenedWords[happened]],
    ["State", stateSentence(remediation)],
    ["Reason", remediation.reason],
    ["Change", remediation.state === "not-tried" ? undefined : remediation.change],
    ["Contained", contained ? "its remediation is in place although the fault remains" : undefined],
    ["Exception", exception && exceptionText(exception)],
    ["Fingerprint", finding.fingerprint],
    ["Run", run],
    ["At", at],
    ...links.map(({ title, url }): [string, string] => [title, url]),
  ];
  return lines.flatMap(([name, text]) => (text ? [[printable(name), printable(text)]] : []));
}

const happenedWords = { new: "new", changed: "changed since it was told last", resolved: "it fails no more" } as const;

/** A notice as plain text. */
export const noticeText = (notice: Notice): string =>
  linesOf(notice)
    .map(([name, text]) => `${name}: ${text}\n`)
    .join("");
