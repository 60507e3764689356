import type { Notice } from "@plumbline/finding-model/notice";
import { printable } from "@plumbline/reports/text";
import type { Channel } from "./channel.ts";
import { linesOf } from "./notice-text.ts";
import { type PostTo, postJson } from "./post.ts";
import { subjectOf } from "./subject.ts";

// A message holds 50 blocks, a section's text 3,000 characters. https://docs.slack.dev/reference/block-kit/blocks/section-block
const mostNotices = 20;
const mostSectionCharacters = 3000;
const shown = new Set([
  "Account",
  "Region",
  "Identifier",
  "Part",
  "Found",
  "Severity",
  "Check",
  "State",
  "Reason",
  "Change",
  "Exception",
  "Run",
]);

/** Posts notices to a Slack-compatible incoming webhook. All texts are plain: a name can't mention anybody, link or format. */
export const slackChannel = (to: PostTo): Channel => ({
  name: to.channel,
  most: mostNotices,
  send: (notices) => postJson(to, slackMessage(notices)),
});

/** Two blocks for each notice, and a text for clients without blocks. */
export function slackMessage(notices: readonly Notice[]): { text: string; blocks: object[] } {
  const [first] = notices;
  const more = notices.length > 1 ? ` and ${notices.length - 1} more` : "";
  return {
    text: escaped(`${first ? subjectOf(first) : "nothing"}${more}`),
    blocks: notices.flatMap((notice) => [
      section(`${marks[notice.finding.severity]} ${subjectOf(notice)}`),
      section(
        [...linesOf(notice).filter(([name]) => shown.has(name)), ...notice.links.map(({ title, url }) => [title, url])]
          .map(([name, text]) => `${name}: ${text}`)
          .join("\n"),
      ),
    ]),
  };
}

const marks = { low: "[low]", medium: "[medium]", high: "[HIGH]", critical: "[CRITICAL]" } as const;

const section = (text: string) => ({
  type: "section",
  text: { type: "plain_text", text: cut(text.split("\n").map(printable).join("\n")), emoji: false },
});
const cut = (text: string): string =>
  text.length <= mostSectionCharacters ? text : `${text.slice(0, mostSectionCharacters - 1).trimEnd()}…`;

/** The text outside of blocks is read as mrkdwn. https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
