import { testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { readManagerSettings, readProcessorSettings } from "./lambda-settings.ts";
import { runIamAuditor } from "./run-iam-auditor.ts";

async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { io, stdout, stderr } = testIo({ environment });
  return { code: await runIamAuditor(words, io), stdout: stdout(), stderr: stderr() };
}

const bad: Record<string, [words: readonly string[], says: RegExp]> = {
  "an account that is none": [["collect", "--account", "123"], /--account/],
  "two ways to say whose": [["collect", "--local", "--org"], /--local: can't go together with --org/],
  "one account and several": [["collect", "--account", "111111111111", "--accounts", "222222222222"], /can't go together with --accounts/],
  "its own and another": [["collect", "--local", "--account", "111111111111"], /can't go together with --account/],
  "a word of the seed's that nobody knows": [["collect", "-a", "everything"], /--audit/],
  "remote and its own": [["collect", "--local", "-a", "remote"], /remote can't go together with --local/],
  "an item that nobody knows": [
    ["collect", "--items", "users,cats"],
    /--items: "cats" is none of users, groups, roles, [a-z, -]*identity-center, access-entries\n/,
  ],
  "no item": [["collect", "--items", ","], /--items: must not be empty\n/],
  "no number": [["collect", "--accounts-at-once", "x"], /--accounts-at-once: must be a number/],
  "a number that is too small": [["collect", "--accounts-at-once", "0"], /--accounts-at-once: must be at least 1\n/],
  "a number that is too big": [["collect", "--accounts-at-once", "90"], /--accounts-at-once: must be at most 50\n/],
  "no whole number": [["collect", "--accounts-at-once", "1.5"], /--accounts-at-once: must be whole\n/],
  "no customer of Alert Logic": [
    ["collect-source", "alertlogic"],
    /--customer: is missing: Alert Logic's id of the account to read\n {2}see \S+ collect-source alertlogic --help\n$/,
  ],
  "a source's time that is too long": [
    ["collect-source", "alertlogic", "--customer", "1", "--timeout-seconds", "900"],
    /--timeout-seconds: must be at most 600\n/,
  ],
  "a format that nobody knows": [["collect", "--format", "xml"], /--format/],
  "an organizational unit without one": [["collect", "--exclude-account", "111111111111"], /--exclude-account leaves accounts/],
  "no destination": [["enqueue"], /name either a queue by --sqs or a topic by --sns/],
  "two destinations": [
    ["enqueue", "--sqs", "https://q.example/1/q", "--sns", "arn:aws:sns:eu-west-1:111111111111:t"],
    /name either a queue/,
  ],
  "a topic that is none": [["enqueue", "--sns", "topic"], /--sns: must be the ARN of a topic/],
  "a role that is none": [["roles", "add", "auditor"], /auditor is no ARN of a role/],
  "an external id that is too short": [["roles", "add", "arn:aws:iam::111111111111:role/x", "--external-id", "x"], /--external-id/],
  "a command that nobody knows": [["collectt"], /unknown command/],
};
describe("one line and exit code 2 for", () => {
  it.each(Object.entries(bad))("%s", async (_, [words, says]) => {
    const { code, stdout, stderr } = await run(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});

const lambdas: Record<string, [read: () => unknown, says: RegExp]> = {
  "a manager without a destination": [() => readManagerSettings({}), /--sqs/],
  "a function without a server": [
    () => readProcessorSettings({ AWS_LAMBDA_FUNCTION_NAME: "f" }),
    /DATABASE_URL names no PostgreSQL server/,
  ],
  "a dead-letter queue that is none": [() => readProcessorSettings({ PLUMBLINE_DEAD_LETTER_QUEUE: "q" }), /PLUMBLINE_DEAD_LETTER_QUEUE/],
};
it.each(Object.entries(lambdas))("refuses %s", (_, [read, says]) => {
  expect(read).toThrow(says);
});

it("reads the functions' settings from variables, the short option's too", () => {
  const set = {
    PLUMBLINE_SQS: "https://q.example/1/q",
    PLUMBLINE_AUDIT: "remote",
    PLUMBLINE_ITEMS: "users, process_tags",
    PLUMBLINE_ORG: "",
  };
  expect(readManagerSettings(set)).toMatchObject({ audit: "remote", items: ["process_users", "process_tags"], org: false });
  expect(readProcessorSettings({ PLUMBLINE_LOCAL: "true" })).toMatchObject({ config: { audit: "local" }, deadLetterQueue: undefined });
});
