import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { translateWords } from "./old-words.ts";
import { takeOwnSecrets, withKeys } from "./secrets.ts";

const folder = newFolder();
writeFileSync(join(folder, "key"), "s3cret\n");
const take = async (words: readonly string[], environment: Record<string, string> = {}) => {
  const taken = await takeOwnSecrets(translateWords(words), testIo({ environment, folder }).io, new Set(["--regions"]));
  return { ...taken, secrets: Object.fromEntries(taken.secrets) };
};

const rows: Record<string, readonly [words: readonly string[], environment: Record<string, string>, taken: object]> = {
  "the seed's words": [
    ["kenna_api_key=k=1", "aws_secret_access_key=s", "aws_session_token=t", "aws_regions=us-east-1"],
    {},
    {
      words: ["--regions=us-east-1"],
      secrets: { kennaApiKey: "k=1", secretAccessKey: "s", sessionToken: "t" },
      exposed: ["--kenna-api-key", "--aws-secret-access-key", "--aws-session-token"],
    },
  ],
  "a file": [["--kenna-api-key-file", "key"], {}, { words: [], secrets: { kennaApiKey: "s3cret" }, exposed: [] }],
  "variables of the toolkit": [
    [],
    { TOOLKIT_kenna_api_key: "k", TOOLKIT_AWS_SECRET_ACCESS_KEY: "s", TOOLKIT_aws_session_token: "t" },
    { words: [], secrets: { kennaApiKey: "k", secretAccessKey: "s", sessionToken: "t" }, exposed: [] },
  ],
  "the key's own variable, and AWS's, which the SDK reads": [
    [],
    { KENNA_API_KEY: "k", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" },
    { words: [], secrets: { kennaApiKey: "k" }, exposed: [] },
  ],
  "a misspelt flag": [["--kena-api-key=s3cret"], {}, { words: ["--kena-api-key"], secrets: {}, exposed: [] }],
};

describe("secrets", () => {
  it.each(Object.entries(rows))("%s", async (_, [words, environment, taken]) => expect(await take(words, environment)).toEqual(taken));

  it("a flag that goes on with its secret is refused without it", async () => {
    const error: unknown = await take(["--kenna-api-keys3cret"]).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ exitCode: 2, hint: "write --kenna-api-key-file FILE, or set KENNA_API_KEY" });
    expect(String(error)).not.toContain("s3cret");
  });

  it("of AWS stand for all that the environment says, and go together", () => {
    const { io } = testIo({ environment: { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_PROFILE: "p", HOME: "/" } });
    const environmentOf = (id: string | undefined, ...secrets: ["secretAccessKey" | "sessionToken", string][]) =>
      withKeys(io, { awsAccessKeyId: id }, new Map(secrets)).environment;
    expect(environmentOf(undefined)).toBe(io.environment);
    expect(environmentOf("AKIA", ["secretAccessKey", "s"], ["sessionToken", "t"])).toEqual({
      ...{ AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t", HOME: "/" },
    });
    expect(() => environmentOf("AKIA")).toThrow(/an access key id without its secret key/);
    expect(() => environmentOf(undefined, ["secretAccessKey", "s"])).toThrow(/a secret key without an access key id/);
    expect(() => environmentOf(undefined, ["sessionToken", "t"])).toThrow(/a session token without an access key id/);
  });
});
