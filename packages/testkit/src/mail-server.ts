import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { generate } from "selfsigned";
import { SMTPServer } from "smtp-server";

/** A mail as it came in. */
export interface ReceivedMail {
  /** Whom the envelope names, which is who gets it. */
  readonly to: readonly string[];
  readonly from: string;
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly filename: string; readonly type: string; readonly content: Buffer }[];
}
export interface MailServerRules {
  /** `starttls` offers it, `implicit` speaks TLS from the first byte, `none` has no TLS at all. */
  readonly tls: "starttls" | "implicit" | "none";
  /** Who may send; anybody without a password when left out. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Answers the mail with this code and text instead of taking it; 4xx may pass, 5xx does not. */
  refuse?(): { readonly code: number; readonly text: string } | undefined;
}

/** An SMTP server on 127.0.0.1 that keeps what it gets. `ca` is the certificate to trust; nobody else does. */
export async function startMailServer({ tls, login, refuse }: MailServerRules) {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    ...{ cert, key, logger: false, disableReverseLookup: true },
    secure: tls === "implicit",
    authOptional: login === undefined,
    disabledCommands: tls === "none" ? ["STARTTLS"] : [],
    allowInsecureAuth: tls === "none",
    onAuth(auth, _session, answer) {
      const isKnown = auth.username === login?.user && auth.password === login?.password;
      // A careless server repeats what it was told.
      answer(isKnown ? null : new Error(`no such login: ${auth.username} ${auth.password}`), isKnown ? { user: auth.username } : undefined);
    },
    onData(stream, session, answer) {
      const { envelope, secure, user } = session;
      buffer(stream).then(async (raw) => {
        const refusal = refuse?.();
        if (refusal) {
          answer(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
          return;
        }
        const { subject = "", text = "", html = "", attachments } = await PostalMime.parse(raw);
        mails.push({
          to: envelope.rcptTo.map(({ address }) => address),
          from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
          ...{ isEncrypted: secure, user: typeof user === "string" ? user : undefined, subject, text, html },
          attachments: attachments.map(({ filename, mimeType, content }) => ({
            ...{ filename: filename ?? "", type: mimeType },
            content: typeof content === "string" ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
          })),
        });
        answer(null);
      }, answer);
    },
  });
  // A client that does not trust the certificate breaks the connection off.
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  return {
    port: address.port,
    ca: cert,
    mails,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
