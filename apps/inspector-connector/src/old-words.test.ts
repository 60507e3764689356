import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { readOldVariables, translateWords } from "./old-words.ts";
import { addExportOptions, addKennaOptions } from "./options.ts";

const role = "arn:aws:iam::123456789012:role/Inspectorv2ReadOnly";
const translated: Record<string, { readonly given: readonly string[]; readonly said: readonly string[] }> = {
  "the seed's line with keys": {
    given: [
      ...["task=aws_inspector2", "aws_regions=us-east-1,us-east-2", "aws_access_key_id=AKIAIOSFODNN7EXAMPLE"],
      "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ],
    said: [
      ...["--regions=us-east-1,us-east-2", "--aws-access-key-id=AKIAIOSFODNN7EXAMPLE"],
      "--aws-secret-access-key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ],
  },
  "the seed's line with a connector": {
    given: ["task=aws_inspector2", "aws_regions=us-east-1,us-east-2", "kenna_api_key=k", "kenna_connector_id=12345"],
    said: ["--regions=us-east-1,us-east-2", "--kenna-api-key=k", "--kenna-connector-id=12345"],
  },
  "the seed's role, in quotes that the shell leaves": {
    given: ["task=aws_inspector2", `aws_role_arn="${role}"`],
    said: [`--role-arn=${role}`],
  },
  "a role without quotes": { given: [`aws_role_arn=${role}`], said: [`--role-arn=${role}`] },
  "one word with spaces": {
    given: ["task=aws_inspector2 aws_regions=us-east-1 debug=true"],
    said: ["--regions=us-east-1", "--debug"],
  },
  "one word with colons": {
    given: [`task=aws_inspector2:aws_role_arn='${role}':skip_autoclose=false`],
    said: [`--role-arn=${role}`, "--skip-autoclose=false"],
  },
  "an empty value, as of a variable that is not set": { given: ["kenna_api_key=", 'aws_regions=""'], said: [] },
  "debug off": { given: ["debug=false"], said: [] },
  "names with our dashes": {
    given: ["--aws-regions", "us-east-1", `--aws-role-arn=${role}`],
    said: ["--regions", "us-east-1", `--role-arn=${role}`],
  },
  "our own flags": { given: ["--since", "7d", "--regions=eu-west-1"], said: ["--since", "7d", "--regions=eu-west-1"] },
  "a value that looks like an option": { given: ["--external-id", "team_id=a"], said: ["--external-id", "team_id=a"] },
  "help of the task": { given: ["task:help"], said: ["--help"] },
  "help after the task": { given: ["task=aws_inspector2:help"], said: ["--help"] },
  "help as the task": { given: ["task=help"], said: ["--help"] },
  readme: { given: ["task:readme"], said: ["--help"] },
};

const refused: Record<string, readonly [word: string, says: RegExp]> = {
  "another task": ["task=aws_inspector", /^task= names another task than aws_inspector2, which this is$/],
  "a name that is misspelt": ["kenna_api_kye=s3cret", /^there is no option kenna_api_kye$/],
  "a name that is misspelt and stands alone": ["kenna__api_key", /^there is no option kenna__api_key$/],
  "a name that nobody knows": ["batch_size=s3cret", /^there is no option batch_size$/],
  "a name that is misspelt within a word": ["aws_regions=us-east-1 kenna_api_kye=s3cret", /^there is no option kenna_api_kye$/],
  "a colon for the =": ["kenna_api_key:s3cret", /^kenna_api_key wants a value, as in kenna_api_key=VALUE$/],
  "a name that goes on with its value": ["kenna_api_keys3cret", /^kenna_api_key wants a value, as in kenna_api_key=VALUE$/],
  "a name alone": ["kenna_api_key", /^kenna_api_key wants a value/],
  "debug that is neither": ["debug=s3cret", /^debug= is neither true nor false$/],
};

function read(environment: Record<string, string>, words: readonly string[] = []): Record<string, unknown> {
  const command = addKennaOptions(addExportOptions(new Command()));
  command.parseOptions([...words]);
  readOldVariables(command, environment);
  return command.opts();
}
const variables: Record<string, readonly [environment: Record<string, string>, read: object, words?: readonly string[]]> = {
  "the names in capitals": [
    { AWS_REGIONS: "us-east-1, us-east-2", KENNA_API_HOST: "api.eu.kennasecurity.com", KENNA_CONNECTOR_ID: "7", OUTPUT_DIRECTORY: "out" },
    { regions: ["us-east-1", "us-east-2"], kennaApiHost: "api.eu.kennasecurity.com", kennaConnectorId: "7", outputDirectory: "out" },
  ],
  "the toolkit's, in its own case and in capitals": [
    { TOOLKIT_aws_regions: "us-east-1", TOOLKIT_SKIP_AUTOCLOSE: "false", TOOLKIT_debug: "true", TOOLKIT_aws_access_key_id: "AKIA" },
    { regions: ["us-east-1"], skipAutoclose: "false", debug: true, awsAccessKeyId: "AKIA" },
  ],
  "the toolkit's first": [{ TOOLKIT_aws_regions: "us-east-1", AWS_REGIONS: "us-east-2" }, { regions: ["us-east-1"] }],
  "a flag before each": [{ TOOLKIT_aws_regions: "us-east-1" }, { regions: ["eu-west-1"] }, ["--regions", "eu-west-1"]],
  "a role": [{ AWS_ROLE_ARN: role }, { roleArn: [role] }],
  "a role that a pod has already": [{ AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: "/token" }, {}],
  "empty ones": [{ AWS_REGIONS: " ", TOOLKIT_debug: "" }, {}],
  "the SDK's own keys, and secrets": [{ AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s", KENNA_API_KEY: "k" }, {}],
};

describe("the toolkit's words", () => {
  it.each(Object.entries(translated))("%s", (_, { given, said }) => {
    expect(translateWords(given)).toEqual(said);
    expect(translateWords(said)).toEqual(said);
  });

  it.each(Object.entries(refused))("refused: %s", (_, [word, says]) => {
    const error = caught(() => translateWords([word]));
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
    expect(JSON.stringify(error) + String(error)).not.toContain("s3cret");
  });

  it.each(Object.entries(variables))("as variables: %s", (_, [environment, told, words]) => expect(read(environment, words)).toEqual(told));

  it("an empty secret says nothing, unless a space may have cut it off", () => {
    const known = new Set(["--since"]);
    expect(translateWords(["aws_session_token=", "--since=7d"], known)).toEqual(["--since=7d"]);
    expect(translateWords(["aws_session_token=", "task=aws_inspector2"], known)).toEqual([]);
    expect(caught(() => translateWords(["kenna_api_key=", "--s3cret"], known))).toMatchObject({
      message: "kenna_api_key wants a value, as in kenna_api_key=VALUE",
    });
  });

  it("a list that is empty is named by its variable", () => {
    expect(caught(() => read({ AWS_REGIONS: "," }))).toMatchObject({ exitCode: 2, message: "AWS_REGIONS: It is empty." });
  });
});

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
