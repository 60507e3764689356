import type { Aws } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import { DeliveryError } from "./channel.ts";
import { type Mail, toMessage } from "./smtp.ts";

// A failure of the other side, not of the mail: the same may succeed later.
const passing = new Set(["throttled", "timed-out", "network", "expired"]);

/**
 * Sends a mail by the API of SES, in the region of the place; the sender must be verified there. Rejects with a DeliveryError of the channel.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export async function sendBySes(aws: Aws, mail: Mail, channel: string): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(toMessage(mail));
  if (!Buffer.isBuffer(message)) throw new Error("the mail was not made whole");
  const { SendEmailCommand, SESv2Client } = await import("@aws-sdk/client-sesv2");
  const Destination = { ToAddresses: [...mail.to] };
  try {
    await aws
      .client(SESv2Client)
      .send(new SendEmailCommand({ FromEmailAddress: mail.from, Destination, Content: { Raw: { Data: message } } }));
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new DeliveryError(cause.message, { channel, isFinal: !passing.has(cause.kind), cause });
  }
}
