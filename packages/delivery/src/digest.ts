import type { Notice } from "@plumbline/finding-model/notice";
import { severityRank } from "@plumbline/finding-model/resource";
import { counted } from "@plumbline/reports/text";
import { linesOf, noticeText } from "./notice-text.ts";
import { stateWords, subjectOf } from "./subject.ts";

export interface Digest {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One mail about many notices, the gravest first; one notice alone keeps its own subject. */
export function digestOf(notices: readonly Notice[]): Digest {
  const sorted = notices.toSorted((a, b) => severityRank[b.finding.severity] - severityRank[a.finding.severity]);
  const [first] = sorted;
  const counts = countsOf(sorted);
  return {
    subject: sorted.length === 1 && first ? subjectOf(first) : `Plumbline: ${counted(sorted.length, "notice")} (${counts})`,
    text: `${counted(sorted.length, "notice")}: ${counts}\n\n${sorted.map((notice) => `${subjectOf(notice)}\n${noticeText(notice)}`).join("\n")}`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Plumbline</title></head><body>\n<p>${escaped(`${counted(sorted.length, "notice")}: ${counts}`)}</p>\n${table(sorted)}${sorted.map(section).join("")}</body></html>\n`,
  };
}

/** How many stand in each state: `2 not tried, 1 verified: cured`. */
const countsOf = (notices: readonly Notice[]): string =>
  [...Map.groupBy(notices, stateWords)].map(([words, of]) => `${of.length} ${words}`).join(", ");

const table = (notices: readonly Notice[]): string => {
  const rows = notices.map(
    (notice) =>
      `<tr>${[notice.finding.severity, stateWords(notice), notice.finding.resource.account, notice.finding.check, notice.finding.resource.id].map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>\n`,
  );
  const heads = ["Severity", "State", "Account", "Check", "Resource"].map((text) => `<th align="left">${text}</th>`).join("");
  return `<table border="1" cellpadding="4" cellspacing="0">\n<tr>${heads}</tr>\n${rows.join("")}</table>\n`;
};

const section = (notice: Notice): string =>
  `<h3>${escaped(subjectOf(notice))}</h3>\n<p>${linesOf(notice)
    .map(([name, text]) => `<b>${escaped(name)}</b>: ${escaped(text)}`)
    .join("<br>\n")}</p>\n`;

const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
