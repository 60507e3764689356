import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { addGlobalOptions, GlobalOptions, parseOptions, readVariables, toList, toVariables } from "./global-options.ts";
import { runWith } from "./io.fixture.ts";

const defaults = GlobalOptions.parse({});
/** The options that words and variables make, or the exit code and what is told. */
async function optionsOf(words: readonly string[], environment: Record<string, string> = {}, schema: z.ZodType = GlobalOptions) {
  const seen: { options?: unknown } = {};
  const make = () =>
    addGlobalOptions(new Command("plumbline-test")).action((_options, command: Command) => {
      seen.options = parseOptions(schema, command);
    });
  const { code, stderr } = await runWith(make, words, { environment });
  return { options: seen.options, code, stderr };
}

interface Row {
  readonly words?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly sets: Partial<GlobalOptions>;
}
const accounts = ["111111111111", "222222222222"];
const rows: Record<string, Row> = {
  nothing: { sets: {} },
  "a flag for each": {
    words: [
      "--profile",
      "p",
      "--role-arn",
      "a,b",
      "--external-id",
      "x",
      "--account-role",
      "r",
      "--accounts",
      accounts.join(),
      "--regions",
      "eu-west-1",
      "--endpoint-url",
      "http://127.0.0.1:1",
      "--config",
      "c",
      "--output",
      "o",
      "--format",
      "json",
      "--quiet",
      "--debug",
    ],
    sets: {
      profile: "p",
      roleArn: ["a", "b"],
      externalId: "x",
      accountRole: "r",
      accounts,
      regions: ["eu-west-1"],
      endpointUrl: "http://127.0.0.1:1",
      config: "c",
      output: "o",
      format: "json",
      quiet: true,
      debug: true,
    },
  },
  "a variable for each": {
    environment: {
      PLUMBLINE_PROFILE: "p",
      PLUMBLINE_ROLE_ARN: "a,b",
      PLUMBLINE_EXTERNAL_ID: "x",
      PLUMBLINE_ACCOUNT_ROLE: "r",
      PLUMBLINE_ORG: "true",
      PLUMBLINE_OU: "ou-1,ou-2",
      PLUMBLINE_EXCLUDE_ACCOUNT: accounts[1]!,
      PLUMBLINE_REGIONS: "eu-west-1",
      PLUMBLINE_ENDPOINT_URL: "http://127.0.0.1:1",
      PLUMBLINE_CONFIG: "c",
      PLUMBLINE_OUTPUT: "o",
    },
    sets: {
      profile: "p",
      roleArn: ["a", "b"],
      externalId: "x",
      accountRole: "r",
      org: true,
      ou: ["ou-1", "ou-2"],
      excludeAccount: [accounts[1]!],
      regions: ["eu-west-1"],
      endpointUrl: "http://127.0.0.1:1",
      config: "c",
      output: "o",
    },
  },
  "a flag before its variable": {
    words: ["--regions", "eu-west-1"],
    environment: { PLUMBLINE_REGIONS: "us-east-1" },
    sets: { regions: ["eu-west-1"] },
  },
  "a flag that may come again, before its variable": {
    words: ["--ou", "a", "--ou", "b,c"],
    environment: { PLUMBLINE_OU: "d" },
    sets: { ou: ["a", "b", "c"] },
  },
  "lists with spaces and empty parts": { words: ["--accounts", ` ${accounts[0]} ,,${accounts[1]}, `], sets: { accounts } },
  "an empty variable says nothing": { environment: { PLUMBLINE_REGIONS: " ", PLUMBLINE_ORG: "" }, sets: {} },
  "a switch that is false": { environment: { PLUMBLINE_ORG: "False" }, sets: {} },
  "a switch that is 1": { environment: { PLUMBLINE_ORG: "1" }, sets: { org: true } },
  "flags without a variable": { environment: { PLUMBLINE_QUIET: "true", PLUMBLINE_FORMAT: "json" }, sets: {} },
  "units are of an organization without --org": {
    words: ["--ou", "ou-1", "--exclude-account", accounts[0]!],
    sets: { ou: ["ou-1"], excludeAccount: [accounts[0]!] },
  },
};

const refused: Record<string, { words?: readonly string[]; environment?: Record<string, string>; says: RegExp }> = {
  "accounts and org": { words: ["--accounts", accounts[0]!, "--org"], says: /--accounts and --org can't go together/ },
  "accounts and units": { words: ["--accounts", accounts[0]!, "--ou", "x"], says: /--accounts and --ou can't go together/ },
  "org, and accounts in a variable": {
    words: ["--org"],
    environment: { PLUMBLINE_ACCOUNTS: accounts[0]! },
    says: /can't go together\n.*a variable may have set it/,
  },
  "an excluded account of no organization": { words: ["--exclude-account", accounts[0]!], says: /--exclude-account .*\n.*--org/ },
  "a malformed account": { words: ["--accounts", "1"], says: /--accounts: an account id has 12 digits\n {2}see plumbline-test --help/ },
  "a malformed account in a variable": {
    environment: { PLUMBLINE_EXCLUDE_ACCOUNT: "1", PLUMBLINE_ORG: "1" },
    says: /--exclude-account: an account id has 12 digits/,
  },
  "an empty list": { words: ["--regions", ","], says: /--regions.*It is empty/ },
  "an empty list in a variable": { environment: { PLUMBLINE_REGIONS: "," }, says: /PLUMBLINE_REGIONS: It is empty/ },
  "a switch that is neither true nor false": {
    environment: { PLUMBLINE_ORG: "perhaps" },
    says: /PLUMBLINE_ORG is perhaps, which is neither true nor false/,
  },
  "an endpoint that is no URL": { words: ["--endpoint-url", "ftp://x"], says: /--endpoint-url: must be an http or https URL/ },
  "an unknown option": { words: ["--acounts", "x"], says: /unknown option '--acounts'\n\(Did you mean --accounts\?\)/ },
};

describe("global options", () => {
  it.each(Object.entries(rows))("%s", async (_, { words = [], environment = {}, sets }) => {
    const { options, code, stderr } = await optionsOf(words, environment);
    expect([code, stderr]).toEqual([0, ""]);
    expect(options).toEqual({ ...defaults, ...sets });
  });

  it.each(Object.entries(refused))("refuses %s", async (_, { words = [], environment = {}, says }) => {
    const { options, code, stderr } = await optionsOf(words, environment);
    expect(stderr).toMatch(says);
    expect([code, options]).toEqual([2, undefined]);
  });

  it("come from the surroundings alone, not from the process", async () => {
    process.env["PLUMBLINE_REGIONS"] = "us-east-1";
    try {
      expect((await optionsOf([])).options).toEqual(defaults);
    } finally {
      delete process.env["PLUMBLINE_REGIONS"];
    }
  });

  it("names an option of the command's own schema as it is written", async () => {
    const { stderr } = await optionsOf([], {}, GlobalOptions.extend({ planFile: z.string({ error: "is needed" }) }));
    expect(stderr).toContain("--plan-file: is needed");
  });

  it("says in the help which variable sets what", async () => {
    const help = addGlobalOptions(new Command()).helpInformation().replaceAll(/\s+/g, " ");
    expect(help.match(/\(variable PLUMBLINE_[A-Z_]+\)/g)).toHaveLength(15);
    expect(help).toContain("accounts of the organization to leave out (variable PLUMBLINE_EXCLUDE_ACCOUNT)");
  });
});

const lists = { "": [], ",": [], a: ["a"], "a,b": ["a", "b"], " a , b,": ["a", "b"], "a b": ["a b"] };
it.each(Object.entries(lists))("toList(%j)", (text, parts) => {
  expect(toList(text)).toEqual(parts);
});

describe("toVariables", () => {
  const said = (words: readonly string[], environment: Record<string, string> = {}) => {
    const command = addGlobalOptions(new Command("x"));
    command.parseOptions([...words]);
    readVariables(command, environment);
    return toVariables(command);
  };
  const rows: Record<string, { words: string[]; environment?: Record<string, string>; variables: Record<string, string> }> = {
    nothing: { words: [], variables: {} },
    "a text": { words: ["--profile", "audit"], variables: { PLUMBLINE_PROFILE: "audit" } },
    "a list": { words: ["--accounts", "111111111111,222222222222"], variables: { PLUMBLINE_ACCOUNTS: "111111111111,222222222222" } },
    "a list that was given twice": { words: ["--ou", "a", "--ou", "b"], variables: { PLUMBLINE_OU: "a,b" } },
    "a switch": { words: ["--org"], variables: { PLUMBLINE_ORG: "true" } },
    "no option that has no variable": { words: ["--quiet", "--format", "json"], variables: {} },
    "no variable, which says so itself": { words: [], environment: { PLUMBLINE_PROFILE: "audit" }, variables: {} },
  };
  it.each(Object.entries(rows))("%s", (_, { words, environment = {}, variables }) => {
    expect(said(words, environment)).toEqual(variables);
    // A command that is told by the variables alone reads the same.
    const command = addGlobalOptions(new Command("x"));
    readVariables(command, { ...environment, ...said(words, environment) });
    expect(toVariables(command)).toEqual({});
    for (const [name, text] of Object.entries(variables)) {
      const option = command.options.find(({ description }) => description.endsWith(`(variable ${name})`));
      expect(String(command.getOptionValue(option?.attributeName() ?? ""))).toBe(text);
    }
  });
});
