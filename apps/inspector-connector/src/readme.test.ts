import { readFileSync } from "node:fs";
import { join } from "node:path";
import { testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { connectorCommand, kdiCommand } from "./command.ts";
import { translateWords } from "./old-words.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const { io } = testIo();
const kdi = kdiCommand(io, { exitCode: 0 });
const commands = [connectorCommand(io, { exitCode: 0 }), ...kdi.commands];
const flags = new Set(commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])));
const secrets = ["--kenna-api-key"];
const words = [
  ...["aws_access_key_id", "aws_secret_access_key", "aws_regions", "aws_session_token", "aws_role_arn", "kenna_api_key", "kenna_api_host"],
  ...["kenna_connector_id", "output_directory", "skip_autoclose", "ignore_scanner_last_seen_time"],
];

describe("the README", () => {
  it("names no flag of autoclose for saved findings that it does not explain", () => {
    expect(readme).toContain("--findings-complete");
  });

  it("names flags that there are", () => {
    const named = new Set([...readme.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag));
    // Each is a flag as it stands, or one that is translated into a flag.
    const unknown = [...named].filter((flag) => !flags.has(flag) && !secrets.includes(flag) && translateWords([flag])[0] === flag);
    expect([named.size > 20, unknown.filter((flag) => flag !== "--help")]).toEqual([true, []]);
  });

  it.each(words)("has a row for %s, and the command takes it", (word) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${word}\` +\\| \`--`, "m"));
    const [flag = ""] = translateWords([`${word}=x`])[0]?.split("=") ?? [];
    expect(flags.has(flag) || flags.has(`${flag}-file`)).toBe(true);
  });
});
