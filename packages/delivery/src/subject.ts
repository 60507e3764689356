import type { Notice } from "@plumbline/finding-model/notice";
import { templateOf } from "./seed-subjects.ts";

/** SNS: "must be less than 100 characters long". https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const mostSubjectCharacters = 99;
const leastOfId = 24;
const mark = "...";

/** Says in one line what is wrong, and after a hyphen how far putting it right has come. ASCII, without line breaks, always within the limit. */
export function subjectOf(notice: Notice): string {
  const end = ` - ${stateWords(notice)}`;
  const room = mostSubjectCharacters - end.length;
  const id = ascii(notice.finding.resource.id);
  const whole = fill(notice, id);
  const short = whole.length <= room ? whole : fill(notice, shorten(id, Math.max(leastOfId, id.length - (whole.length - room))));
  return `${cut(short, room)}${end}`;
}

/** The state in a few words, each state in its own. */
export function stateWords({ happened, remediation }: Pick<Notice, "happened" | "remediation">): string {
  if (remediation.state === "verified") return `verified: ${remediation.outcome}`;
  if (happened === "resolved") return "resolved";
  switch (remediation.state) {
    case "planned":
      return remediation.madeAfter === undefined ? "planned" : `planned after ${remediation.madeAfter.slice(0, 10)}`;
    case "not-tried":
      return "not tried";
    case "applied":
      return "applied, not verified";
    case "in-progress":
      return "in progress";
    case "failed":
    case "undone":
    case "refused":
      return remediation.state;
  }
}

function fill({ finding }: Notice, id: string): string {
  const { account, region } = finding.resource;
  const words: Readonly<Record<string, string>> = { id, account, region, part: finding.subKey ?? "" };
  return ascii(templateOf(finding).replace(/\{(id|account|region|part)\}/g, (_, word: string) => words[word] ?? ""));
}

/** Letters lose their accents; whatever ASCII does not have becomes a question mark. */
const ascii = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/[^\x20-\x7e]/gu, "?")
    .trim();

const cut = (text: string, room: number): string => (text.length <= room ? text : `${text.slice(0, room - mark.length).trimEnd()}${mark}`);

/** Ids differ at their ends, so they are cut in the middle. */
function shorten(text: string, room: number): string {
  if (text.length <= room) return text;
  const head = Math.floor((room - mark.length) / 2);
  return `${text.slice(0, head)}${mark}${text.slice(text.length - (room - mark.length - head))}`;
}
