import { type Channel, DeliveryError } from "./channel.ts";
import { type ChannelConfigOf, isMailAllowed } from "./config.ts";
import { digestOf } from "./digest.ts";
import type { Secret } from "./secret.ts";
import { sendBySmtp } from "./smtp.ts";

const mostNotices = 500;

export interface MailOptions {
  readonly config: ChannelConfigOf<"mail">;
  readonly allowed: readonly string[];
  readonly password: Secret | undefined;
  /** Trusted certificates, PEM; the well-known ones when left out. */
  readonly ca: string | undefined;
}

/**
 * Sends a digest by SMTP, encrypted unless the server is on this machine. An address that is not allowed is refused by name, and then
 * nobody gets the mail.
 */
export function mailChannel({ config, allowed, password, ca }: MailOptions): Channel {
  const { name, smtp, from, to } = config;
  return {
    name,
    most: mostNotices,
    async send(notices) {
      const refused = to.filter((address) => !isMailAllowed(address, allowed));
      if (refused.length > 0) throw new DeliveryError(`mail to ${refused.join(", ")} is not allowed`, { channel: name, isFinal: true });
      const { host, port, tls, user } = smtp;
      await sendBySmtp({ host, port, tls, user, password, ca }, { from, to, ...digestOf(notices) }, name);
    },
  };
}
