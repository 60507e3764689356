import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { expect, test } from "vitest";
import { readRoutes } from "./read-routes.ts";

const folder = newFolder();
const read = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return readRoutes(name, { folder });
};
const account = "012345678901";

test("no file has no routes", async () => {
  expect(await readRoutes(undefined, { folder })).toEqual({ routes: [], people: [] });
});
const good: Record<string, [name: string, text: string, expected: object]> = {
  "CSV, where what is empty says nothing": [
    "a.csv",
    `reviewer,mail,alternate,account,business_unit,tag,kind\r\nRita,rita@example.com,,${account},,,\r\nTom,,Ann,,web,team=a,iam_role\r\n`,
    {
      routes: [
        { reviewer: "Rita", mail: "rita@example.com", account },
        { reviewer: "Tom", alternate: "Ann", businessUnit: "web", tag: "team=a", kind: "iam_role" },
      ],
      people: [],
    },
  ],
  "YAML with people": [
    "a.yaml",
    `routes:\n  - reviewer: rita\n    account: "${account}"\npeople:\n  - id: rita\n    mail: rita@example.com\n    principals: [svc-deploy]\n`,
    { routes: [{ reviewer: "rita", account }], people: [{ id: "rita", mail: "rita@example.com", principals: ["svc-deploy"] }] },
  ],
  "a list alone": ["a.json", JSON.stringify([{ reviewer: "rita" }]), { routes: [{ reviewer: "rita" }], people: [] }],
};
test.each(Object.entries(good))("%s", async (_, [name, text, expected]) => {
  expect(await read(name, text)).toEqual(expected);
});
const bad: Record<string, [name: string, text: string, message: RegExp]> = {
  "an account of 11 digits": ["b.csv", "reviewer,account\nrita,12345678901\n", /b\.csv: row 1: account: an account id has 12 digits/],
  "no reviewer": ["b.csv", `reviewer,account\nrita,\n,${account}\n`, /b\.csv: row 2: reviewer/],
  "an unknown column": ["b.csv", "reviewer,bu\nrita,web\n", /b\.csv: row 1: .*bu/],
  "an unknown key": ["b.yaml", "routes:\n  - reviewer: rita\n    acount: x\n", /b\.yaml: routes\.0: .*acount/],
  "a mail that is none": ["b.yaml", "routes:\n  - reviewer: rita\n    mail: here\n", /routes\.0\.mail/],
  "no YAML": ["b.yaml", "routes: [", /can't be read/],
};
test.each(Object.entries(bad))("refuses %s", async (_, [name, text, message]) => {
  await expect(read(name, text)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
});
