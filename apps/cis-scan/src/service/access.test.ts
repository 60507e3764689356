import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { parseAccess, settleAccess } from "./access.ts";
import { readSettings } from "./settings.ts";

const arn = "arn:aws-cn:iam::222222222222:role/path/reader";
const canary = "CANARY/secret+access/key0123456789abcdef";
const keys = { access_key: "AKIAABCDEFGHIJKLMNOP", access_secret: canary };
const read = (access_type: unknown, access_input: unknown) => parseAccess({ access_type, access_input }, "scan_input[0]");

describe("an entry", () => {
  it.each(["credentials", "Credentials", " CREDENTIALS "])("of keys is read: %s", (type) => {
    const access = read(type, keys);
    expect(access).toMatchObject({ kind: "keys", accessKeyId: keys.access_key });
    expect([inspect(access), JSON.stringify(access)].join()).not.toContain("CANARY");
    expect("secret" in access && access.secret.reveal()).toBe(canary);
  });
  it.each(["cross-account", "crossaccount", "CrossAccount"])("of a role is read: %s", (type) => {
    expect(read(type, { arn: ` ${arn} ` })).toEqual({ kind: "role", arn, externalId: undefined });
  });

  const wrong: Record<string, { type: unknown; input: unknown; says: string }> = {
    "without a type": { type: undefined, input: keys, says: "scan_input[0].access_type is missing or of the wrong type" },
    "of an unknown type": { type: canary, input: keys, says: "scan_input[0].access_type is neither credentials nor cross-account" },
    "without input": { type: "credentials", input: undefined, says: "scan_input[0].access_input is missing or of the wrong type" },
    "without a secret": {
      type: "credentials",
      input: { access_key: keys.access_key },
      says: "scan_input[0].access_input.access_secret is missing or of the wrong type",
    },
    "with key and secret in each other's place": {
      type: "credentials",
      input: { access_key: canary, access_secret: keys.access_key },
      says: "scan_input[0].access_input.access_key is no access key id",
    },
    "with a secret in an unknown field": {
      type: "credentials",
      input: { ...keys, [canary]: "x" },
      says: "scan_input[0].access_input has 1 unknown field(s); known are those of the README",
    },
    "with a user instead of a role": {
      type: "cross-account",
      input: { arn: `arn:aws:iam::222222222222:user/${canary}` },
      says: "scan_input[0].access_input.arn is no ARN of a role, such as arn:<partition>:iam::<account>:role/<name>",
    },
  };
  it.each(Object.entries(wrong))("%s is refused, and nothing of it is repeated", (_, { type, input, says }) => {
    expect(read(type, input)).toEqual({ error: says });
  });
});

describe("a role is taken on", () => {
  const settingsOf = (more: Record<string, string>) => readSettings({ DB_TABLE_NAME: "requests", ...more });
  const known = { EXTERNAL_IDS: '{"acme":"id-of-acme","other":"id-of-other"}' };
  const rows: Record<string, { settings?: Record<string, string>; given?: string; customer?: string; is?: string | null; error?: RegExp }> =
    {
      "by the id that EXTERNAL_IDS has for the customer": { settings: known, customer: "acme", is: "id-of-acme" },
      "by the same id, when the request repeats it": { settings: known, customer: "acme", given: "id-of-acme", is: "id-of-acme" },
      "never by the id of another customer": {
        settings: known,
        customer: "acme",
        given: "id-of-other",
        error: /not the one of this customer/,
      },
      "never for a customer that EXTERNAL_IDS lacks": {
        settings: known,
        customer: "new",
        error: /EXTERNAL_IDS has none for this customer/,
      },
      "never by an id of its own beside EXTERNAL_IDS": {
        settings: known,
        customer: "new",
        given: "new:1",
        error: /EXTERNAL_IDS has no external id/,
      },
      "never for what every object has": { settings: known, customer: "constructor", error: /EXTERNAL_IDS has none/ },
      "by an id of the request that begins with the customer": { customer: "acme", given: "acme:4711", is: "acme:4711" },
      "never by one that begins with another": { customer: "acme", given: "acme2:4711", error: /must begin with the customer's id/ },
      "never by one of a customer whose id could begin another's": { customer: "a:b", given: "a:b:1", error: /has a colon/ },
      "never by one of nobody": { given: "acme:4711", error: /give customerId too/ },
      "never without one": { error: /by an external id only, and the request names no customer/ },
      "never without one, customer or not": { customer: "acme", error: /and none was given/ },
      "without one where that is allowed": { settings: { ALLOW_NO_EXTERNAL_ID: "true" }, is: null },
      "with one all the same, where it could go without": {
        settings: { ...known, ALLOW_NO_EXTERNAL_ID: "true" },
        customer: "acme",
        is: "id-of-acme",
      },
    };
  it.each(Object.entries(rows))("%s", (_, { settings = {}, given, customer, is, error }) => {
    const settled = settleAccess({ kind: "role", arn, externalId: given }, customer, settingsOf(settings));
    if (error) expect(settled).toEqual({ error: expect.stringMatching(error) });
    else expect(settled).toEqual({ kind: "role", arn, externalId: is ?? undefined });
  });
});
