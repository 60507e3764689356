import type { Channel } from "./channel.ts";
import { fitNotice } from "./fit.ts";
import { type PostTo, postJson } from "./post.ts";

const mostNotices = 50;
const mostNoticeBytes = 65_536;

/** Posts notices as JSON: `{ "version": 1, "notices": [...] }`, each cut down to 64 KiB. */
export const webhookChannel = (to: PostTo): Channel => ({
  name: to.channel,
  most: mostNotices,
  send: (notices) => postJson(to, { version: 1, notices: notices.map((notice) => fitNotice(notice, mostNoticeBytes)) }),
});
