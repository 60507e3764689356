import { type AwsSecurityFinding, GetFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import { createSession } from "@plumbline/aws-session/session";
import type { Finding } from "@plumbline/finding-model/finding";
import { emulatorAccount } from "@plumbline/testkit/emulator";
import { startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { describe, expect, it } from "vitest";
import { cell, runOf } from "./hub.fixture.ts";
import { finding, pass } from "./notice.fixture.ts";
import { tellSecurityHub } from "./security-hub.ts";

const member = "818181818181";
// The emulator knows no BatchUpdateFindings. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
const update = "BatchUpdateFindings";
const proxy = await startProxy({
  emulatorUrl: emulatorUrl(),
  faults: ({ operation }) =>
    operation === update
      ? { status: 200, headers: { "content-type": "application/json" }, body: '{"ProcessedFindings":[],"UnprocessedFindings":[]}' }
      : undefined,
});
const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
const session = await createSession(
  { endpointUrl: proxy.url, region: "eu-west-1", credentials, ratePerSecond: 500, burst: 500 },
  { environment: {} },
);
const connect = (place: { account: string; region: string }) => session.connect(place);

async function kept(account: string, region: string): Promise<AwsSecurityFinding[]> {
  const hub = (await connect({ account, region })).client(SecurityHubClient);
  const all: AwsSecurityFinding[] = [];
  let token: string | undefined;
  do {
    const { Findings = [], NextToken } = await hub.send(new GetFindingsCommand({ NextToken: token }));
    all.push(...Findings);
    token = NextToken;
  } while (token);
  return all;
}
const count = (findings: readonly AwsSecurityFinding[], state: string) =>
  findings.filter(({ RecordState }) => RecordState === state).length;
const at = (account: string, region: string, many: number): Finding[] =>
  Array.from({ length: many }, (_, i) => finding(`q${i}`, { resource: { account, region } }));
const coverage = [
  ...["eu-west-1", "eu-west-2"].map((region) => cell({ account: emulatorAccount, region })),
  cell({ account: member, region: "eu-west-1", outcome: "denied" }),
];
const header = {
  accounts: [
    { id: emulatorAccount, regions: ["eu-west-1", "eu-west-2"] },
    { id: member, regions: ["eu-west-1"] },
  ],
};

describe("Security Hub of the emulator", () => {
  it("takes every finding in its own account and region, and archives what is gone where all was looked at", async () => {
    const findings = [...at(emulatorAccount, "eu-west-1", 230), ...at(emulatorAccount, "eu-west-2", 3), ...at(member, "eu-west-1", 2)];
    expect(await tellSecurityHub(runOf(findings, { header, coverage }), connect)).toEqual({
      imported: 235,
      archived: 0,
      kept: 0,
      problems: [],
    });
    expect((await kept(emulatorAccount, "eu-west-1")).length).toBe(230);
    expect((await kept(member, "eu-west-1")).map(({ AwsAccountId }) => AwsAccountId)).toEqual([member, member]);

    const [first, second, ...others] = at(emulatorAccount, "eu-west-1", 230);
    const now = [first!, { ...second!, verdict: pass }, ...others.slice(0, 100)];
    const outcome = await tellSecurityHub(runOf(now, { header, coverage, finishedAt: "2026-03-02T00:00:00.000Z" }), connect);
    expect(outcome).toEqual({ imported: 101, archived: 1 + 128 + 3, kept: 2, problems: [] });
    const main = await kept(emulatorAccount, "eu-west-1");
    expect([count(main, "ACTIVE"), count(main, "ARCHIVED")]).toEqual([101, 129]);
    expect(count(await kept(emulatorAccount, "eu-west-2"), "ARCHIVED")).toBe(3);
    // The listing of the member was denied.
    expect(count(await kept(member, "eu-west-1"), "ACTIVE")).toBe(2);
  });

  it("is asked to suppress a finding that an exception covers since", async () => {
    const region = "eu-west-3";
    const place = {
      header: { accounts: [{ id: emulatorAccount, regions: [region] }] },
      coverage: [cell({ account: emulatorAccount, region })],
    };
    const [open] = at(emulatorAccount, region, 1);
    const excepted: Finding = { ...open!, exception: { id: "e", reason: "by intent", owner: "web" } };
    await tellSecurityHub(runOf([open!], place), connect);
    expect(proxy.calls.some(({ operation }) => operation === update)).toBe(false);
    expect((await tellSecurityHub(runOf([excepted], place), connect)).problems).toEqual([]);
    expect(proxy.calls.filter(({ operation }) => operation === update)).toHaveLength(1);
  });

  it("that does not know a call is told as a problem", async () => {
    const plain = await createSession({ endpointUrl: emulatorUrl(), region: "eu-west-1", credentials }, { environment: {} });
    const region = "eu-west-3";
    const place = {
      header: { accounts: [{ id: emulatorAccount, regions: [region] }] },
      coverage: [cell({ account: emulatorAccount, region })],
    };
    const excepted: Finding = { ...at(emulatorAccount, region, 1)[0]!, exception: { id: "e", reason: "other words", owner: "web" } };
    const { problems } = await tellSecurityHub(runOf([excepted], place), (to) => plain.connect(to));
    expect(problems).toEqual([expect.stringContaining(`account ${emulatorAccount} in ${region}: 1 finding not set to SUPPRESSED: `)]);
    plain.close();
  });
});
