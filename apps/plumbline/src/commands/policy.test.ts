import { expect, it } from "vitest";
import { z } from "zod";
import { plumbline } from "../harness.fixture.ts";

const Policy = z.object({ Statement: z.array(z.object({ Sid: z.string(), Action: z.array(z.string()), Resource: z.string() })) });
const journal = "arn:aws-cn:dynamodb:*:*:table/journal";
const state = "arn:aws-cn:dynamodb:cn-north-1:*:table/state";
const stores = ["--journal", "dynamodb://journal", "--state", "dynamodb://cn-north-1/state", "--partition", "aws-cn"];
const reading = ["dynamodb:GetItem", "dynamodb:Query"];
const claiming = { Sid: "PlumblineState", Action: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"], Resource: state };

const rows: Record<string, { words: string[]; statements: object[] }> = {
  "who looks reads the journal": {
    words: ["reader", ...stores],
    statements: [{ Sid: "PlumblineJournal", Action: reading, Resource: journal }, claiming],
  },
  "who changes writes it, and never deletes of it": {
    words: ["remediator", ...stores],
    statements: [
      { Sid: "PlumblineJournal", Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], Resource: journal },
      claiming,
    ],
  },
  "without tables nothing of DynamoDB is granted": { words: ["remediator"], statements: [] },
};
it.each(Object.entries(rows))("%s", async (_, { words, statements }) => {
  const { code, stdout, stderr } = await plumbline(["policy", ...words, "--checks", "sqs"]);
  expect([code, stderr]).toEqual([0, ""]);
  const { Statement } = Policy.parse(JSON.parse(stdout));
  expect(Statement.filter(({ Action }) => Action.some((action) => action.startsWith("dynamodb:")))).toEqual(statements);
});

it("grants Security Hub only when it is asked for, and no more than the import takes", async () => {
  const actions = async (...words: string[]) => {
    const { stdout } = await plumbline(["policy", "reader", "--checks", "sqs", ...words]);
    const { Statement } = Policy.parse(JSON.parse(stdout));
    return Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith("securityhub:"));
  };
  expect(await actions()).toEqual([]);
  expect(await actions("--security-hub")).toEqual([
    ...["securityhub:BatchImportFindings", "securityhub:BatchUpdateFindings", "securityhub:GetFindings"],
  ]);
});
