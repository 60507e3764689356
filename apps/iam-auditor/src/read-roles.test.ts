import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "@plumbline/cli/io.fixture";
import { expect, it } from "vitest";
import { accountOf, readRoles } from "./read-roles.ts";

const arn = "arn:aws:iam::012345678901:role/auditor";
const row = { account: "012345678901", roleArn: arn, externalId: undefined };
const read = (name: string, text: string) => {
  const folder = newFolder();
  writeFileSync(join(folder, name), text);
  return readRoles(name, { folder });
};

const files: Record<string, [name: string, text: string, rows: object[]]> = {
  "CSV of the seed's table": ["r.csv", `aws_account_id,role_arn,working\n12345678901,${arn},true\n`, [row]],
  "CSV with a mark in front and an external id": ["r.CSV", `\uFEFFrole_arn, external_id\n${arn}, e-1\n`, [{ ...row, externalId: "e-1" }]],
  "YAML, whose account is a number": ["r.yaml", `- role_arn: ${arn}\n  aws_account_id: 12345678901\n`, [row]],
  JSON: ["r.json", JSON.stringify([{ role_arn: arn, external_id: null }]), [row]],
};
it.each(Object.entries(files))("reads %s", async (_, [name, text, rows]) => {
  expect(await read(name, text)).toEqual(rows);
});

const refused: Record<string, [name: string, text: string, says: RegExp]> = {
  "a role that is none": ["r.csv", `role_arn\n${arn}\nauditor\n`, /^r.csv: role 2: auditor is no ARN of a role$/],
  "a role of another account": ["r.csv", `aws_account_id,role_arn\n111111111111,${arn}\n`, /is not of account 111111111111/],
  "a file without the column": ["r.csv", "arn\nx\n", /role 1/],
  "what is no list": ["r.yaml", "role_arn: x\n", /is no list of roles/],
  "what is no YAML": ["r.yaml", "a: [", /can't be read/],
};
it.each(Object.entries(refused))("refuses %s", async (_, [name, text, says]) => {
  await expect(read(name, text)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
});

it("says that a file is not there", async () => {
  await expect(readRoles("none.csv", { folder: newFolder() })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("none.csv"),
  });
});

const arns: Record<string, string | undefined> = {
  [arn]: "012345678901",
  "arn:aws-cn:iam::111111111111:role/path/x": "111111111111",
  "arn:aws:iam::aws:role/x": undefined,
  "arn:aws:iam::111111111111:user/x": undefined,
  "arn:aws:sts::111111111111:role/x": undefined,
  "arn:aws:iam::111111111111:role/": undefined,
};
it.each(Object.entries(arns))("accountOf %s", (given, account) => {
  expect(accountOf(given)).toBe(account);
});
