import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { escalations, methods } from "./escalations.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document } = w;

interface Row {
  /** Actions that are allowed on everything. */
  readonly has: readonly string[];
  readonly lacks: readonly string[];
  readonly gains: string;
  /** Who asks: user ann, unless it is about roles. */
  readonly role?: true;
  /** An administrator's role trusts ann. */
  readonly trusted?: true;
  readonly boundary?: true;
}

const rows: Record<string, Row> = {
  "iam-001": { has: ["iam:CreatePolicyVersion"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "iam-002": { has: ["iam:CreateAccessKey"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "iam-003": { has: ["iam:CreateAccessKey", "iam:DeleteAccessKey"], lacks: ["iam:CreateAccessKey"], gains: "another-principal" },
  "iam-004": { has: ["iam:CreateLoginProfile"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "iam-005": { has: ["iam:PutRolePolicy"], lacks: ["s3:GetObject"], gains: "own-permissions", role: true },
  "iam-006": { has: ["iam:UpdateLoginProfile"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "iam-007": { has: ["iam:PutUserPolicy"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "iam-008": { has: ["iam:AttachUserPolicy"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "iam-009": { has: ["iam:AttachRolePolicy"], lacks: ["s3:GetObject"], gains: "own-permissions", role: true },
  "iam-010": { has: ["iam:AttachGroupPolicy"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "iam-011": { has: ["iam:PutGroupPolicy"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "iam-012": { has: ["iam:UpdateAssumeRolePolicy"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "iam-013": { has: ["iam:AddUserToGroup"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "iam-014": { has: ["iam:AttachRolePolicy"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "iam-015": { has: ["iam:AttachUserPolicy", "iam:CreateAccessKey"], lacks: ["iam:AttachUserPolicy"], gains: "another-principal" },
  "iam-016": { has: ["iam:CreatePolicyVersion", "sts:AssumeRole"], lacks: ["iam:CreatePolicyVersion"], gains: "gives-another" },
  "iam-017": { has: ["iam:PutRolePolicy"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "iam-018": { has: ["iam:PutUserPolicy", "iam:CreateAccessKey"], lacks: ["iam:PutUserPolicy"], gains: "another-principal" },
  "iam-019": { has: ["iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"], lacks: ["iam:AttachRolePolicy"], gains: "another-principal" },
  "iam-020": { has: ["iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy"], lacks: ["iam:CreatePolicyVersion"], gains: "gives-another" },
  "iam-021": { has: ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], lacks: ["iam:PutRolePolicy"], gains: "another-principal" },
  "sts-001": { has: [], lacks: ["s3:GetObject"], gains: "another-principal", trusted: true },
  "set-default-policy-version": { has: ["iam:SetDefaultPolicyVersion"], lacks: ["s3:GetObject"], gains: "own-permissions" },
  "delete-user-boundary": { has: ["iam:DeleteUserPermissionsBoundary"], lacks: ["s3:GetObject"], gains: "own-permissions", boundary: true },
  "put-user-boundary": { has: ["iam:PutUserPermissionsBoundary"], lacks: ["s3:GetObject"], gains: "own-permissions", boundary: true },
  "put-role-boundary": {
    has: ["iam:PutRolePermissionsBoundary"],
    lacks: ["s3:GetObject"],
    gains: "own-permissions",
    role: true,
    boundary: true,
  },
  "delete-role-boundary": {
    has: ["iam:DeleteRolePermissionsBoundary"],
    lacks: ["s3:GetObject"],
    gains: "own-permissions",
    role: true,
    boundary: true,
  },
  "apprunner-001": { has: ["iam:PassRole", "apprunner:CreateService"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "apprunner-002": { has: ["apprunner:UpdateService"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "bedrock-001": {
    has: [
      "iam:PassRole",
      "bedrock-agentcore:CreateCodeInterpreter",
      "bedrock-agentcore:StartCodeInterpreterSession",
      "bedrock-agentcore:InvokeCodeInterpreter",
    ],
    lacks: ["iam:PassRole", "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:StartCodeInterpreterSession"],
    gains: "another-principal",
  },
  "bedrock-002": {
    has: ["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"],
    lacks: ["bedrock-agentcore:StartCodeInterpreterSession"],
    gains: "target-unknown",
  },
  "cloudformation-001": { has: ["iam:PassRole", "cloudformation:CreateStack"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "cloudformation-002": { has: ["cloudformation:UpdateStack"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "cloudformation-003": {
    has: ["iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
    lacks: ["iam:PassRole", "cloudformation:CreateStackSet"],
    gains: "another-principal",
  },
  "cloudformation-004": { has: ["iam:PassRole", "cloudformation:UpdateStackSet"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "cloudformation-005": {
    has: ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
    lacks: ["cloudformation:CreateChangeSet"],
    gains: "target-unknown",
  },
  "codebuild-001": {
    has: ["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"],
    lacks: ["iam:PassRole", "codebuild:CreateProject"],
    gains: "another-principal",
  },
  "codebuild-002": { has: ["codebuild:StartBuild"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "codebuild-003": { has: ["codebuild:StartBuildBatch"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "codebuild-004": {
    has: ["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuildBatch"],
    lacks: ["iam:PassRole", "codebuild:CreateProject"],
    gains: "another-principal",
  },
  "datapipeline-001": {
    has: ["iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"],
    lacks: ["iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
    gains: "another-principal",
  },
  "ec2-001": { has: ["iam:PassRole", "ec2:RunInstances"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "ec2-002": {
    has: ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"],
    lacks: ["ec2:ModifyInstanceAttribute", "ec2:StopInstances"],
    gains: "target-unknown",
  },
  "ec2-003": { has: ["iam:PassRole", "ec2:RequestSpotInstances"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "ec2-004": {
    has: ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"],
    lacks: ["ec2:CreateLaunchTemplateVersion"],
    gains: "target-unknown",
  },
  "ec2instanceconnect-003": { has: ["ec2-instance-connect:SendSSHPublicKey"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "ecs-001": {
    has: ["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:CreateService"],
    lacks: ["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition"],
    gains: "another-principal",
  },
  "ecs-002": {
    has: ["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"],
    lacks: ["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition"],
    gains: "another-principal",
  },
  "ecs-003": {
    has: ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"],
    lacks: ["iam:PassRole", "ecs:RegisterTaskDefinition"],
    gains: "another-principal",
  },
  "ecs-004": {
    has: ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"],
    lacks: ["iam:PassRole", "ecs:RegisterTaskDefinition"],
    gains: "another-principal",
  },
  "ecs-005": {
    has: ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"],
    lacks: ["iam:PassRole", "ecs:RegisterTaskDefinition"],
    gains: "another-principal",
  },
  "glue-001": { has: ["iam:PassRole", "glue:CreateDevEndpoint"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "glue-002": { has: ["glue:UpdateDevEndpoint"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "glue-003": {
    has: ["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"],
    lacks: ["iam:PassRole", "glue:CreateJob"],
    gains: "another-principal",
  },
  "glue-004": {
    has: ["iam:PassRole", "glue:CreateJob", "glue:CreateTrigger"],
    lacks: ["iam:PassRole", "glue:CreateJob"],
    gains: "another-principal",
  },
  "glue-005": {
    has: ["iam:PassRole", "glue:UpdateJob", "glue:StartJobRun"],
    lacks: ["iam:PassRole", "glue:UpdateJob"],
    gains: "another-principal",
  },
  "glue-006": {
    has: ["iam:PassRole", "glue:UpdateJob", "glue:CreateTrigger"],
    lacks: ["iam:PassRole", "glue:UpdateJob"],
    gains: "another-principal",
  },
  "lambda-001": {
    has: ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    lacks: ["iam:PassRole", "lambda:CreateFunction"],
    gains: "another-principal",
  },
  "lambda-002": {
    has: ["iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"],
    lacks: ["iam:PassRole", "lambda:CreateFunction"],
    gains: "another-principal",
  },
  "lambda-003": { has: ["lambda:UpdateFunctionCode"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "lambda-004": {
    has: ["lambda:UpdateFunctionCode", "lambda:InvokeFunction"],
    lacks: ["lambda:UpdateFunctionCode"],
    gains: "target-unknown",
  },
  "lambda-005": {
    has: ["lambda:UpdateFunctionCode", "lambda:AddPermission"],
    lacks: ["lambda:UpdateFunctionCode"],
    gains: "target-unknown",
  },
  "lambda-006": {
    has: ["iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"],
    lacks: ["iam:PassRole", "lambda:CreateFunction"],
    gains: "another-principal",
  },
  "sagemaker-001": { has: ["iam:PassRole", "sagemaker:CreateNotebookInstance"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "sagemaker-002": { has: ["iam:PassRole", "sagemaker:CreateTrainingJob"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "sagemaker-003": { has: ["iam:PassRole", "sagemaker:CreateProcessingJob"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "sagemaker-004": { has: ["sagemaker:CreatePresignedNotebookInstanceUrl"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "sagemaker-005": {
    has: [
      "sagemaker:CreateNotebookInstanceLifecycleConfig",
      "sagemaker:StopNotebookInstance",
      "sagemaker:UpdateNotebookInstance",
      "sagemaker:StartNotebookInstance",
    ],
    lacks: ["sagemaker:CreateNotebookInstanceLifecycleConfig", "sagemaker:StopNotebookInstance", "sagemaker:UpdateNotebookInstance"],
    gains: "target-unknown",
  },
  "ssm-001": { has: ["ssm:StartSession"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "ssm-002": { has: ["ssm:SendCommand"], lacks: ["s3:GetObject"], gains: "another-principal" },
  "lambda-layers": { has: ["lambda:UpdateFunctionConfiguration"], lacks: ["s3:GetObject"], gains: "target-unknown" },
  "codestar-passrole": { has: ["iam:PassRole", "codestar:CreateProject"], lacks: ["iam:PassRole"], gains: "another-principal" },
  "codestar-team": {
    has: ["codestar:CreateProject", "codestar:AssociateTeamMember"],
    lacks: ["codestar:CreateProject"],
    gains: "target-unknown",
  },
  "datapipeline-passrole": {
    has: ["iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
    lacks: ["iam:PassRole", "datapipeline:CreatePipeline"],
    gains: "another-principal",
  },
};

const services = [
  ...[
    "tasks.apprunner",
    "bedrock-agentcore",
    "cloudformation",
    "codebuild",
    "datapipeline",
    "ec2",
    "ecs-tasks",
    "glue",
    "lambda",
    "sagemaker",
  ],
  ...["codestar", "elasticmapreduce"],
].map((name) => `${name}.amazonaws.com`);

/** An account with something for every method to be used on. */
function worldFor(statements: Record<string, unknown>[], { role, trusted, boundary }: Partial<Row> = {}): readonly IamRecord[] {
  const edge = boundary ? w.policyArn("edge") : null;
  const ann = role ? w.role("ann", { boundary: edge }) : w.user("ann", { boundary: edge });
  const [bob, cyd, team] = [w.user("bob"), w.user("cyd"), w.group("team")];
  const power = w.role("power", { trust: w.trusts({ Service: services }), profiles: [`arn:aws:iam::${account}:instance-profile/power`] });
  const mine = w.role("mine", { trust: w.trusts({ AWS: ann.arn }) });
  const login = (of: typeof bob) =>
    ({
      ...{ kind: "iam_login_profile", account, id: of.id, name: of.name, arn: null, createdAt: null, updatedAt: null },
      facts: { userId: of.id, userName: of.name },
    }) satisfies IamRecord;
  const instance = {
    ...{ kind: "ec2_instance", account, id: "i-1", name: "i-1", arn: null, createdAt: null, updatedAt: null },
    facts: {
      ...{ region: "eu-west-1", state: "running", instanceType: "t3.micro", imageId: null, vpcId: null, subnetId: null },
      ...{ privateIp: null, publicIp: null, instanceProfile: `arn:aws:iam::${account}:instance-profile/power` },
    },
  } satisfies IamRecord;
  const everything = document(allow("*"));
  return [
    ...[ann, bob, cyd, team, power, mine, instance, login(bob)],
    ...(ann.kind === "iam_user" ? [w.member(ann, "team")] : []),
    ...[w.policy("own", document(...statements), { versions: ["v1", "v2"] }), w.attached(ann, w.policyArn("own"))],
    ...[w.policy("other", document(allow("s3:*"))), w.attached(bob, w.policyArn("other"))],
    ...[w.inline(power, everything), ...(trusted ? [w.inline(mine, everything)] : [])],
    // The boundary takes something away that the own policies give.
    ...(boundary ? [w.policy("edge", document(allow("iam:*"))), w.inline(ann, document(allow("s3:GetObject")))] : []),
  ];
}
const found = (records: readonly IamRecord[], name = "ann") =>
  escalations(inventoryOf(w.world(records))).rows.filter(({ principal }) => principal.name === name);

describe("escalations", () => {
  test("every method has a row, and every row a method", () => {
    expect(Object.keys(rows).sort()).toEqual(methods.map(({ id }) => id).sort());
    expect(new Set(methods.map(({ id }) => id)).size).toBe(methods.length);
  });
  test.each(Object.entries(rows))("%s is found where all its actions are allowed", (id, row) => {
    const ours = found(worldFor([allow([...row.has])], row)).find(({ method }) => method === id);
    expect(ours).toMatchObject({ outcome: "allowed", gains: row.gains });
    if (!["target-unknown", "no-target"].includes(row.gains)) expect(ours?.targets.length).toBeGreaterThan(0);
    for (const { grants } of ours?.needs ?? [])
      expect(grants[0]?.by).toMatchObject({ layer: "identity", policy: w.policyArn("own"), index: 0 });
  });
  test.each(Object.entries(rows))("%s is not found without", (id, row) => {
    const { trusted: _, ...rest } = row;
    expect(found(worldFor([allow([...row.lacks])], rest)).map(({ method }) => method)).not.toContain(id);
  });
  test.each(Object.entries(rows).filter(([, { has }]) => has.length > 0))(
    "%s is not found where a Deny takes one action away",
    (id, row) => {
      expect(found(worldFor([allow("*"), deny([...row.has].slice(-1))], row)).map(({ method }) => method)).not.toContain(id);
    },
  );

  const narrow: Record<
    string,
    { readonly statements: Record<string, unknown>[]; readonly method: string; readonly is: object | undefined }
  > = {
    "a policy of AWS's can't be written": {
      statements: [allow("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/*")],
      ...{ method: "iam-001", is: undefined },
    },
    "a user that is not there": {
      statements: [allow("iam:CreateAccessKey", `arn:aws:iam::${account}:user/nobody`)],
      ...{ method: "iam-002", is: { gains: "no-target", targets: [] } },
    },
    "only itself": {
      statements: [allow("iam:CreateAccessKey", `arn:aws:iam::*:user/${w.variable("aws:username")}`)],
      ...{ method: "iam-002", is: { gains: "no-target" } },
    },
    "one user": {
      statements: [allow("iam:CreateAccessKey", `arn:aws:iam::${account}:user/bob`)],
      ...{ method: "iam-002", is: { gains: "another-principal", targets: [{ name: "bob", isAdministrator: false }] } },
    },
    "a role passed to another service": {
      statements: [
        allow("iam:PassRole", "*", w.when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")),
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
      ],
      ...{ method: "lambda-001", is: undefined },
    },
    "a role passed to this service": {
      statements: [
        allow("iam:PassRole", "*", w.when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com")),
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
      ],
      ...{
        method: "lambda-001",
        is: { gains: "another-principal", outcome: "allowed", targets: [{ name: "power", isAdministrator: true }] },
      },
    },
    "only with MFA": {
      statements: [allow("iam:PutUserPolicy", "*", w.when("Bool", "aws:MultiFactorAuthPresent", "true"))],
      ...{ method: "iam-007", is: { gains: "own-permissions", outcome: "conditional" } },
    },
  };
  test.each(Object.entries(narrow))("%s", (_, { statements, method, is }) => {
    const ours = found(worldFor(statements)).find((one) => one.method === method);
    if (is === undefined) expect(ours).toBeUndefined();
    else expect(ours).toMatchObject(is);
  });
  test("tells of whom not all could be read, with ways and without", () => {
    const ann = w.user("ann");
    const bob = w.user("bob");
    const records = [ann, bob, w.attached(ann, w.policyArn("lost")), w.inline(ann, document(allow("iam:PutUserPolicy")))];
    const { undetermined } = escalations(inventoryOf(w.world([...records, w.attached(bob, w.policyArn("lost"))])));
    expect(undetermined.map(({ principal }) => principal.name)).toEqual(["ann", "bob"]);
  });
  test("leaves full administrators and service-linked roles out, and says how many", () => {
    const linked = w.role("linked", { path: "/aws-service-role/ssm.amazonaws.com/" });
    const { rows: all, leftOut } = escalations(inventoryOf(w.world([...worldFor([]), linked, w.inline(linked, document(allow("iam:*")))])));
    expect(leftOut).toEqual({ administrators: 1, serviceLinked: 1 });
    expect(all.map(({ principal }) => principal.name)).not.toContain("linked");
  });
});
