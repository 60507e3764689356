import { describe, expect, it } from "vitest";
import { tlsOf } from "./send-mail.ts";
import { readSettings } from "./settings.ts";

const least = { DB_TABLE_NAME: "requests" };

describe("the environment", () => {
  it("of the seed is read as it stands", () => {
    const seed = {
      ...{ ...least, MAIL_USERNAME: "u", MAIL_PASSWORD: "p", MAIL_PORT: "587", MAIL_SERVER: "email-smtp.us-east-1.amazonaws.com" },
      ...{ MAIL_USE_SSL: "False", MAIL_USE_TLS: "True", TEMP_PATH: "/tmp/", USE_RATE_LIMITER: "False", FROM_ADDR: "a@example.com" },
    };
    expect(readSettings(seed)).toMatchObject({
      ...{
        DB_TABLE_NAME: "requests",
        MAIL_PORT: 587,
        MAIL_USE_SSL: false,
        MAIL_USE_TLS: true,
        TEMP_PATH: "/tmp/",
        USE_RATE_LIMITER: false,
      },
      ...{ MAIL_ALLOWED: [], CIS_EDITION: "1.3.0", ALLOW_NO_EXTERNAL_ID: false },
    });
  });

  it("without a word means: budget, /tmp, nobody gets mail, no role without its external id", () => {
    expect(readSettings({ ...least, USE_RATE_LIMITER: " ", TEMP_PATH: "" })).toMatchObject({
      ...{ USE_RATE_LIMITER: true, TEMP_PATH: "/tmp", MAIL_ALLOWED: [], ALLOW_NO_EXTERNAL_ID: false },
    });
  });

  const refused: Record<string, { given: Record<string, string>; says: RegExp }> = {
    "no table": { given: {}, says: /^DB_TABLE_NAME: must be set/ },
    "a port that is none": { given: { ...least, MAIL_PORT: "smtp" }, says: /^MAIL_PORT: must be a number/ },
    "a switch that is none": { given: { ...least, MAIL_USE_TLS: "maybe" }, says: /^MAIL_USE_TLS: must be true or false/ },
    "a user without a password": { given: { ...least, MAIL_USERNAME: "u" }, says: /^MAIL_PASSWORD: goes together/ },
    "mail in clear through a network": {
      given: { ...least, MAIL_SERVER: "mail.example.com", MAIL_USE_SSL: "false", MAIL_USE_TLS: "false" },
      says: /^MAIL_USE_TLS: is false and so is MAIL_USE_SSL/,
    },
    "a sender that is no address": {
      given: { ...least, FROM_ADDR: "a@example.com, b@example.com" },
      says: /^FROM_ADDR: must be an address/,
    },
    "external ids that are no JSON": { given: { ...least, EXTERNAL_IDS: "acme=CANARY" }, says: /^EXTERNAL_IDS: must be JSON/ },
    "an external id that AWS would not take": {
      given: { ...least, EXTERNAL_IDS: '{"acme":"CANARY id"}' },
      says: /^EXTERNAL_IDS: an external id/,
    },
  };
  it.each(Object.entries(refused))("with %s is refused by the variable's name", (_, { given, says }) => {
    expect(() => readSettings(given)).toThrow(says);
    expect(() => readSettings(given)).not.toThrow(/CANARY/);
  });

  const ways: Record<string, { ssl?: boolean; tls?: boolean; is: string }> = {
    "SSL alone": { ssl: true, tls: false, is: "implicit" },
    "both, as SSL": { ssl: true, tls: true, is: "implicit" },
    "TLS alone": { ssl: false, tls: true, is: "starttls" },
    "no word": { is: "starttls" },
    "SSL false and no word on TLS": { ssl: false, is: "starttls" },
    "neither, which is for this machine only": { ssl: false, tls: false, is: "none" },
  };
  it.each(Object.entries(ways))("says how mail is encrypted: %s", (_, { ssl, tls, is }) => {
    expect(tlsOf({ MAIL_USE_SSL: ssl, MAIL_USE_TLS: tls })).toBe(is);
  });
});
