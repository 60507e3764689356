import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chooseChecks } from "./choose-checks.ts";
import { configurationSchema, exceptionsSchema } from "./file-schemas.ts";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => parse(text ?? "") as Record<string, unknown>);
const compile = (schema: object) => {
  const ajv = new Ajv2020({ allErrors: true });
  // The package is CommonJS, whose default export comes in a namespace of its own.
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (data: unknown) =>
    validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
let ofConfiguration: (data: unknown) => string[];
const ofExceptions = compile(exceptionsSchema());
beforeAll(async () => {
  ofConfiguration = compile(configurationSchema(await chooseChecks(undefined)));
});

const entry = { type: "sqs", reason: "r", owner: "o", expires: "2026-12-31" };
const bad: Record<string, { exception: object; says: RegExp }> = {
  "a typo in a key": { exception: { resuorce: "q" }, says: /additional properties/ },
  "no scope": { exception: { type: undefined }, says: /must have required property 'check'/ },
  "no end": { exception: { expires: undefined }, says: /must have required property 'expires'/ },
  "a day that is none": { exception: { expires: "2026-02-30" }, says: /expires must match/ },
  "an account that is a number": { exception: { account: 111111111111 }, says: /account must be string/ },
  "an empty list": { exception: { tag: [] }, says: /tag must NOT have fewer than 1 items/ },
};

describe("the schemas for editors", () => {
  it("take the examples of the README", () => {
    const ofFile = examples.filter((example) => Object.keys(example).join() === "exceptions");
    expect([examples.length, ofFile.length]).toEqual([3, 1]);
    expect(examples.flatMap((example) => ofConfiguration(example))).toEqual([]);
    expect(ofFile.flatMap((example) => ofExceptions(example))).toEqual([]);
  });

  it("take lists, and the line that names the schema", () => {
    const file = { $schema: "x", exceptions: [{ ...entry, type: ["sqs", "ec2"], tag: "a=b" }] };
    expect([ofExceptions(file), ofConfiguration(file)]).toEqual([[], []]);
  });

  it.each(Object.entries(bad))("refuse an exception with %s", (_, { exception, says }) => {
    const file = { exceptions: [JSON.parse(JSON.stringify({ ...entry, ...exception }))] };
    expect(ofExceptions(file).join()).toMatch(says);
    expect(ofConfiguration(file).join()).toMatch(says);
  });

  it("refuse a setting that no check has, and a check that is not known", () => {
    expect(ofConfiguration({ settings: { "sqs/not-public": { nothing: 1 } } }).join()).toMatch(/additional properties/);
    expect(ofConfiguration({ settings: { "sqs/not-pubic": {} } }).join()).toMatch(/additional properties/);
    expect(ofConfiguration({ settings: { "iam_user/access-key-unused": { unusedDays: 90 } } })).toEqual([]);
  });

  it("describe every field", () => {
    const { items } = (exceptionsSchema().properties?.["exceptions"] ?? {}) as {
      items: { properties: Record<string, { description?: string }> };
    };
    expect(Object.values(items.properties).every(({ description }) => description !== undefined)).toBe(true);
    const own = Object.values(configurationSchema([]).properties ?? {});
    expect(own.every((one) => typeof one === "object" && one.description !== undefined)).toBe(true);
  });
});
