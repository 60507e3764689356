import { Secret } from "@plumbline/delivery/secret";
import { sendBySes } from "@plumbline/delivery/ses";
import { type Mail, type SmtpServer, sendBySmtp } from "@plumbline/delivery/smtp";
import type { Scanning } from "./scanning.ts";
import type { Settings } from "./settings.ts";
import { readCa } from "./surroundings.ts";

const channel = "mail";

/** Sends by the SMTP server of the environment, or else by the API of SES. Rejects with a DeliveryError. */
export async function sendMail({ settings, own, io }: Pick<Scanning, "settings" | "own" | "io">, mail: Omit<Mail, "from">): Promise<void> {
  const { FROM_ADDR: from, MAIL_SERVER: host, MAIL_PORT: port, MAIL_USERNAME: user, MAIL_PASSWORD: password } = settings;
  if (from === undefined) throw new Error("FROM_ADDR is not set");
  if (host === undefined) return sendBySes(own.aws, { ...mail, from }, channel);
  const tls = tlsOf(settings);
  const server = {
    ...{ host, tls, user, port: port ?? (tls === "implicit" ? 465 : 587) },
    password: password === undefined ? undefined : new Secret(password),
    ca: await readCa(settings, io),
  };
  await sendBySmtp(server, { ...mail, from }, channel);
}

/** SSL is TLS from the first byte, TLS is STARTTLS and must be offered. Without a word it is STARTTLS; the settings refuse neither of both elsewhere. */
export function tlsOf({ MAIL_USE_SSL: ssl, MAIL_USE_TLS: tls }: Pick<Settings, "MAIL_USE_SSL" | "MAIL_USE_TLS">): SmtpServer["tls"] {
  if (ssl === true) return "implicit";
  return tls === false ? "none" : "starttls";
}
