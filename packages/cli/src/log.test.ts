import { describe, expect, it } from "vitest";
import { testIo } from "./io.fixture.ts";
import { makeLog } from "./log.ts";

const terminal = { stdout: true, stderr: true };
const fields = { account: "111111111111", count: 2 };
const rows: Record<
  string,
  { level: "info" | "warn"; message?: string; given?: Parameters<typeof testIo>[0]; quiet?: boolean; says: string }
> = {
  "a line of JSON off a terminal": {
    level: "info",
    says: '{"time":"2026-03-01T12:00:00.000Z","level":"info","message":"it is so","account":"111111111111","count":2}\n',
  },
  "also when only the output is on one": {
    level: "warn",
    given: { isTerminal: { stdout: true, stderr: false } },
    says: '{"time":"2026-03-01T12:00:00.000Z","level":"warn","message":"it is so","account":"111111111111","count":2}\n',
  },
  "a readable line on a terminal": { level: "warn", given: { isTerminal: terminal }, says: "\u001b[33m! \u001b[39mit is so\n" },
  "and for what is no warning": { level: "info", given: { isTerminal: terminal }, says: "\u001b[2m· \u001b[22mit is so\n" },
  "without colours when they are not wanted": {
    level: "warn",
    given: { isTerminal: terminal, environment: { NO_COLOR: "1" } },
    says: "! it is so\n",
  },
  "no controls of AWS's texts on a terminal": {
    level: "warn",
    message: "a\u001b[2Jb\nc",
    given: { isTerminal: terminal, environment: { NO_COLOR: "1" } },
    says: "! a\\u001b[2Jb c\n",
  },
  "nothing but warnings when it is to be quiet": { level: "info", quiet: true, says: "" },
  "warnings also when it is to be quiet": {
    level: "warn",
    given: { isTerminal: terminal, environment: { NO_COLOR: "1" } },
    quiet: true,
    says: "! it is so\n",
  },
};

describe("the log is", () => {
  it.each(Object.entries(rows))("%s", (_, { level, message = "it is so", given = {}, quiet = false, says }) => {
    const { io, stderr, stdout } = testIo(given);
    makeLog(io, { quiet })(level, message, fields);
    expect([stderr(), stdout()]).toEqual([says, ""]);
  });
});
