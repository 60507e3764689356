import type { Notice } from "@plumbline/finding-model/notice";
import { counted } from "@plumbline/reports/text";

const mostReason = 2000;
const mostTitle = 300;

/** UTF-8 bytes of a notice as JSON. */
export const bytesOf = (notice: Notice): number => Buffer.byteLength(JSON.stringify(notice));

/**
 * Cuts a notice down to so many bytes of JSON, at least 16 KiB: evidence that does not fit is left out, the largest first, and a field
 * `(cut)` says so; then long texts are cut at their ends. What it gives is a notice still.
 */
export function fitNotice(notice: Notice, bytes: number): Notice {
  if (bytesOf(notice) <= bytes) return notice;
  const { finding } = notice;
  const { verdict } = finding;
  const short: Notice = {
    ...notice,
    finding: {
      ...finding,
      title: cut(finding.title, mostTitle),
      verdict: verdict.status === "pass" ? verdict : { ...verdict, reason: cut(verdict.reason, mostReason) },
    },
    remediation: {
      ...notice.remediation,
      ...(notice.remediation.reason === undefined ? {} : { reason: cut(notice.remediation.reason, mostReason) }),
    },
  };
  const fields = Object.entries(verdict.status === "pass" || verdict.status === "fail" ? (verdict.evidence ?? {}) : {});
  const smallestFirst = fields.map(([name, value]) => [name, value, JSON.stringify(value).length] as const).sort((a, b) => a[2] - b[2]);
  for (let count = smallestFirst.length; count > 0; count--) {
    const fitted = withEvidence(short, smallestFirst.slice(0, count), fields.length - count);
    if (bytesOf(fitted) <= bytes) return fitted;
  }
  return withEvidence(short, [], fields.length);
}

type Field = readonly [name: string, value: unknown, length: number];

function withEvidence(notice: Notice, fields: readonly Field[], left: number): Notice {
  const { finding } = notice;
  const { verdict } = finding;
  if ((verdict.status !== "fail" && verdict.status !== "pass") || left === 0) return notice;
  const kept = new Set(fields.map(([name]) => name));
  const whole = Object.entries(verdict.evidence ?? {}).filter(([name]) => kept.has(name));
  const evidence = {
    ...Object.fromEntries(whole),
    "(cut)": `${counted(left, "field")} left out for length; run ${notice.run} has all`,
  };
  return { ...notice, finding: { ...finding, verdict: { ...verdict, evidence } } };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)}... (cut)`);
