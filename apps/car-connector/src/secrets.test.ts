import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { carOptions } from "./command.ts";
import { translateWords } from "./old-words.ts";
import { takeSecrets, withAwsKeys } from "./secrets.ts";

const folder = newFolder();
writeFileSync(join(folder, "one"), "s3cret\n");
writeFileSync(join(folder, "two"), "s3cret\nand more\n");
writeFileSync(join(folder, "none"), " \n");
mkdirSync(join(folder, "folder"));
const known = new Set(carOptions().options.map(({ long }) => long ?? ""));
const take = (words: readonly string[], environment: Record<string, string> = {}) =>
  takeSecrets(translateWords(words), testIo({ environment, folder }).io, known);

interface Row {
  readonly words?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly taken: object;
}
const rows: Record<string, Row> = {
  "an old flag": {
    words: ["-clientSecret", "s3cret", "-source", "aws"],
    taken: { words: ["--source", "aws"], secrets: { clientSecret: "s3cret" }, exposed: ["--client-secret"] },
  },
  "an old flag with =": {
    words: ["-car-service-password=s3=cret=="],
    taken: { words: [], secrets: { carPassword: "s3=cret==" }, exposed: ["--car-service-password"] },
  },
  "a value that looks like a flag": {
    words: ["-car-service-password", "-s3cret"],
    taken: { words: [], secrets: { carPassword: "-s3cret" }, exposed: ["--car-service-password"] },
  },
  "our own flag": {
    words: ["--car-service-token", "s3cret"],
    taken: { words: [], secrets: { carToken: "s3cret" }, exposed: ["--car-service-token"] },
  },
  "a file": { words: ["--client-secret-file", "one"], taken: { words: [], secrets: { clientSecret: "s3cret" }, exposed: [] } },
  "a file with =": {
    words: [`--car-service-token-file=${join(folder, "one")}`],
    taken: { words: [], secrets: { carToken: "s3cret" }, exposed: [] },
  },
  variables: {
    environment: {
      ...{ CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY: "a", CAR_SERVICE_PASSWORD: " b\n", CAR_SERVICE_AUTHTOKEN: "c" },
    },
    taken: { words: [], secrets: { clientSecret: "a", carPassword: "b", carToken: "c" }, exposed: [] },
  },
  "an empty variable": { environment: { CAR_SERVICE_PASSWORD: " " }, taken: { words: [], secrets: {}, exposed: [] } },
  "a file before a variable": {
    words: ["--car-service-password-file", "one"],
    environment: { CAR_SERVICE_PASSWORD: "other" },
    taken: { words: [], secrets: { carPassword: "s3cret" }, exposed: [] },
  },
  "a misspelt flag with =": { words: ["-clientSecrt=s3cret"], taken: { words: ["-clientSecrt"], secrets: {}, exposed: [] } },
  "a flag of ours with =": { words: ["--source=aws"], taken: { words: ["--source=aws"], secrets: {}, exposed: [] } },
};

const refused: Record<string, readonly [words: readonly string[], says: RegExp]> = {
  "no value": [["-clientSecret"], /^--client-secret wants a value$/],
  "an empty value": [["-clientSecret="], /^--client-secret wants a value$/],
  "a flag in place of the value": [["-clientSecret", "-source", "aws"], /^--client-secret wants a value$/],
  "a flag with = in place of the value": [["-clientSecret", "-source=aws"], /^--client-secret wants a value$/],
  "the flag of another secret in place of the value": [
    ["-clientSecret", "-car-service-password", "s3cret"],
    /^--client-secret wants a value$/,
  ],
  "a value without a space": [["-clientSecrets3cret"], /^--client-secret is misspelt, or its value does not stand apart from it$/],
  "a value after a colon": [
    ["--car-service-password:s3cret"],
    /^--car-service-password is misspelt, or its value does not stand apart from it$/,
  ],
  "a flag with the dashes of ours and the letters of theirs": [["--clientSecret", "s3cret"], /^--client-secret is misspelt/],
  "help in place of the value": [["-clientSecret", "--help"], /^--client-secret wants a value$/],
  "a file that is not there": [["--client-secret-file", "s3cret"], /^--client-secret-file: there is no such file$/],
  "a file below a file": [["--client-secret-file", "one/s3cret"], /^--client-secret-file: there is no such file$/],
  "a secret too long for a name of a file": [
    ["--client-secret-file", "s3cret".repeat(100)],
    /^--client-secret-file: there is no such file$/,
  ],
  "a folder": [["--client-secret-file", "folder"], /^--client-secret-file: can't read .*folder: EISDIR/],
  "a file with two lines": [["--client-secret-file", "two"], /^--client-secret-file: .*two does not hold one line$/],
  "an empty file": [["--client-secret-file", "none"], /^--client-secret-file: .*none does not hold one line$/],
};

describe("secrets", () => {
  it.each(Object.entries(rows))("%s", async (_, { words = [], environment = {}, taken }) => {
    expect(await take(words, environment)).toEqual(taken);
  });

  it.each(Object.entries(refused))("refused: %s", async (_, [words, says]) => {
    const error: unknown = await take(words).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
    expect(told(error)).not.toContain("s3cret");
  });

  it("of AWS stand for all that the environment says, and go in pairs", () => {
    const before = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_SESSION_TOKEN: "c", AWS_PROFILE: "p", HOME: "/" };
    expect(withAwsKeys(before, undefined, {})).toBe(before);
    expect(withAwsKeys(before, "AKIA", { clientSecret: "s3cret" })).toEqual({
      ...{ AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s3cret", HOME: "/" },
    });
    expect(() => withAwsKeys(before, "AKIA", {})).toThrow(/an access key id without its secret key/);
    expect(() => withAwsKeys(before, undefined, { clientSecret: "s3cret" })).toThrow(/^there is a secret key without an access key id$/);
  });
});

/** All that could be printed of an error: its texts, and those of what caused it. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), told(error.cause)].join("\n");
}
