import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GlobalOptions } from "./global-options.ts";
import { newFolder } from "./io.fixture.ts";
import { findStores } from "./stores.ts";

const path = (name: string) => ({ kind: "path", path: name });
const table = (name: string, region?: string) => ({ kind: "table", table: name, region });
const rows: Record<string, { options?: object; config?: string; journal: object; state: object }> = {
  "nothing is said": { journal: path("HERE/plumbline-output/journal.jsonl"), state: path("HERE/plumbline-output/state") },
  "another output": { options: { output: "out" }, journal: path("HERE/out/journal.jsonl"), state: path("HERE/out/state") },
  "paths by option": {
    options: { journal: "j.jsonl", state: "/s" },
    ...{ journal: path("HERE/j.jsonl"), state: path("/s") },
  },
  tables: {
    options: { journal: "dynamodb://My.Journal_1", state: "dynamodb://us-gov-west-1/state" },
    ...{ journal: table("My.Journal_1"), state: table("state", "us-gov-west-1") },
  },
  "the configuration, from its own folder": {
    options: { config: "etc/plumbline.yaml" },
    config: "journal: j.jsonl\nstate: dynamodb://eu-west-1/state\n",
    ...{ journal: path("HERE/etc/j.jsonl"), state: table("state", "eu-west-1") },
  },
  "an option goes before the configuration": {
    options: { config: "etc/plumbline.yaml", journal: "dynamodb://journal" },
    config: "journal: j.jsonl\n",
    ...{ journal: table("journal"), state: path("HERE/plumbline-output/state") },
  },
  "the rest of the configuration is of no matter": {
    options: { config: "etc/plumbline.yaml" },
    config: "journal: j.jsonl\nexceptions: 1\nno: such\n",
    ...{ journal: path("HERE/etc/j.jsonl"), state: path("HERE/plumbline-output/state") },
  },
};
const bad: Record<string, { options?: object; config?: string; says: RegExp }> = {
  "another scheme": { options: { journal: "s3://bucket/journal" }, says: /^--journal: s3:\/\/bucket\/journal is no place to keep it$/ },
  "no table": { options: { state: "dynamodb://" }, says: /^--state: dynamodb:\/\/ is no place/ },
  "a table that can't be": { options: { journal: "dynamodb://a b c" }, says: /^--journal: / },
  "a region that can't be": { options: { journal: "dynamodb://nowhere/table" }, says: /^--journal: / },
  "another scheme in the configuration": {
    options: { config: "etc/plumbline.yaml" },
    config: "state: redis://x\n",
    says: /^state in .*plumbline\.yaml: redis:/,
  },
  "an empty place in the configuration": { options: { config: "etc/plumbline.yaml" }, config: "journal: ''\n", says: /is invalid: / },
};
const find = ({ options = {}, config }: { options?: object; config?: string }) => {
  const folder = newFolder();
  mkdirSync(join(folder, "etc"));
  if (config !== undefined) writeFileSync(join(folder, "etc/plumbline.yaml"), config);
  return { folder, found: findStores(GlobalOptions.parse(options), { folder }) };
};

describe("the journal and the state are kept where", () => {
  it.each(Object.entries(rows))("%s", async (_, { journal, state, ...given }) => {
    const { folder, found } = find(given);
    expect(JSON.parse(JSON.stringify(await found).replaceAll(folder, "HERE"))).toEqual(JSON.parse(JSON.stringify({ journal, state })));
  });

  it.each(Object.entries(bad))("not %s", async (_, { says, ...given }) => {
    await expect(find(given).found).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
  });
});
