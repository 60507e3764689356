import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testIo } from "@plumbline/cli/io.fixture";
import { type MailServerRules, startMailServer } from "@plumbline/testkit/mail-server";
import { afterEach, describe, expect, it } from "vitest";
import type { Own } from "./places.ts";
import { sendMail } from "./send-mail.ts";
import { readSettings } from "./settings.ts";

const servers: Awaited<ReturnType<typeof startMailServer>>[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
const login = { user: "mailer", password: "CANARY-mail-password" };
const noAws: Own = {
  get aws(): never {
    throw new Error("SES was asked although there is a server");
  },
  get requests(): never {
    throw new Error("no table is asked");
  },
  ...{ objects: undefined, close: () => undefined },
};
const mail = {
  ...{ to: ["ann@example.com"], subject: "AWS Scan Report", text: "text", html: "<p>html</p>" },
  attachments: [{ filename: "scan.html", contentType: "text/html", content: Buffer.from("<p>é 数</p>") }],
};

async function send(rules: MailServerRules, given: Record<string, string>, isTrusted = true) {
  const server = await startMailServer({ login, ...rules });
  servers.push(server);
  const caFile = join(mkdtempSync(join(tmpdir(), "cis-ca-")), "ca.pem");
  writeFileSync(caFile, server.ca);
  const settings = readSettings({
    ...{ DB_TABLE_NAME: "requests", FROM_ADDR: "cis@example.com", MAIL_SERVER: "127.0.0.1", MAIL_PORT: String(server.port) },
    ...{ MAIL_USERNAME: login.user, MAIL_PASSWORD: login.password },
    ...(isTrusted ? { MAIL_CA_FILE: caFile } : {}),
    ...given,
  });
  const failure = await sendMail({ settings, own: noAws, io: testIo().io }, mail).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { failure, mails: server.mails };
}

describe("a report goes out", () => {
  const ways: Record<string, { rules: MailServerRules; given: Record<string, string> }> = {
    "over STARTTLS": { rules: { tls: "starttls" }, given: { MAIL_USE_TLS: "True", MAIL_USE_SSL: "False" } },
    "over STARTTLS without a word": { rules: { tls: "starttls" }, given: {} },
    "over TLS from the first byte": { rules: { tls: "implicit" }, given: { MAIL_USE_SSL: "True" } },
    "over TLS from the first byte when both are said": {
      rules: { tls: "implicit" },
      given: { MAIL_USE_SSL: "True", MAIL_USE_TLS: "True" },
    },
  };
  it.each(Object.entries(ways))("%s", async (_, { rules, given }) => {
    const { failure, mails } = await send(rules, given);
    expect(failure).toBeUndefined();
    expect(mails).toMatchObject([
      { from: "cis@example.com", to: ["ann@example.com"], isEncrypted: true, user: "mailer", html: "<p>html</p>\n" },
    ]);
    expect(mails[0]?.attachments).toEqual([{ filename: "scan.html", type: "text/html", content: Buffer.from("<p>é 数</p>") }]);
  });
});

describe("a report does not go out", () => {
  const rows: Record<string, { rules: MailServerRules; given: Record<string, string>; isTrusted?: boolean; says: RegExp }> = {
    "to a server that has no TLS": { rules: { tls: "none" }, given: { MAIL_USE_TLS: "True" }, says: /STARTTLS/i },
    "by STARTTLS to a server whose certificate nobody trusts": {
      ...{ rules: { tls: "starttls" }, given: { MAIL_USE_TLS: "True" }, isTrusted: false, says: /certificate/i },
    },
    "by TLS to a server whose certificate nobody trusts": {
      ...{ rules: { tls: "implicit" }, given: { MAIL_USE_SSL: "True" }, isTrusted: false, says: /certificate/i },
    },
    "to a host that the certificate does not name": {
      ...{
        rules: { tls: "implicit" },
        given: { MAIL_USE_SSL: "True", MAIL_SERVER: "127.0.0.2" },
        says: /certificate|altnames|ECONNREFUSED/i,
      },
    },
    "with a wrong password": { rules: { tls: "starttls" }, given: { MAIL_PASSWORD: "CANARY-wrong" }, says: /Invalid login/ },
  };
  it.each(Object.entries(rows))("%s", async (_, { rules, given, isTrusted, says }) => {
    const { failure, mails } = await send(rules, given, isTrusted);
    expect([failure, mails]).toEqual([expect.stringMatching(says), []]);
    expect(failure).not.toContain("CANARY");
  });
});
