import { DeliveryError } from "./channel.ts";
import { MailAddress } from "./config.ts";
import { type Secret, withoutSecrets } from "./secret.ts";

const milliseconds = 20_000;

/** A mail server. `none` is for one on this machine only. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly tls: "starttls" | "implicit" | "none";
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  /** Trusted certificates, PEM; the well-known ones when left out. */
  readonly ca?: string | undefined;
}
/** A mail before it is sent. What is attached is given whole: nothing is read from files or URLs. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names the mail, so that one that is sent once more is known as the same; the library makes one when left out. */
  readonly messageId?: string | undefined;
  readonly attachments?: readonly { readonly filename: string; readonly contentType: string; readonly content: Buffer }[] | undefined;
}

/** A text would be read as a list of addresses, in the head and in the envelope: what is not one address is refused here too. */
const single = (text: string) => ({ name: "", address: MailAddress.parse(text) });

/** The mail as nodemailer takes it. The envelope, which is who gets it, names each address as it is and nobody else. */
export const toMessage = ({ from, to, subject, text, html, messageId, attachments = [] }: Mail) => ({
  ...{ subject, text, html, from: single(from), to: to.map(single), ...(messageId === undefined ? {} : { messageId }) },
  envelope: { from: single(from).address, to: to.map((one) => single(one).address) },
  attachments: attachments.map((one) => ({ ...one })),
});

/** Sends a mail by SMTP. Rejects with a DeliveryError of the channel, in which no secret stands, also when one of several is refused. */
export async function sendBySmtp(server: SmtpServer, mail: Mail, channel: string): Promise<void> {
  const { host, port, tls, user, password, ca } = server;
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    ...{ host, port },
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    ...(user !== undefined && password ? { auth: { user, pass: password.reveal() } } : {}),
    ...{ connectionTimeout: milliseconds, greetingTimeout: milliseconds, socketTimeout: milliseconds },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const { rejected } = await transport.sendMail(toMessage(mail));
    if (rejected.length > 0)
      throw new DeliveryError(`the server took it, but not for ${rejected.map(String).join(", ")}`, { channel, isFinal: true });
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    throw failed(error, channel, password);
  } finally {
    transport.close();
  }
}

/** The error itself is not the cause: it holds what was said to the server. */
function failed(error: unknown, channel: string, password: Secret | undefined): DeliveryError {
  const status = error instanceof Error && "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  const message = error instanceof Error ? error.message : String(error);
  return new DeliveryError(withoutSecrets(message, password ? [password] : []), { channel, isFinal: status >= 500 });
}
