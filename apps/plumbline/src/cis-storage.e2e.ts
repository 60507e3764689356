import { join } from "node:path";
import { CreateFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import * as organizations from "@aws-sdk/client-organizations";
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import * as s3 from "@aws-sdk/client-s3";
import type { Aws } from "@plumbline/audit-kit/define";
import { readActions } from "@plumbline/audit-kit/generate";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { createSession } from "@plumbline/aws-session/session";
import { loadCheck } from "@plumbline/cli/choose-checks";
import { controlResults } from "@plumbline/finding-model/control-results";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import type { Call } from "@plumbline/testkit/aws-call";
import { accessDenied } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const emulator = emulatorUrl();
const account = "191919191919";
const region = "us-east-1";
const organizationControls = ["2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5", "2.1.6"];
const storageControls = ["3.1.1", "3.1.2", "3.1.4", "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.3.1"];
/** What passes all the same: the bucket's own four flags tell, whatever the account says. */
const decidedWithout = ["s3:GetAccountPublicAccessBlock s3_bucket/public-access-block good-19"];
/** Ids that the emulator makes up, and our names for them. */
const names = new Map<string, string>();
const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } };
const deny = {
  ...{ Sid: "Tls", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::good-19", "arn:aws:s3:::good-19/*"] },
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const denyPuts = { Sid: "Puts", Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::good-19/secret/*" };

async function makeBuckets(aws: Aws) {
  const client = aws.client(s3.S3Client);
  const [Bucket, bad] = ["good-19", "bad-19"];
  for (const name of [Bucket, bad]) await client.send(new s3.CreateBucketCommand({ Bucket: name }));
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [deny, denyPuts] });
  await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
  await client.send(new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  await client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
}

async function makeDatabases(aws: Aws) {
  const client = aws.client(RDSClient);
  const login = { MasterUsername: "owner", MasterUserPassword: "Correct-horse-1" };
  const plain = { Engine: "postgres", DBInstanceClass: "db.m5.large", AllocatedStorage: 20, ...login };
  const good = { StorageEncrypted: true, MultiAZ: true, AutoMinorVersionUpgrade: true, PubliclyAccessible: false };
  const bad = { StorageEncrypted: false, MultiAZ: false, AutoMinorVersionUpgrade: false, PubliclyAccessible: false };
  await client.send(new CreateDBInstanceCommand({ ...plain, ...good, DBInstanceIdentifier: "good" }));
  await client.send(new CreateDBInstanceCommand({ ...plain, ...bad, DBInstanceIdentifier: "bad" }));
  await client.send(
    new CreateDBClusterCommand({ DBClusterIdentifier: "aurora", Engine: "aurora-mysql", StorageEncrypted: true, ...login }),
  );
  const member = {
    DBInstanceIdentifier: "member",
    DBClusterIdentifier: "aurora",
    Engine: "aurora-mysql",
    DBInstanceClass: "db.r5.large",
    PubliclyAccessible: false,
  };
  await client.send(new CreateDBInstanceCommand(member));
}

async function makeFileSystems(aws: Aws) {
  const client = aws.client(EFSClient);
  for (const name of ["encrypted", "plain"]) {
    const { FileSystemId = "" } = await client.send(new CreateFileSystemCommand({ CreationToken: name, Encrypted: name === "encrypted" }));
    names.set(FileSystemId, name);
  }
}

async function makeOrganization(aws: Aws) {
  const client = aws.client(organizations.OrganizationsClient);
  const { Organization } = await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: "ALL" }));
  names.set(Organization?.Id ?? "", "ORG");
  const root = (await client.send(new organizations.ListRootsCommand({}))).Roots?.[0]?.Id;
  await client.send(new organizations.CreateOrganizationalUnitCommand({ ParentId: root, Name: "prod" }));
  await client.send(new organizations.EnablePolicyTypeCommand({ RootId: root, PolicyType: "SERVICE_CONTROL_POLICY" }));
  const made = await client.send(
    new organizations.CreatePolicyCommand({
      ...{ Name: "regions", Description: "", Type: "SERVICE_CONTROL_POLICY" },
      Content: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "ec2:*", Resource: "*" }] }),
    }),
  );
  await client.send(new organizations.AttachPolicyCommand({ PolicyId: made.Policy?.PolicySummary?.Id, TargetId: root }));
}

beforeAll(async () => {
  const session = await createSession({ endpointUrl: emulator, ignoreConfiguredEndpoints: true, region }, { environment: fakeKeys });
  const aws = await session.connect({ account, region });
  await makeBuckets(aws);
  await makeDatabases(aws);
  await makeFileSystems(aws);
  await makeOrganization(aws);
  session.close();
});

async function scan(words: readonly string[], { endpoint = emulator, of = account } = {}) {
  const folder = newFolder();
  const where = ["--accounts", of, "--regions", region, "--endpoint-url", endpoint];
  const ran = await plumbline(["cis", ...words, ...where], { folder });
  const report = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
  const outcomes = Object.fromEntries((await controlResults(report)).map(({ control, outcome }) => [control, outcome]));
  const verdicts: Record<string, string> = {};
  for await (const { check, resource, verdict } of report.findings())
    verdicts[`${check} ${names.get(resource.id) ?? resource.id}`] = verdict.status;
  return { ran, report, outcomes, verdicts };
}

describe("on the emulator", () => {
  it("each resource answers the storage section of 6.0.0", async () => {
    const { ran, verdicts, outcomes } = await scan(["--edition", "6.0.0", "--section", "storage"]);
    expect(verdicts).toEqual({
      ...{ "s3_bucket/enforces-tls good-19": "pass", "s3_bucket/enforces-tls bad-19": "fail" },
      // The emulator never says that MFA is needed to delete.
      ...{ "s3_bucket/mfa-delete good-19": "fail", "s3_bucket/mfa-delete bad-19": "fail" },
      ...{ "s3_bucket/public-access-block good-19": "pass", "s3_bucket/public-access-block bad-19": "fail" },
      ...{
        "rds/encrypted good": "pass",
        "rds/encrypted bad": "fail",
        "rds/encrypted member": "pass",
        "rds_cluster/encrypted aurora": "pass",
      },
      ...{ "rds/minor-upgrade good": "pass", "rds/minor-upgrade bad": "fail", "rds/minor-upgrade member": "pass" },
      "rds_cluster/minor-upgrade aurora": "not-applicable",
      ...{
        "rds/multi-az good": "pass",
        "rds/multi-az bad": "fail",
        "rds/multi-az member": "not-applicable",
        "rds_cluster/multi-az aurora": "fail",
      },
      ...{ "rds/not-public good": "pass", "rds/not-public bad": "pass", "rds/not-public member": "pass" },
      ...{ "efs/encrypted encrypted": "pass", "efs/encrypted plain": "fail" },
      // The SDK does not understand what the emulator says of Macie.
      "region/macie-enabled ": "unknown",
    });
    expect([ran.code, outcomes]).toEqual([
      3,
      {
        ...{ "3.1.1": "fail", "3.1.2": "manual", "3.1.3": "manual", "3.1.4": "fail" },
        ...{ "3.2.1": "fail", "3.2.2": "fail", "3.2.3": "pass", "3.2.4": "manual", "3.3.1": "fail" },
      },
    ]);
  });

  it("a bucket without a default encryption, which AWS no longer has, fails in 1.3.0", async () => {
    const { verdicts } = await scan(["--edition", "1.3.0", "--controls", "2.1.1"]);
    expect(verdicts).toEqual({ "s3_bucket/default-encryption good-19": "pass", "s3_bucket/default-encryption bad-19": "fail" });
  });

  it("the management account tells of the organization, but for what the emulator lacks", async () => {
    const { ran, verdicts, outcomes, report } = await scan(["--edition", "7.0.0", "--controls", organizationControls.join(",")]);
    expect(verdicts).toEqual({
      // IAM's ListOrganizationsFeatures and DescribeResourcePolicy of a policy that is not there are unknown to the emulator.
      ...{ "organization/central-root ORG": "unknown", "organization/delegated-policies ORG": "unknown" },
      ...{ "organization/guardrails ORG": "pass", "organization/units ORG": "pass", "organization/delegated-services ORG": "fail" },
      ...Object.fromEntries(["good", "bad", "member"].map((id) => [`rds/outside-management-account ${id}`, "fail"])),
    });
    expect([ran.code, outcomes]).toEqual([3, Object.fromEntries(organizationControls.map((id) => [id, "manual"]))]);
    expect(report.summary.calls["organizations"]).toMatchObject({ DescribeOrganization: 1 });
  });

  it("an account in no organization has none, which is no gap", async () => {
    const { ran, verdicts } = await scan(["--edition", "7.0.0", "--controls", organizationControls.join(",")], { of: "202020202020" });
    expect([ran.code, verdicts]).toEqual([0, {}]);
  });

  it("each action denied in turn: nothing passes that needs it, and the exit code is 3", async () => {
    let denied = "";
    let refused = 0;
    const faults = (call: Call) => {
      if (iamAction(call) !== denied) return undefined;
      refused++;
      return accessDenied(call);
    };
    const proxy = await startProxy({ emulatorUrl: emulator, faults });
    const wrong: string[] = [];
    const counts = { actions: 0, refused: 0 };
    for (const choice of [
      ["--edition", "7.0.0"],
      ["--edition", "1.3.0", "--controls", "2.1.1"],
    ]) {
      const words = choice.length > 2 ? choice : [...choice, "--controls", [...organizationControls, ...storageControls].join(",")];
      denied = "";
      const open = await scan(words, { endpoint: proxy.url });
      const auditors = await Promise.all(open.report.header.checks.map(({ id }) => loadCheck(id)));
      for (const action of readActions(auditors)) {
        counts.actions++;
        denied = action;
        refused = 0;
        const { ran, verdicts } = await scan(words, { endpoint: proxy.url });
        if (refused === 0) continue;
        counts.refused++;
        if (ran.code !== 3) wrong.push(`${action}: exit code ${ran.code}`);
        const needing = new Set<string>(auditors.filter((one) => readActions([one]).includes(action)).map(({ id }) => id));
        for (const [key, status] of Object.entries(verdicts)) {
          if (status !== "pass") continue;
          if (needing.has(key.split(" ")[0] ?? "") && !decidedWithout.includes(`${action} ${key}`))
            wrong.push(`${key} passes without ${action}`);
          if (open.verdicts[key] !== "pass") wrong.push(`${key} passes only without ${action}`);
        }
      }
    }
    await proxy.stop();
    console.log(`${counts.actions} actions, ${counts.refused} refused at least once; ${wrong.length} wrong`);
    expect([wrong, counts.refused > 15]).toEqual([[], true]);
  });
});
