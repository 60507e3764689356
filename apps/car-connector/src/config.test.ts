import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import { describe, expect, it } from "vitest";
import { carOptions } from "./command.ts";
import { Config } from "./config.ts";
import { translateWords, withVariables } from "./old-words.ts";

/** The options as the command reads them, without its secrets. */
function parse(words: readonly string[], environment: Record<string, string> = {}): Config {
  const command = carOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parseOptions(withVariables(translateWords(words), environment));
  readVariables(command, environment);
  return parseOptions(Config, command);
}

const rows: Record<string, readonly [words: readonly string[], environment: Record<string, string>, told: Partial<Config>]> = {
  "nothing said": [
    [],
    {},
    { regions: ["all"], vulnerabilities: "security-hub", overlap: 30, full: false, allFindings: false, connectionTest: false },
  ],
  "the seed's flags": [
    ["-accountId", "111111111111", "-clientID", "AKIA", "-source", "aws", "-region", "us-east-1", "-d"],
    {},
    { accounts: ["111111111111"], clientId: "AKIA", source: "aws", regions: ["us-east-1"], debug: true },
  ],
  "an account twice": [["-accountId", "111111111111", "--accounts", "111111111111"], {}, { accounts: ["111111111111"] }],
  "several regions": [["-region", "us-east-1, eu-west-1"], {}, { regions: ["us-east-1", "eu-west-1"] }],
  "a variable of IBM's connector before one of ours": [[], { CONNECTION_NAME: "theirs", PLUMBLINE_SOURCE: "ours" }, { source: "theirs" }],
  "our variables": [
    [],
    { PLUMBLINE_SOURCE: "ours", PLUMBLINE_TYPES: "ec2,rds", PLUMBLINE_VULNERABILITIES: "none", PLUMBLINE_ALL_FINDINGS: "true" },
    { source: "ours", types: ["ec2", "rds"], vulnerabilities: "none", allFindings: true },
  ],
  "a flag before each variable": [
    ["--source", "flag", "--overlap", "0"],
    { CONNECTION_NAME: "theirs", PLUMBLINE_SOURCE: "ours", PLUMBLINE_OVERLAP: "60" },
    { source: "flag", overlap: 0 },
  ],
  "an organization": [["--org", "--exclude-account", "111111111111"], {}, { org: true, excludeAccount: ["111111111111"] }],
};

const refused: Record<string, readonly [words: readonly string[], says: RegExp, environment?: Record<string, string>]> = {
  "an account that is none": [["-accountId", "12"], /^--account-id: an account id has 12 digits/],
  "an overlap that is no number": [["--overlap", "much"], /^--overlap: must be whole minutes from 0 to 1440$/],
  "an empty overlap": [["--overlap", ""], /^--overlap: must be whole minutes from 0 to 1440$/],
  "an overlap of more than a day": [["--overlap", "1441"], /^--overlap: must be whole minutes from 0 to 1440$/],
  "an overlap that goes back": [["--overlap=-1"], /^--overlap: must be whole minutes from 0 to 1440$/],
  "another place of vulnerabilities": [["--vulnerabilities", "guardduty"], /^--vulnerabilities: .*security-hub.*inspector.*none/],
  "an empty source": [["-source="], /^--source: /],
  "another format": [["--format", "xml"], /^--format: .*text.*json/],
  "an account and an organization": [["-accountId", "111111111111", "--org"], /^--account-id: can't go together with --org/],
  "an account and others": [
    ["-accountId", "111111111111", "--accounts", "222222222222"],
    /^--account-id: can't go together with --accounts/,
  ],
  "a switch that is neither on nor off": [[], /^PLUMBLINE_ALL_FINDINGS is perhaps, /, { PLUMBLINE_ALL_FINDINGS: "perhaps" }],
};

describe("the options", () => {
  it.each(Object.entries(rows))("%s", (_, [words, environment, told]) => expect(parse(words, environment)).toMatchObject(told));
  it.each(Object.entries(refused))("refused: %s", (_, [words, says, environment]) =>
    expect(() => parse(words, environment)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(says) })),
  );
});
