import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Config, readConfig } from "./config.ts";
import { newFolder } from "./io.fixture.ts";

const read = async (text: string, name = "plumbline.yaml", named?: string) => {
  const folder = newFolder();
  writeFileSync(join(folder, name), text);
  return readConfig({ config: named }, { folder, environment: {} });
};
const empty = Config.parse({});
const exception = { resource: ["q*"], reason: "planned", owner: "anna", expires: "2026-12-31" };

const good: Record<string, { text: string; config: object }> = {
  "an empty file": { text: "", config: {} },
  "nothing but comments": { text: "# nothing\n", config: {} },
  "kinds of accounts": {
    text: "accounts:\n  '111111111111': { name: sandbox, kind: dev }\n  '222222222222': {}\n",
    config: { accounts: { "111111111111": { name: "sandbox", kind: "dev" }, "222222222222": { kind: "prod" } } },
  },
  "account ids that are not quoted, also such with zeros": {
    text: "accounts:\n  012345678901: { kind: dev }\nknownAccounts: [{ id: 000000000000, owner: anna, reason: scanner }]\n",
    config: { accounts: { "012345678901": { kind: "dev" } }, knownAccounts: [{ id: "000000000000", owner: "anna", reason: "scanner" }] },
  },
  "settings, with numbers as numbers": {
    text: "settings: { sqs/x: { days: 90, at: 1700000000000 } }\n",
    config: { settings: { "sqs/x": { days: 90, at: 1_700_000_000_000 } } },
  },
  exceptions: {
    text: "exceptions:\n  - { resource: 'q*', reason: planned, owner: anna, expires: 2026-12-31 }\n",
    config: { exceptions: [exception] },
  },
  JSON: { text: JSON.stringify({ exceptions: [exception] }), config: { exceptions: [exception] } },
};
const bad: Record<string, { text: string; says: RegExp }> = {
  "no YAML": { text: "a: [", says: /is not valid YAML: / },
  "a key that is there twice": { text: "settings: {}\nsettings: {}\n", says: /is not valid YAML: Map keys must be unique/ },
  "a list": { text: "- a\n", says: /is invalid: .*expected object/ },
  "a text": { text: "yes\n", says: /is invalid: .*expected object/ },
  "an unknown key": { text: "exeptions: []\n", says: /is invalid: .*exeptions/ },
  "an unknown key of an exception": {
    text: "exceptions: [{ checks: a, reason: b, owner: c, expires: 2026-12-31 }]\n",
    says: /is invalid: .*checks/s,
  },
  "an exception of everything": {
    text: "exceptions: [{ reason: b, owner: c, expires: 2026-12-31 }]\n",
    says: /is invalid: .*names none of check, account, region, type, resource, tag/s,
  },
  "an exception without owner": { text: "exceptions: [{ reason: b, expires: 2026-12-31 }]\n", says: /is invalid: .*owner/s },
  "an exception without reason": { text: "exceptions: [{ reason: '', owner: c, expires: 2026-12-31 }]\n", says: /is invalid: .*reason/s },
  "an exception without end": { text: "exceptions: [{ reason: b, owner: c }]\n", says: /is invalid: .*expires/s },
  "a day that is none": {
    text: "exceptions: [{ reason: b, owner: c, expires: 2026-02-30 }]\n",
    says: /is invalid: .*exceptions\[0\]\.expires/s,
  },
  "a day in another form": {
    text: "exceptions: [{ reason: b, owner: c, expires: 31.12.2026 }]\n",
    says: /is invalid: .*exceptions\[0\]\.expires/s,
  },
  "a resource pattern that is empty": {
    text: "exceptions: [{ resource: '', reason: b, owner: c, expires: 2026-12-31 }]\n",
    says: /is invalid: .*resource/s,
  },
  "an account id that is too short": { text: "accounts: { '1': {} }\n", says: /is invalid: .*accounts\[?\.?"?1/s },
  "announcing by no duration": { text: "notifyFirst: 7\n", says: /is invalid: .*notifyFirst/s },
  "an unknown kind": { text: "accounts: { '111111111111': { kind: test } }\n", says: /is invalid: .*kind/s },
};

describe("the configuration", () => {
  it("is empty when there is no file", async () => {
    expect(await readConfig({}, { folder: newFolder(), environment: {} })).toEqual(empty);
  });

  it.each(Object.entries(good))("reads %s", async (_, { text, config }) => {
    expect(await read(text)).toEqual({ ...empty, ...config });
    expect(await read(text, "other.json", "other.json")).toEqual({ ...empty, ...config });
  });

  it.each(Object.entries(bad))("refuses %s, by a file's name or without", async (_, { text, says }) => {
    for (const named of [undefined, "plumbline.yaml"]) {
      const error = await read(text, "plumbline.yaml", named).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: "CommandError", exitCode: 2, hint: "nothing was done; mend the file" });
      expect(error).toHaveProperty("message", expect.stringMatching(says));
      expect(error).toHaveProperty("message", expect.stringContaining("plumbline.yaml"));
    }
  });

  it("is refused when a named file is not there, or the file can't be read", async () => {
    await expect(readConfig({ config: "none.yaml" }, { folder: newFolder(), environment: {} })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/can't read the configuration .*none\.yaml: ENOENT/),
    });
    await expect(readConfig({}, { folder: "/dev/null", environment: {} })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("ENOTDIR"),
    });
    await expect(readConfig({ config: ".." }, { folder: newFolder(), environment: {} })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("EISDIR"),
    });
  });

  const entry = (name: string) => `exceptions:\n  - { resource: ${name}, reason: planned, owner: anna, expires: 2026-12-31 }\n`;
  const scopes = ({ exceptions }: Config) => exceptions.map(({ resource }) => resource?.join());
  const files: Record<
    string,
    { files: Record<string, string>; options?: { exceptions: string }; environment?: Record<string, string>; scopes: string[] }
  > = {
    "of the option": { files: { "e.yaml": entry("a") }, options: { exceptions: "e.yaml" }, scopes: ["a"] },
    "of the configuration, from its folder": {
      files: { "plumbline.yaml": "exceptionsFile: e/e.yaml\n", "e/e.yaml": entry("a") },
      scopes: ["a"],
    },
    "of both, beside those of the configuration": {
      files: { "plumbline.yaml": `exceptionsFile: e.yaml\n${entry("a")}`, "e.yaml": entry("b"), "f.yaml": entry("c") },
      options: { exceptions: "f.yaml" },
      scopes: ["a", "c", "b"],
    },
    "named twice, read once": {
      files: { "plumbline.yaml": "exceptionsFile: e.yaml\n", "e.yaml": entry("b") },
      options: { exceptions: "e.yaml" },
      scopes: ["b"],
    },
    "in JSON, with its schema": {
      files: {
        "e.json": JSON.stringify({ $schema: "x", exceptions: [{ ...exception, resource: "j", created: "2026-01-01", ticket: "OPS-1" }] }),
      },
      options: { exceptions: "e.json" },
      scopes: ["j"],
    },
    "that says that there are none": { files: { "e.yaml": "exceptions: []\n" }, options: { exceptions: "e.yaml" }, scopes: [] },
    "and an old variable": {
      files: { "e.yaml": entry("a") },
      options: { exceptions: "e.yaml" },
      environment: { S3_BUCKET_IGNORE_LIST: "b" },
      scopes: ["a", "b"],
    },
  };
  const inFolder = (texts: Record<string, string>) => {
    const folder = newFolder();
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  };
  it.each(Object.entries(files))(
    "takes exceptions from a file %s",
    async (_, { files, options = {}, environment = {}, scopes: wanted }) => {
      expect(scopes(await readConfig(options, { folder: inFolder(files), environment }))).toEqual(wanted);
    },
  );

  const badFiles: Record<string, { text: string | undefined; says: RegExp }> = {
    "that is not there": { text: undefined, says: /^can't read the exceptions file .*e\.yaml: ENOENT/ },
    "that is empty": { text: "", says: /^the exceptions file .* is empty$/ },
    "of nothing but comments": { text: "# gone\n", says: /^the exceptions file .* is empty$/ },
    "that lost its entries": { text: "exceptions:\n", says: /^the exceptions file .* is invalid: .*exceptions/s },
    "that is a list": { text: "- { resource: a }\n", says: /is invalid: .*expected object/ },
    "that is no YAML": { text: "exceptions: [", says: /is not valid YAML/ },
    "with a typo in a key": { text: entry("a").replace("resource", "resuorce"), says: /is invalid: .*resuorce.*exceptions\[0\]/s },
    "created after it expires": {
      text: entry("a").replace("reason", "created: 2027-01-01, reason"),
      says: /exceptions\[0\]\.created: .*is after expires/,
    },
  };
  it.each(Object.entries(badFiles))(
    "is refused with an exceptions file %s, by the option or by the configuration",
    async (_, { text, says }) => {
      for (const [config, options] of [
        ["{}", { exceptions: "e.yaml" }],
        ["exceptionsFile: e.yaml", {}],
      ] as const) {
        const folder = inFolder({ "plumbline.yaml": config, ...(text === undefined ? {} : { "e.yaml": text }) });
        await expect(readConfig(options, { folder, environment: {} })).rejects.toMatchObject({
          exitCode: 2,
          message: expect.stringMatching(says),
        });
      }
    },
  );
});

describe("what is announced first", () => {
  const refused: Record<string, [text: string, says: string]> = {
    "without a channel": ["notifyFirst: 7d\n", "notifyFirst announces changes, and no channel is configured"],
    "of a misspelt check": ["notifyFirst: { sqs/not-pubic: 7d }\n", "notifyFirst is of an unknown check sqs/not-pubic"],
  };
  it.each(Object.entries(refused))("is refused %s", async (_, [text, says]) => {
    await expect(read(text)).rejects.toMatchObject({ exitCode: 2, message: says });
  });
  it("is taken with a channel", async () => {
    const channel = "notify: { channels: [{ name: chat, kind: slack, url: { env: CHAT } }] }\n";
    expect(await read(`${channel}notifyFirst: { sqs/*: 7d }\n`)).toMatchObject({ notifyFirst: { "sqs/*": "7d" } });
  });
});
