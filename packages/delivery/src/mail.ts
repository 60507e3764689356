import { type Channel, DeliveryError } from "./channel.ts";
import { type ChannelConfigOf, isMailAllowed } from "./config.ts";
import { digestOf } from "./digest.ts";
import { type Secret, withoutSecrets } from "./secret.ts";

const mostNotices = 500;
const milliseconds = 20_000;

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
  const auth = smtp.user !== undefined && password ? { auth: { user: smtp.user, pass: password.reveal() } } : {};
  return {
    name,
    most: mostNotices,
    async send(notices) {
      const refused = to.filter((address) => !isMailAllowed(address, allowed));
      if (refused.length > 0) throw new DeliveryError(`mail to ${refused.join(", ")} is not allowed`, { channel: name, isFinal: true });
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        host: smtp.host,
        port: smtp.port,
        secure: smtp.tls === "implicit",
        requireTLS: smtp.tls === "starttls",
        ignoreTLS: smtp.tls === "none",
        tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
        ...auth,
        ...{ connectionTimeout: milliseconds, greetingTimeout: milliseconds, socketTimeout: milliseconds },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      try {
        const { rejected } = await transport.sendMail({ from, to, ...digestOf(notices) });
        if (rejected.length > 0)
          throw new DeliveryError(`the server took it, but not for ${rejected.map(String).join(", ")}`, { channel: name, isFinal: true });
      } catch (error) {
        if (error instanceof DeliveryError) throw error;
        throw failed(error, name, password);
      } finally {
        transport.close();
      }
    },
  };
}

/** The error itself is not the cause: it holds what was said to the server. */
function failed(error: unknown, channel: string, password: Secret | undefined): DeliveryError {
  const status = error instanceof Error && "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  const message = error instanceof Error ? error.message : String(error);
  return new DeliveryError(withoutSecrets(message, password ? [password] : []), { channel, isFinal: status >= 500 });
}
