import { describe, expect, test } from "vitest";
import { Admins, admins } from "./admins.ts";
import { AsOf, asOf } from "./as-of.ts";
import { accounts, recordsOf } from "./corpus.fixture.ts";
import { Escalations } from "./escalation-answer.ts";
import { escalations } from "./escalations.ts";
import { inventoryOf } from "./inventory.ts";
import { Trust, trust } from "./trust.ts";
import { Unused, unused } from "./unused.ts";
import { world } from "./world.fixture.ts";

const ask = (path: string) => {
  const snapshot = world(recordsOf(path));
  const inventory = inventoryOf(snapshot);
  const answers = { asOf: asOf(inventory), admins: admins(inventory), escalations: escalations(inventory), trust: trust(inventory) };
  return { ...answers, unused: unused(snapshot, { days: 90 }) };
};
const asked = new Map(accounts.map((path) => [path as string, ask(path)]));
const answerOf = (path: (typeof accounts)[number]) => asked.get(path)!;
const vulnerable = answerOf("cloudsplaining/example.json");
const namesOf = (list: readonly { principal: { name: string } }[]): string[] =>
  [...new Set(list.map(({ principal }) => principal.name))].sort();

describe("questions, on real accounts", () => {
  test.each(accounts)("%s goes through", (path) => {
    const { asOf: now, admins: power, escalations: ways, trust: trusted, unused: idle } = answerOf(path);
    const counts = { principals: now.principals.length, administrators: power.administrators.length, privileged: power.privileged.length };
    console.log(
      `${path}: ${JSON.stringify({ ...counts, ways: ways.rows.length, trusted: trusted.rows.length, unused: idle.rows.length })}`,
    );
    expect(now.principals.length).toBeGreaterThan(0);
    for (const [schema, answer] of [
      ...([
        [AsOf, now],
        [Admins, power],
        [Escalations, ways],
        [Trust, trusted],
        [Unused, idle],
      ] as const),
    ])
      expect(schema.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
    // What is told of access names the statements that give it.
    for (const { grants } of power.administrators) expect(grants[0]?.by.policy).toBeTruthy();
    for (const { needs } of ways.rows) for (const { grants } of needs) expect(grants.length).toBeGreaterThan(0);
  });

  test("cloudmapper's account: the role that anyone may assume is an administrator", () => {
    const { admins: power, trust: trusted } = answerOf("cloudmapper-demo/us-east-1_iam-get-account-authorization-details.json");
    expect(namesOf(power.administrators.filter(({ via }) => via.length === 0))).toEqual(["bad_role"]);
    // Whom a trust policy of `*` lets in without a word of their own: the account's other roles. Its users are of another account there.
    expect(namesOf(power.administrators.filter(({ via }) => via.length > 0))).toEqual(["exfiller", "level1", "level3"]);
    expect(trusted.rows).toMatchObject([{ role: { name: "bad_role" }, concern: "public" }]);
  });

  test("iam-vulnerable: administrators, and those who become one by a chain of roles", () => {
    const chains = vulnerable.admins.administrators.filter(({ via }) => via.length > 0);
    expect(chains.map(({ principal, via }) => [principal.name, ...via.map(({ role }) => role.name)].join(" > ")).sort()).toEqual([
      "AWS-QuickSetup-StackSet-Local-AdministrationRole > AWS-QuickSetup-StackSet-Local-ExecutionRole",
      "privesc-AssumeRole-intermediate-role > privesc-AssumeRole-ending-role",
      "privesc-AssumeRole-starting-role > privesc-AssumeRole-intermediate-role > privesc-AssumeRole-ending-role",
    ]);
    expect(namesOf(vulnerable.admins.administrators.filter(({ outcome, via }) => outcome === "allowed" && via.length === 0))).toEqual([
      ...[
        "AWS-QuickSetup-StackSet-Local-ExecutionRole",
        "AWSReservedSSO_AdministratorAccess_dc6414f7f2ab04fc",
        "OrganizationAccountAccessRole",
      ],
      ...["obama", "privesc-AssumeRole-ending-role", "privesc-high-priv-service-role", "stacksets-exec-b5520cb2730c2f54b523d6375a319abb"],
      "userwithlotsofpermissions",
    ]);
  });

  // Each user of iam-vulnerable is named for the one way that it has. https://github.com/BishopFox/iam-vulnerable
  const ways: Record<string, string> = {
    "privesc1-CreateNewPolicyVersion": "iam-001",
    "privesc2-SetExistingDefaultPolicyVersion": "set-default-policy-version",
    "privesc3-CreateEC2WithExistingInstanceProfile": "ec2-001",
    "privesc4-CreateAccessKey": "iam-002",
    "privesc5-CreateLoginProfile": "iam-004",
    "privesc6-UpdateLoginProfile": "iam-006",
    "privesc7-AttachUserPolicy": "iam-008",
    "privesc8-AttachGroupPolicy": "iam-010",
    "privesc9-AttachRolePolicy": "iam-009",
    "privesc10-PutUserPolicy": "iam-007",
    "privesc11-PutGroupPolicy": "iam-011",
    "privesc12-PutRolePolicy": "iam-005",
    "privesc13-AddUserToGroup": "iam-013",
    "privesc14-UpdatingAssumeRolePolicy": "iam-012",
    "privesc15-PassExistingRoleToNewLambdaThenInvoke": "lambda-001",
    "privesc16-PassRoleToNewLambdaThenTriggerWithNewDynamo": "lambda-002",
    "privesc17-EditExistingLambdaFunctionWithRole": "lambda-003",
    "privesc18-PassExistingRoleToNewGlueDevEndpoint": "glue-001",
    "privesc19-UpdateExistingGlueDevEndpoint": "glue-002",
    "privesc20-PassExistingRoleToCloudFormation": "cloudformation-001",
    "privesc21-PassExistingRoleToNewDataPipeline": "datapipeline-001",
    "privesc-CloudFormationUpdateStack": "cloudformation-002",
    "privesc-codeBuildCreateProjectPassRole": "codebuild-001",
    "privesc-ec2InstanceConnect": "ec2instanceconnect-003",
    "privesc-sageMakerCreateNotebookPassRole": "sagemaker-001",
    "privesc-sageMakerCreatePresignedNotebookURL": "sagemaker-004",
    "privesc-sageMakerCreateProcessingJobPassRole": "sagemaker-003",
    "privesc-sageMakerCreateTrainingJobPassRole": "sagemaker-002",
    "privesc-ssmSendCommand": "ssm-002",
    "privesc-ssmStartSession": "ssm-001",
    // Two policies together, a wildcard, a condition that sessions meet, and NotAction.
    "fn1-privesc3-partial": "ec2-001",
    "fn2-exploitableResourceConstraint": "iam-001",
    "fn3-exploitableConditionConstraint": "iam-001",
    "fn4-exploitableNotAction": "iam-007",
  };
  test.each(Object.entries(ways))("iam-vulnerable: %s has %s, as user and as role", (name, method) => {
    const found = vulnerable.escalations.rows.filter((one) => one.method === method).map(({ principal }) => principal.name);
    expect(found).toEqual(expect.arrayContaining([`${name}-user`, `${name}-role`]));
  });

  // Allowed and denied, in one policy and in two; nothing allowed; a resource that is never a policy of the account; a condition of the past.
  const harmless = ["fp1-allow-and-deny", "fp2-allow-and-deny-multiple-policies", "fp3-deny-iam"];
  test.each([...harmless, "fp4-nonExploitableResourceConstraint", "fp5-nonExploitableConditionConstraint"])(
    "iam-vulnerable: %s has no way",
    (name) => {
      const { administrators, privileged } = vulnerable.admins;
      for (const one of [`${name}-user`, `${name}-role`]) {
        expect(namesOf(vulnerable.escalations.rows)).not.toContain(one);
        expect(namesOf([...administrators, ...privileged])).not.toContain(one);
      }
    },
  );

  test("iam-vulnerable: trust of other accounts", () => {
    const foreign = vulnerable.trust.rows.filter(({ concern }) => concern !== null);
    expect(foreign.map(({ role, account, concern }) => `${role.name} ${account} ${concern}`).sort()).toEqual([
      "OrganizationAccountAccessRole 072528804237 no-external-id",
      "stacksets-exec-b5520cb2730c2f54b523d6375a319abb 072528804237 no-external-id",
    ]);
  });
});
