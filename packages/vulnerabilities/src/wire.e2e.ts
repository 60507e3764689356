import { BatchImportFindingsCommand, BatchUpdateFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import { createSession } from "@plumbline/aws-session/session";
import { emulatorAccount } from "@plumbline/testkit/emulator";
import { firstOf } from "@plumbline/testkit/faults";
import { inspector2 } from "@plumbline/testkit/inspector2";
import { startProxy } from "@plumbline/testkit/proxy";
import { securityHub } from "@plumbline/testkit/security-hub";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, describe, expect, it } from "vitest";
import { securityHubFindings } from "./hub-read.ts";
import { inspectorDetails, inspectorFindings } from "./inspector-read.ts";
import { readVulnerabilities } from "./read.ts";
import { allOf, hubFinding, idOf, inspectorFinding } from "./stand-ins.fixture.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const hub = securityHub({ now: () => now });
const inspector = inspector2();
const proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults: firstOf(hub.faults, inspector.faults) });
const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
const session = await createSession(
  { endpointUrl: proxy.url, region: "eu-west-1", credentials, ratePerSecond: 500, burst: 500 },
  { environment: {} },
);
afterAll(async () => {
  session.close();
  await proxy.stop();
});
const member = "818181818181";
const at = (account: string, region = "eu-west-1") => session.connect({ account, region });
const own = (name: string, fields: object = {}, AwsAccountId = emulatorAccount) => hubFinding(name, { AwsAccountId, ...fields });
const sentTo = async (account: string, findings: readonly ReturnType<typeof hubFinding>[]) => {
  const client = (await at(account)).client(SecurityHubClient);
  return client.send(
    new BatchImportFindingsCommand({
      Findings: findings.map((one) => ({
        ...one,
        RecordState: "ACTIVE" as const,
        Severity: { Label: "HIGH" as const },
        Workflow: undefined,
      })),
    }),
  );
};

describe("Security Hub over the wire", () => {
  it("gives each account its own vulnerabilities, and what became of them since", async () => {
    expect((await sentTo(emulatorAccount, [own("a"), own("b"), own("c")])).SuccessCount).toBe(3);
    expect((await sentTo(member, [own("m", {}, member)])).SuccessCount).toBe(1);
    expect((await allOf(await securityHubFindings(await at(member)))).map(({ id }) => id)).toEqual([idOf("m")]);
    const here = { account: emulatorAccount, region: "eu-west-1" };
    const aws = await at(emulatorAccount);
    hub.change(here, "arn:aws:inspector2:eu-west-1:111111111111:finding/a", {
      RecordState: "ARCHIVED",
      UpdatedAt: "2026-05-31T20:00:00.000Z",
    });
    await aws.client(SecurityHubClient).send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: [{ Id: idOf("b"), ProductArn: own("b").ProductArn }],
        Workflow: { Status: "SUPPRESSED" },
      }),
    );
    const since = new Date("2026-05-31T12:00:00.000Z");
    const read = await readVulnerabilities(aws, { source: "securityhub", now, since, unnamed: () => [] });
    const changes = read.kind === "read" ? await Array.fromAsync(read.changes) : [];
    expect(changes.map((change) => [change.id, change.kind === "there" && change.vulnerability.state])).toEqual([
      [idOf("a"), "archived"],
      [idOf("b"), "suppressed"],
    ]);
  });

  it("that is off in one region says so there alone", async () => {
    hub.switchOff({ account: emulatorAccount, region: "eu-west-2" });
    expect(await securityHubFindings(await at(emulatorAccount, "eu-west-2"))).toEqual({
      kind: "not-enabled",
      reason: `Security Hub is off in account ${emulatorAccount}, region eu-west-2`,
    });
  });
});

describe("Inspector over the wire", () => {
  it("gives findings with their times, and details", async () => {
    const here = { account: emulatorAccount, region: "eu-west-1" };
    inspector.put(
      here,
      inspectorFinding("x", { awsAccountId: emulatorAccount }),
      inspectorFinding("y", { awsAccountId: emulatorAccount, status: "CLOSED" }),
    );
    inspector.detail(here, idOf("x"), { exploitObserved: { firstSeen: 1767225600 } });
    const aws = await at(emulatorAccount);
    const found = await allOf(await inspectorFindings(aws, { statuses: ["ACTIVE"] }));
    expect(found).toMatchObject([{ findingArn: idOf("x"), updatedAt: "2026-05-02T08:00:00.000Z" }]);
    expect(await Array.fromAsync(inspectorDetails(aws, [idOf("x"), idOf("y")], () => undefined))).toMatchObject([
      { findingArn: idOf("x"), exploitObserved: { firstSeen: "2026-01-01T00:00:00.000Z" } },
    ]);
  });
});
