import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isMailAllowed, NotifyConfig } from "./config.ts";

const topic = "arn:aws-us-gov:sns:us-gov-west-1:111111111111:remediator_notifications";
const sns = { name: "topic", kind: "sns", topic };
const mail = {
  ...{ name: "mail", kind: "mail", from: "plumbline@example.com", to: ["Ops@Example.com"] },
  smtp: { host: "smtp.example.com", port: 587, user: "u", password: { env: "SMTP_PASSWORD" } },
};
const canary = "https://hooks.slack.com/services/T0/B0/CANARYCANARY";
const inNotify = (channel: object, more: object = {}) => ({ channels: [channel], mailAllowed: ["example.com"], ...more });

describe("the configuration of notices", () => {
  it("has defaults that tell all, and let no mail out", () => {
    expect(NotifyConfig.parse({ channels: [sns] })).toEqual({ channels: [{ ...sns, minSeverity: "low" }], mailAllowed: [] });
  });

  it("takes every kind of channel", () => {
    const { channels } = NotifyConfig.parse({
      channels: [
        { ...sns, minSeverity: "high", checks: ["s3_bucket/*"], accounts: ["111111111111"] },
        { name: "chat", kind: "slack", url: { env: "SLACK_URL" } },
        { name: "siem", kind: "webhook", url: { file: "/run/secrets/siem" } },
        mail,
      ],
      mailAllowed: ["EXAMPLE.com"],
      runUrl: "https://reports.example.com/{run}/report.html",
    });
    expect(channels[3]).toMatchObject({ to: ["ops@example.com"], smtp: { tls: "starttls" } });
  });

  const bad: Record<string, { input: object; says: RegExp }> = {
    "no channel": { input: { channels: [] }, says: /channels/ },
    "an unknown kind": { input: inNotify({ name: "a", kind: "pager" }), says: /kind/ },
    "a misspelt key": { input: inNotify({ ...sns, minSeverty: "high" }), says: /minSeverty/ },
    "a topic that is none": { input: inNotify({ ...sns, topic: "remediator_notifications" }), says: /a topic's ARN looks like/ },
    "a name twice": { input: { channels: [sns, sns] }, says: /topic is named twice/ },
    "a URL in the file": { input: inNotify({ name: "chat", kind: "slack", url: canary }), says: /the secret itself must not stand/ },
    "a URL where a variable's name should be": {
      input: inNotify({ name: "c", kind: "slack", url: { env: canary } }),
      says: /name where it is/,
    },
    "a password in the file": {
      input: inNotify({ ...mail, smtp: { ...mail.smtp, password: canary } }),
      says: /the secret itself must not stand/,
    },
    "a user without a password": {
      input: inNotify({ ...mail, smtp: { host: "h", port: 25, user: "u" } }),
      says: /user and password go together/,
    },
    "no TLS to another machine": {
      input: inNotify({ ...mail, smtp: { ...mail.smtp, tls: "none" } }),
      says: /tls: none is for a server on this machine only/,
    },
    "mail to somebody, when nobody is allowed": {
      input: { channels: [mail] },
      says: /mail to ops@example\.com is not allowed: mailAllowed names neither it nor its domain/,
    },
    "mail to somebody of another domain": {
      input: inNotify({ ...mail, to: ["eve@elsewhere.example"] }),
      says: /mail to eve@elsewhere\.example is not allowed/,
    },
    "an address that is none": { input: inNotify({ ...mail, to: ["ops"] }), says: /must be an address/ },
    "an address with a line break": { input: inNotify({ ...mail, to: ["a@example.com\nBcc: eve@x.example"] }), says: /must be an address/ },
  };
  it.each(Object.entries(bad))("is refused with %s", (_, { input, says }) => {
    const { error } = NotifyConfig.safeParse(input);
    expect(error && z.prettifyError(error)).toMatch(says);
    expect(inspect(error, { depth: 9 })).not.toContain("CANARY");
  });
});

describe("who gets mail", () => {
  const rows: Record<string, { address: string; allowed: string[]; is: boolean }> = {
    "nobody, unless somebody is named": { address: "a@example.com", allowed: [], is: false },
    "an address": { address: "a@example.com", allowed: ["a@example.com"], is: true },
    "another address of the domain": { address: "b@example.com", allowed: ["a@example.com"], is: false },
    "a domain": { address: "b@example.com", allowed: ["example.com"], is: true },
    "in any case": { address: "B@Example.COM", allowed: ["example.com"], is: true },
    "no subdomain": { address: "b@mail.example.com", allowed: ["example.com"], is: false },
    "no domain that ends so": { address: "b@badexample.com", allowed: ["example.com"], is: false },
    "no domain in front of the sign": { address: "example.com@evil.example", allowed: ["example.com"], is: false },
    "by the last sign": { address: '"a@example.com"@evil.example', allowed: ["example.com"], is: false },
    "nobody of a list": { address: "eve@evil.test,ann@example.com", allowed: ["example.com"], is: false },
    "nobody of a list with a semicolon": { address: "eve@evil.test;ann@example.com", allowed: ["example.com"], is: false },
    "nobody in brackets": { address: "<eve@evil.test> ann@example.com", allowed: ["example.com"], is: false },
    "nobody with a quoted name": { address: '"eve@evil.test" <x@evil.test>@example.com', allowed: ["example.com"], is: false },
    "nobody of a group": { address: "g:eve@evil.test;@example.com", allowed: ["example.com"], is: false },
  };
  it.each(Object.entries(rows))("%s", (_, { address, allowed, is }) => expect(isMailAllowed(address, allowed)).toBe(is));
});
