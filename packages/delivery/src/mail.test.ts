import { inspect } from "node:util";
import { type MailServerRules, startMailServer } from "@plumbline/testkit/mail-server";
import { afterEach, describe, expect, it } from "vitest";
import { DeliveryError } from "./channel.ts";
import { ChannelConfig, type ChannelConfigOf } from "./config.ts";
import { mailChannel } from "./mail.ts";
import { finding, notice, remediations } from "./notice.fixture.ts";
import { Secret } from "./secret.ts";
import { sendBySmtp } from "./smtp.ts";

type Server = Awaited<ReturnType<typeof startMailServer>>;
const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
async function start(rules: MailServerRules) {
  const server = await startMailServer(rules);
  servers.push(server);
  return server;
}

const login = { user: "plumbline", password: "CANARY-smtp-password" };
interface Given {
  readonly tls?: "starttls" | "implicit" | "none";
  readonly to?: string[];
  readonly allowed?: string[];
  readonly isTrusted?: boolean;
  readonly password?: string;
  readonly host?: string;
}
function channelAt(
  { port, ca }: Server,
  { tls = "starttls", to = ["ops@example.com"], allowed = ["example.com"], isTrusted = true, password, host = "127.0.0.1" }: Given = {},
) {
  const secret = password === undefined ? undefined : new Secret(password);
  const config = ChannelConfig.parse({
    ...{ kind: "mail", name: "mail", from: "plumbline@example.com", to },
    smtp: { host, port, tls, ...(secret ? { user: login.user, password: { env: "P" } } : {}) },
  }) as ChannelConfigOf<"mail">;
  return mailChannel({ config, allowed, password: secret, ca: isTrusted ? ca : undefined });
}
const failureOf = async (sent: Promise<void>): Promise<DeliveryError> => {
  const error = await sent.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
};
const three = [
  notice(finding("orders")),
  notice(finding("<b>bold</b>", { severity: "critical" }), { remediation: remediations["failed"]! }),
  notice(finding("é 数"), { remediation: remediations["verified: contained"]! }),
];

describe("a digest", () => {
  const ways: Record<string, { tls: "starttls" | "implicit" | "none"; isEncrypted: boolean }> = {
    "over STARTTLS": { tls: "starttls", isEncrypted: true },
    "over TLS from the first byte": { tls: "implicit", isEncrypted: true },
    "without TLS, on this machine": { tls: "none", isEncrypted: false },
  };
  it.each(Object.entries(ways))("arrives %s, as text and HTML, the gravest first", async (_, { tls, isEncrypted }) => {
    const server = await start({ tls, login });
    await channelAt(server, { tls, password: login.password, to: ["ops@example.com", "Anna@Example.com"] }).send(three);
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      from: "plumbline@example.com",
      to: ["ops@example.com", "anna@example.com"],
      isEncrypted,
      user: login.user,
    });
    expect(mail?.subject).toBe("Plumbline: 3 notices (1 failed, 1 not tried, 1 verified: contained)");
    expect(mail?.text.indexOf("<b>bold</b>")).toBeLessThan(mail?.text.indexOf("Identifier: orders") ?? 0);
    expect(mail?.text).toContain("State: failed: the change did not succeed");
    expect(mail?.text).toContain("Identifier: é 数");
    expect(mail?.html).toContain("&lt;b&gt;bold&lt;/b&gt;");
    expect(mail?.html).not.toContain("<b>bold");
  });

  it("about one notice has its subject", async () => {
    const server = await start({ tls: "starttls" });
    await channelAt(server).send([notice()]);
    expect(server.mails[0]?.subject).toBe("SQS orders is public - not tried");
  });
});

describe("no mail goes", () => {
  const rows: Record<string, { server: MailServerRules; given: Given; says: RegExp; isFinal: boolean }> = {
    "to a server without TLS, when TLS is asked for": { server: { tls: "none" }, given: {}, says: /STARTTLS/i, isFinal: true },
    "to a server whose certificate nobody trusts": {
      server: { tls: "starttls" },
      given: { isTrusted: false },
      says: /certificate/i,
      isFinal: false,
    },
    "to a server whose TLS certificate nobody trusts": {
      server: { tls: "implicit" },
      given: { tls: "implicit", isTrusted: false },
      says: /certificate/i,
      isFinal: false,
    },
    "with a wrong password": {
      server: { tls: "starttls", login },
      given: { password: "CANARY-wrong-password" },
      says: /Invalid login.*no such login: plumbline <secret>/,
      isFinal: true,
    },
    "to an address that is not allowed": {
      server: { tls: "starttls" },
      given: { to: ["ops@example.com", "eve@elsewhere.example"] },
      says: /^channel mail: mail to eve@elsewhere\.example is not allowed$/,
      isFinal: true,
    },
    "to anybody, when nobody is allowed": {
      server: { tls: "starttls" },
      given: { allowed: [] },
      says: /^channel mail: mail to ops@example\.com is not allowed$/,
      isFinal: true,
    },
    "when the server is busy": {
      server: { tls: "starttls", refuse: () => ({ code: 451, text: "try later" }) },
      given: {},
      says: /451 try later/,
      isFinal: false,
    },
    "when the server refuses it": {
      server: { tls: "starttls", refuse: () => ({ code: 554, text: "no" }) },
      given: {},
      says: /554 no/,
      isFinal: true,
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { server: rules, given, says, isFinal }) => {
    const server = await start(rules);
    const error = await failureOf(channelAt(server, given).send(three));
    expect(error.message).toMatch(says);
    expect([error.isFinal, server.mails]).toEqual([isFinal, []]);
    const shown = inspect(error, { depth: 9 });
    for (const secret of [login.password, "CANARY-wrong-password"])
      for (const form of [secret, Buffer.from(secret).toString("base64"), Buffer.from(`\0${login.user}\0${secret}`).toString("base64")])
        expect(shown).not.toContain(form);
  });

  it("to a list that stands where one address should", async () => {
    const { port, ca } = await start({ tls: "starttls" });
    const mail = { from: "a@example.com", to: ["eve@evil.test,ann@example.com"], subject: "s", text: "t", html: "h" };
    const sent = sendBySmtp({ host: "127.0.0.1", port, tls: "starttls", ca }, mail, "mail");
    await expect(sent).rejects.toThrow("must be an address");
    expect(servers[0]?.mails).toEqual([]);
  });

  it("to a server that is not there", async () => {
    const server = await startMailServer({ tls: "starttls" });
    await server.stop();
    expect(await failureOf(channelAt(server).send(three))).toMatchObject({
      isFinal: false,
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
