import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { beforeAll, describe, expect, test } from "vitest";
import { account, ask, newInventory } from "./questions.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await newInventory();
}, 60_000);
const run = (...words: string[]) => ask(folder, words);

describe("what an answer could not tell", () => {
  test("admins are not all where a listing was denied, and the gap is told in each format", async () => {
    const text = await run("admins");
    expect(text.code).toBe(3);
    expect(text.stdout).toContain(
      `Not looked at: iam_policy of ${account} (denied, no iam:ListPolicies, last complete 2026-02-10T06:00:00.000Z)`,
    );
    const json = await run("admins", "--json");
    expect({ code: json.code, ...JSON.parse(json.stdout).looked }).toMatchObject({
      code: 3,
      complete: false,
      gaps: [{ kind: "iam_policy" }],
    });
    const csv = await run("admins", "--format", "csv");
    expect({ code: csv.code, stderr: csv.stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining("iam_policy") });
  });
  test.each([
    ["admins", "power", `${account},user,bob,,undetermined,arn:aws:iam::${account}:policy/lost: its text is not in the inventory`],
    ["escalations", "way", `${account},user,bob,,,undetermined,,,,arn:aws:iam::${account}:policy/lost: its text is not in the inventory`],
  ])("%s tells in each format of whom not all could be read", async (question, row, line) => {
    const words = [question, "--at", "2026-01-12"];
    const why = `arn:aws:iam::${account}:policy/lost: its text is not in the inventory`;
    const text = await run(...words);
    expect(text).toMatchObject({ code: 3, stdout: expect.stringContaining(`No ${row} in what could be read.`) });
    expect(text.stdout).toContain(`Undetermined: user bob of ${account} may hold or give more (${why})`);
    const json = await run(...words, "--json");
    expect({ code: json.code, ...JSON.parse(json.stdout) }).toMatchObject({
      code: 3,
      undetermined: [{ principal: { name: "bob" }, because: [{ what: why, effect: "may add or take away" }] }],
    });
    const csv = await run(...words, "--format", "csv");
    expect(csv).toMatchObject({ code: 3, stderr: expect.stringContaining("Undetermined: user bob") });
    expect(csv.stdout.split("\r\n")).toContain(line);
  });
  test.each([
    [["as-of", "2026-01-13"], 3],
    [["unused", "--at", "2026-01-13"], 3],
    [["admins", "--at", "2026-01-13"], 3],
    [["escalations", "--at", "2026-01-13"], 3],
    [["trust", "--at", "2026-01-13"], 3],
    [["as-of", "2026-01-13", "--account", account], 0],
  ])("%s names an active member of the organization that nobody ever collected", async (words, is) => {
    const { code, stdout } = await run(...words);
    expect({ code, isNamed: /Not looked at: .*iam_role.* of 999988887777 \(never looked at\)/.test(stdout) }).toEqual({
      ...{ code: is, isNamed: is === 3 },
    });
  });
  describe("of an account of the table of roles that nobody ever collected", () => {
    let empty: string;
    beforeAll(async () => {
      empty = join(newFolder(), "iam");
      expect((await ask(empty, ["roles", "add", "arn:aws:iam::444455556666:role/audit"])).code).toBe(0);
    }, 60_000);
    test.each(["as-of now", "unused", "admins", "escalations", "trust", "diff 7d now"])(
      "%s names it where it is asked about all",
      async (question) => {
        const words = question.split(" ");
        expect(await ask(empty, words)).toMatchObject({
          ...{ code: 3, stdout: expect.stringMatching(/Not looked at: .*iam_role.* of 444455556666 \(never looked at\)/) },
        });
      },
    );
    test("admins does not where it is asked about another", async () => {
      expect((await ask(empty, ["admins", "--account", account])).stdout).not.toContain("444455556666");
    });
  });
  const boundary = `Not read: boundary arn:aws:iam::${account}:policy/bounds: its text is not in the inventory (may take away), about user bob`;
  test.each([
    ["admins", boundary],
    ["escalations", boundary],
    ["trust", `Not read: the trust policy of arn:aws:iam::${account}:role/deploy can't be read`],
    ["unused", "Not read: when 1 of these were last used: nothing tells"],
  ])("%s tells as text and beside CSV what could not be read of its rows", async (question, says) => {
    const words = [question, "--at", "2026-01-11"];
    expect(await run(...words)).toMatchObject({ code: 3, stdout: expect.stringContaining(says) });
    expect(await run(...words, "--format", "csv")).toMatchObject({ code: 3, stderr: expect.stringContaining(says) });
  });
});
