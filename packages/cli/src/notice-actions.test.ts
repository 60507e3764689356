import { NotifyConfig } from "@plumbline/delivery/config";
import { expect, it } from "vitest";
import { noticeStatements } from "./notice-actions.ts";

const topic = (name: string) => ({ name, kind: "sns", topic: `arn:aws-cn:sns:cn-north-1:111111111111:${name}` });
const chat = { name: "chat", kind: "slack", url: { env: "URL" } };
const rows: Record<string, { config: object; allows: [sid: string, actions: string[], resource: string][] }> = {
  "a webhook": { config: { channels: [chat] }, allows: [] },
  "two topics, one of them twice": {
    config: { channels: [topic("a"), chat, { ...topic("a"), name: "again" }, topic("b")] },
    allows: [
      ["PlumblineNotices", ["sns:Publish"], "arn:aws-cn:sns:cn-north-1:111111111111:a"],
      ["PlumblineNotices2", ["sns:Publish"], "arn:aws-cn:sns:cn-north-1:111111111111:b"],
    ],
  },
  "a queue": {
    config: { channels: [chat], spoolQueue: "https://sqs.cn-north-1.amazonaws.com.cn/111111111111/notices" },
    allows: [
      [
        "PlumblineNoticesWaiting",
        ["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"],
        "arn:aws-cn:sqs:cn-north-1:111111111111:notices",
      ],
    ],
  },
};
it.each(Object.entries(rows))("telling takes of %s no more than it needs", (_, { config, allows }) => {
  const statements = noticeStatements(NotifyConfig.parse(config), "aws-cn");
  expect(statements.map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual(allows);
});
