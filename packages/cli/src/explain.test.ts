import { DeclarationError } from "@plumbline/audit-kit/look";
import { SettingsError } from "@plumbline/audit-kit/run";
import { toAwsError } from "@plumbline/aws-session/errors";
import { awsFault } from "@plumbline/aws-session/testing";
import { StoreError, type StoreErrorCode } from "@plumbline/run-store/error";
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { CommandError, usageError } from "./command-error.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { explain } from "./explain.ts";

const where = { account: "111111111111", region: "eu-west-1", service: "sqs", operation: "ListQueues" };
const aws = (name: string, message = "no") => toAwsError(awsFault(name, message), where);
const store = (code: StoreErrorCode) => new StoreError("/out is not writable", { code, path: "/out", hint: "name another" });
const internal = "run it again with --debug and report the stack";

interface Row {
  readonly error: unknown;
  readonly code: ExitCode;
  readonly line: string;
  readonly hint?: string | RegExp;
}
const rows: Record<string, Row> = {
  ...Object.fromEntries(
    Object.values(exitCodes).map((exitCode): [string, Row] => [
      `a command's own error with exit code ${exitCode}`,
      { error: new CommandError("it is so", { exitCode, hint: "do this" }), code: exitCode, line: "it is so", hint: "do this" },
    ]),
  ),
  "a usage error without a hint": { error: usageError("it is so"), code: 2, line: "it is so" },
  "a message of several lines": { error: usageError("a\n  b\n\nc\n"), code: 2, line: "a; b; c" },
  "help that was asked for": { error: new CommanderError(0, "commander.help", "(outputHelp)"), code: 0, line: "" },
  "a word that commander refuses, and has told": {
    error: new CommanderError(1, "commander.unknownOption", "error: unknown"),
    code: 2,
    line: "",
  },
  "settings that do not fit": {
    error: new SettingsError("settings of s3/x: bad"),
    code: 2,
    line: "settings of s3/x: bad",
    hint: /configuration file/,
  },
  "declarations that can't work together": { error: new DeclarationError("a: b"), code: 70, line: "internal error: a: b", hint: internal },
  "a file that is missing": { error: store("missing"), code: 2, line: "/out is not writable", hint: "name another" },
  "a file that is broken": { error: store("broken"), code: 2, line: "/out is not writable", hint: "name another" },
  "a run that is finished": { error: store("finished"), code: 2, line: "/out is not writable", hint: "name another" },
  "a place that can't be written": { error: store("unwritable"), code: 2, line: "/out is not writable", hint: "name another" },
  "a disk that is full": { error: store("no-space"), code: 2, line: "/out is not writable", hint: "name another" },
  "a reader that went away": { error: store("closed"), code: 3, line: "" },
  "a pipe that broke": { error: Object.assign(new Error("write EPIPE"), { code: "EPIPE" }), code: 3, line: "" },
  "a connection to AWS that broke": {
    error: toAwsError(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }), where),
    code: 3,
    line: "sqs:ListQueues in 111111111111/eu-west-1: EPIPE: write EPIPE",
    hint: /check the network path/,
  },
  "no credentials": {
    error: aws("CredentialsProviderError", "Could not load credentials"),
    code: 2,
    line: "sqs:ListQueues in 111111111111/eu-west-1: NoCredentials: Could not load credentials",
    hint: /sign in first/,
  },
  "a denied call": {
    error: aws("AccessDenied"),
    code: 3,
    line: "sqs:ListQueues in 111111111111/eu-west-1: AccessDenied: no",
    hint: "grant sqs:ListQueues in account 111111111111",
  },
  "credentials that are over": {
    error: aws("ExpiredToken"),
    code: 3,
    line: "sqs:ListQueues in 111111111111/eu-west-1: ExpiredToken: no",
    hint: /sign in again/,
  },
  "a call that AWS refuses for another reason": {
    error: aws("InvalidAddress", "no\nsuch"),
    code: 3,
    line: "sqs:ListQueues in 111111111111/eu-west-1: InvalidAddress: no; such",
  },
  "what nobody foresaw": {
    error: new TypeError("x is not a function"),
    code: 70,
    line: "internal error: x is not a function",
    hint: internal,
  },
  "something that is no error": { error: "a text", code: 70, line: "internal error: a text", hint: internal },
};

describe("explain", () => {
  it.each(Object.entries(rows))("%s", (_, { error, code, line, hint }) => {
    const explained = explain(error);
    expect([explained.exitCode, explained.line]).toEqual([code, line]);
    if (hint instanceof RegExp) expect(explained.hint).toMatch(hint);
    else expect(explained.hint).toBe(hint);
  });
});
