import type { Aws } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import type { Notice } from "@plumbline/finding-model/notice";
import { type Channel, DeliveryError } from "./channel.ts";
import type { ChannelConfigOf } from "./config.ts";
import { fitNotice } from "./fit.ts";
import { noticeText } from "./notice-text.ts";
import { subjectOf } from "./subject.ts";

/** Message, attributes and their names together. https://docs.aws.amazon.com/general/latest/gr/sns.html */
export const mostSnsBytes = 262_144;
const mostTextBytes = 32_768;
// A failure of the other side, not of the letter: the same may succeed later.
const passing = new Set(["throttled", "timed-out", "network", "expired"]);

/** The message: the notice as readable text, and as its last line the whole notice as JSON, cut down to what fits. */
export function snsMessage(notice: Notice) {
  const { finding, happened, remediation } = notice;
  const { account, region, type } = finding.resource;
  const attributes = {
    ...{ severity: finding.severity, check: finding.check, account, region, type },
    ...{ state: remediation.state, happened, fingerprint: finding.fingerprint, verdict: finding.verdict.status },
  };
  const subject = subjectOf(notice);
  const attributeBytes = Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}String${value}`), 0);
  const short = fitNotice(notice, mostTextBytes / 2);
  const text = `${noticeText(short)}\n`;
  const left = mostSnsBytes - attributeBytes - Buffer.byteLength(`${subject}${text}\n`);
  return {
    Subject: subject,
    Message: `${text}${JSON.stringify(fitNotice(notice, left))}`,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
  };
}

/** Publishes each notice to a topic, with attributes that subscriptions can filter on. */
export function snsChannel(
  { name, topic }: ChannelConfigOf<"sns">,
  connect: (place: { account: string; region: string }) => Promise<Aws>,
): Channel {
  const [, , , region = "", account = ""] = topic.split(":");
  return {
    name,
    most: 1,
    async send(notices) {
      try {
        const aws = await connect({ account, region });
        const { PublishCommand, SNSClient } = await import("@aws-sdk/client-sns");
        for (const notice of notices) await aws.client(SNSClient).send(new PublishCommand({ TopicArn: topic, ...snsMessage(notice) }));
      } catch (cause) {
        if (!(cause instanceof AwsError)) throw cause;
        const isFinal = !passing.has(cause.kind) && !(cause.status !== undefined && cause.status >= 500);
        throw new DeliveryError(cause.message, { channel: name, isFinal, cause });
      }
    },
  };
}
