import type { Mail } from "@plumbline/delivery/smtp";
import type { Campaign } from "./campaign.ts";
import { sha256 } from "./digest.ts";
import { oneLine } from "./one-line.ts";

/** What a reviewer has to decide on in one account. */
export interface Waiting {
  readonly account: string;
  readonly items: number;
  readonly privileged: number;
  readonly escalated: number;
}
export interface Reminder {
  readonly campaign: Campaign;
  readonly reviewer: string;
  readonly to: string;
  readonly from: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly waiting: readonly Waiting[];
  /** Where the console is; the command is named when left out. */
  readonly consoleUrl?: string | undefined;
}

const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

/** The mail that asks for decisions. It names no principal: mail is read by many. Its id is the same each time it is made. */
export function reminderMail({ campaign, reviewer, to, from, day, waiting, consoleUrl }: Reminder): Mail {
  const { id, dueAt } = campaign;
  const name = oneLine(campaign.name);
  const total = waiting.reduce((sum, { items }) => sum + items, 0);
  const due = dueAt.slice(0, 10);
  const isLate = day >= due;
  const asked = `${total} ${total === 1 ? "access waits" : "accesses wait"} for your decision in the access review`;
  const subject = `Access review ${name}: ${total} to decide, ${isLate ? "overdue since" : "due"} ${due}`;
  const lines = waiting.map(({ account, items, privileged, escalated }) => {
    const marks = [privileged > 0 ? `${privileged} privileged` : "", escalated > 0 ? `${escalated} escalated to you` : ""];
    return `${account}: ${items}${marks.some(Boolean) ? ` (${marks.filter(Boolean).join(", ")})` : ""}`;
  });
  const how = consoleUrl
    ? `Decide on the console: ${new URL(`reviews/${id}`, consoleUrl.endsWith("/") ? consoleUrl : `${consoleUrl}/`)}`
    : `See them: plumbline review list ${id} --reviewer ${reviewer}`;
  const close = isLate
    ? "What nobody decides on does not count as approved."
    : "Say of each whether it is still needed. What nobody decides on is escalated.";
  return {
    ...{ from, to: [to], subject },
    text: `${asked} ${name}.\n\n${lines.join("\n")}\n\n${how}\n${close}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>
<p>${asked} <b>${escaped(name)}</b>.</p>
<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>
<p>${escaped(how)}<br>${escaped(close)}</p></body></html>\n`,
    messageId: `<review.${id}.${day}.${sha256(`${reviewer}\n${waiting.map(({ account }) => account).join(",")}`).slice(0, 16)}@plumbline.invalid>`,
  };
}
