import { expect, it } from "vitest";
import type { Campaign, Gap } from "./campaign.ts";
import { gapText } from "./coverage.ts";
import { reminderMail, type Waiting } from "./reminder-mail.ts";

const account = "111122223333";
const gaps: Record<string, [changes: Partial<Gap>, text: string]> = {
  "never looked at": [{}, `${account} iam_user: never-looked, never complete`],
  "with a message of several lines": [
    { cause: "denied", listing: "aws/x", message: "AccessDenied:\r\n  not allowed\u001b[2J\n", completeAt: "2026-06-01T00:00:00.000Z" },
    `${account} iam_user: denied in aws/x, last complete 2026-06-01T00:00:00.000Z (AccessDenied: not allowed [2J)`,
  ],
  "with a message of nothing but blanks": [{ cause: "denied", message: " \n" }, `${account} iam_user: denied, never complete`],
};
it.each(Object.entries(gaps))("a gap %s stands in one line", (_, [changes, text]) => {
  const gap = { account, kind: "iam_user", listing: null, cause: "never-looked", message: null, completeAt: null, ...changes };
  expect(gapText(gap)).toBe(text);
});

const waits: Record<string, [items: number[], words: string]> = {
  one: [[1], "1 access waits for your decision in the access review Q 2"],
  "one in each of two accounts": [[1, 1], "2 accesses wait for your decision in the access review Q 2"],
};
it.each(Object.entries(waits))("a reminder of %s says so", (_, [items, words]) => {
  const campaign = { id: "q2", name: "Q\n2", dueAt: "2026-06-20T00:00:00.000Z" } as Campaign;
  const waiting = items.map((count, n): Waiting => ({ account: `${account}${n}`, items: count, privileged: 0, escalated: 0 }));
  const { text = "", html = "" } = reminderMail({ campaign, reviewer: "r", to: "r@x.io", from: "f@x.io", day: "2026-06-10", waiting });
  expect([text, html.replaceAll(/<\/?b>/g, "")]).toEqual([
    expect.stringContaining(`${words}.\n`),
    expect.stringContaining(`<p>${words}.</p>`),
  ]);
});
