import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { createSession } from "@plumbline/aws-session/session";
import { controlResults } from "@plumbline/finding-model/control-results";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const url = emulatorUrl();
const account = "181818181818";
const day = 24 * 3_600_000;
const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const full = document({ Effect: "Allow", Action: "*:*", Resource: "*" });
const trust = document({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
const ofAws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

beforeAll(async () => {
  const session = await createSession(
    { endpointUrl: url, ignoreConfiguredEndpoints: true, region: "us-east-1" },
    { environment: fakeKeys },
  );
  const iam = (await session.connect({ account, region: "us-east-1" })).client(IAMClient);
  for (const UserName of ["ann", "bob"]) await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateLoginProfileCommand({ UserName: "ann", Password: "Correct-horse-1" }));
  await iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  await iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "ann", PolicyArn: ofAws("ReadOnlyAccess") }));
  await iam.send(new PutUserPolicyCommand({ UserName: "bob", PolicyName: "full", PolicyDocument: full }));
  await iam.send(new CreateGroupCommand({ GroupName: "ops" }));
  await iam.send(new PutGroupPolicyCommand({ GroupName: "ops", PolicyName: "full", PolicyDocument: full }));
  await iam.send(new CreateRoleCommand({ RoleName: "support", AssumeRolePolicyDocument: trust }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "support", PolicyArn: ofAws("AWSSupportAccess") }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "support", PolicyArn: ofAws("AdministratorAccess") }));
  await iam.send(new CreatePolicyCommand({ PolicyName: "unattached", PolicyDocument: full }));
  session.close();
});

async function scan(edition: string, days: number, ...more: string[]) {
  const folder = newFolder();
  const words = [
    "cis",
    "--edition",
    edition,
    "--section",
    "iam",
    "--accounts",
    account,
    "--regions",
    "us-east-1",
    "--endpoint-url",
    url,
    ...more,
  ];
  const ran = await plumbline([...words, "--now", new Date(Date.now() + days * day).toISOString()], { folder });
  const report = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
  const results = await controlResults(report);
  const findings = [];
  for await (const finding of report.findings()) findings.push(finding);
  const outcomes = Object.fromEntries(results.map(({ control, outcome }) => [control, outcome]));
  return { ran, outcomes, findings };
}

describe("the identity section on the emulator", () => {
  it("answers each control of 1.3.0, and says what it could not look at", async () => {
    const { ran, outcomes, findings } = await scan("1.3.0", 89);
    // The emulator does not tell contacts, and its credential report has no row of the root user.
    expect(ran.code).toBe(3);
    expect(outcomes).toMatchObject({
      ...{ "1.1": "manual", "1.2": "manual", "1.3": "manual", "1.4": "pass", "1.5": "fail", "1.6": "fail", "1.7": "unknown" },
      ...{ "1.8": "fail", "1.9": "fail", "1.10": "fail", "1.11": "manual", "1.12": "pass", "1.13": "fail", "1.14": "pass" },
      ...{ "1.15": "fail", "1.16": "fail", "1.17": "pass", "1.19": "not-applicable", "1.22": "manual" },
    });
    const failing = (check: string) =>
      findings.flatMap((one) => (one.check === check && one.verdict.status === "fail" ? [one.resource.id] : [])).sort();
    expect(failing("iam_user/permissions-via-groups")).toEqual(["ann", "bob"]);
    expect(failing("iam_policy/no-full-admin")).toEqual([ofAws("AdministratorAccess")]);
    expect([failing("iam_user/no-inline-admin"), failing("iam_group/no-inline-admin")]).toEqual([["bob"], ["ops"]]);
    expect(findings.find(({ check }) => check === "account/root-unused")?.verdict).toMatchObject({
      ...{ status: "unknown", reason: expect.stringContaining("the credential report has no row of the root user") },
    });
    expect(ran.stdout).toMatch(/GetCredentialReport 1\b/);
  });

  const ages: Record<string, [edition: string, days: number, control: string, outcome: string]> = {
    "unused for 89 days, in 1.3.0": ["1.3.0", 89, "1.12", "pass"],
    "unused for 91 days, in 1.3.0": ["1.3.0", 91, "1.12", "fail"],
    "unused for 44 days, in 1.5.0": ["1.5.0", 44, "1.12", "pass"],
    "unused for 46 days, in 1.5.0": ["1.5.0", 46, "1.12", "fail"],
    "a key of 91 days, in 1.5.0": ["1.5.0", 91, "1.14", "fail"],
  };
  it.each(Object.entries(ages))("%s", async (_, [edition, days, control, outcome]) => {
    expect((await scan(edition, days, "--controls", control)).outcomes[control]).toBe(outcome);
  });

  it("fails a policy that is attached to nothing in 1.2.0 alone", async () => {
    const unattached = `arn:aws:iam::${account}:policy/unattached`;
    const of = async (edition: string, control: string) =>
      (await scan(edition, 1, "--controls", control)).findings.find(
        ({ check, resource }) => check.startsWith("iam_policy/") && resource.id === unattached,
      )?.verdict.status;
    expect([await of("1.2.0", "1.22"), await of("1.3.0", "1.16")]).toEqual(["fail", "not-applicable"]);
  });
});
