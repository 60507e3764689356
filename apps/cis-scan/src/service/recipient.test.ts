import { describe, expect, it } from "vitest";
import { recipientOf } from "./recipient.ts";
import { readSettings } from "./settings.ts";

const sender = { FROM_ADDR: "a@example.com" };
const domain = { ...sender, MAIL_ALLOWED: "other.example, Example.com" };
const strange = { error: "the address in the request's item is no mail address" };

describe("mail goes", () => {
  const rows: Record<string, { given?: string; kept?: string; settings: Record<string, string>; is: object }> = {
    "to an address that is named": {
      ...{ given: "ann@example.com", settings: { ...sender, MAIL_ALLOWED: "Ann@Example.com" }, is: { email: "ann@example.com" } },
    },
    "to a domain that is named": { given: "ann@example.com", settings: domain, is: { email: "ann@example.com" } },
    "to the item's address": { kept: " Ann@Example.com ", settings: domain, is: { email: "ann@example.com" } },
    "to the given address before the item's": {
      ...{ given: "bob@example.com", kept: "ann@example.com", settings: domain, is: { email: "bob@example.com" } },
    },
    "to nobody, where a bucket keeps the report": { settings: { REPORT_BUCKET: "reports" }, is: { email: undefined } },
    "to nobody where the item's address is blank": { kept: " ", settings: { REPORT_BUCKET: "reports" }, is: { email: undefined } },
    "never to nobody without a bucket": {
      ...{ settings: {}, is: { error: "nobody would get the report: the request has no email, and REPORT_BUCKET is not set" } },
    },
    "never unless somebody is named": {
      ...{ given: "ann@example.com", settings: sender, is: { error: "mail to ann@example.com is not allowed: MAIL_ALLOWED is empty" } },
    },
    "never to a subdomain": {
      given: "ann@sub.example.com",
      ...{
        settings: domain,
        is: { error: "mail to ann@sub.example.com is not allowed: MAIL_ALLOWED names neither it nor its domain" },
      },
    },
    "never to the item's address unless it is named, and then does not tell it": {
      kept: "ann@elsewhere.example",
      ...{
        settings: domain,
        is: { error: "mail to the address in the request's item is not allowed: MAIL_ALLOWED names neither it nor its domain" },
      },
    },
    "never from nobody": {
      ...{ given: "a@example.com", settings: { MAIL_ALLOWED: "example.com" }, is: { error: "no mail can be sent: FROM_ADDR is not set" } },
    },
    "never to a list in the item": { kept: "eve@evil.test,ann@example.com", settings: domain, is: strange },
    "never to a list with a semicolon": { kept: "eve@evil.test;ann@example.com", settings: domain, is: strange },
    "never to an address in brackets": { kept: "<eve@evil.test> ann@example.com", settings: domain, is: strange },
    "never to a quoted name": { kept: '"eve@evil.test" <x@evil.test>@example.com', settings: domain, is: strange },
    "never to a group": { kept: "g:eve@evil.test;@example.com", settings: domain, is: strange },
  };
  it.each(Object.entries(rows))("%s", (_, { given, kept, settings, is }) => {
    expect(recipientOf({ given, kept }, readSettings({ DB_TABLE_NAME: "requests", ...settings }))).toEqual(is);
  });
});
