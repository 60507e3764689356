import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Aws } from "@plumbline/audit-kit/define";
import type { Call } from "@plumbline/testkit/aws-call";
import { securityHub } from "@plumbline/testkit/security-hub";
import pLimit from "p-limit";
import { expect, it } from "vitest";
import { followPlace } from "./follow-place.ts";
import { vulnerabilitiesOf } from "./look-at-vulnerabilities.ts";
import { openState } from "./state/open-state.ts";
import { settle } from "./state/settle.ts";
import { makeStage } from "./state/stage.ts";

const here = { account: "111111111111", region: "eu-west-1" };
const hour = 3_600_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const at = (hours: number) => new Date(start + hours * hour);

const finding = (name: string, hours: number, label = "HIGH") => ({
  ...{ SchemaVersion: "2018-10-08", Id: `finding/${name}`, ProductArn: "arn:aws:securityhub:eu-west-1::product/vendor/scanner" },
  ...{ ProductName: "Scanner", Region: here.region, GeneratorId: "scanner", AwsAccountId: here.account },
  ...{ Types: ["Software and Configuration Checks/Vulnerabilities/CVE"], Title: name, Description: "A flaw.", RecordState: "ACTIVE" },
  ...{ CreatedAt: at(hours).toISOString(), UpdatedAt: at(hours).toISOString(), Severity: { Label: label }, Workflow: { Status: "NEW" } },
  Resources: [{ Type: "AwsEc2Instance", Id: "arn:aws:ec2:eu-west-1:111111111111:instance/i-0a1", Partition: "aws", Region: here.region }],
});

/** `see` is a run so many hours after the start: whether it listed all, and the vulnerabilities that the state knows then with their scores. */
function world() {
  let clock = at(0);
  const state = openState(join(mkdtempSync(join(tmpdir(), "car-state-")), "state.db"));
  const hub = securityHub({ now: () => clock });
  const send = async ({ input }: { input: object }): Promise<unknown> => {
    const call = { ...here, service: "securityhub", operation: "GetFindings", body: JSON.stringify(input) };
    const answer = hub.faults({ ...call, protocol: "rest-json", method: "POST", path: "/", parameters: {} } satisfies Call);
    if (answer === undefined || typeof answer === "string" || answer.status !== 200) throw new Error("Security Hub refused");
    return JSON.parse(answer.body);
  };
  const aws = { partition: "aws", ...here, client: () => ({ send }) } as unknown as Aws;
  let run = 0;
  const see = async (hours: number) => {
    clock = at(hours);
    const stage = makeStage(state, ++run);
    const [followed] = await followPlace(
      {
        ...{ state, stage, limit: pLimit(1), partition: "aws", projections: [], isFull: false, listedAgainAfter: 72 * hour },
        ...{ others: [vulnerabilitiesOf(state, { source: "securityhub", now: () => clock })], now: () => clock },
        changesSince: () => Promise.reject(new Error("nobody asks CloudTrail")),
      },
      { ...here, required: true, aws: async () => aws, shared: new Map() },
    );
    if (!followed?.isComplete) throw new Error(followed?.cells[0]?.message);
    settle(state, { savePoint: `run-${run}`, cells: [followed.cell] });
    const rows = state.database
      .prepare("SELECT a, body FROM item JOIN part ON part.item = item.id WHERE collection = 'vulnerability'")
      .all();
    const scores = rows.map(({ a, body }) => `${a} ${JSON.parse(String(body)).base_score}`).sort();
    return { isListed: followed.listed !== undefined, scores };
  };
  return { hub, see };
}

it("sees with the next whole listing what leaves no trace in the times of an update, and what is gone", async () => {
  const { hub, see } = world();
  hub.put(here, finding("kept", 0), finding("judged", 0), finding("removed", 0));
  const sent = ["finding/judged 7", "finding/kept 7", "finding/removed 7"];
  expect(await see(1)).toEqual({ isListed: true, scores: sent });
  expect(await see(50)).toEqual({ isListed: false, scores: sent });

  // A product sends days later what it saw then; a person judges; Security Hub removes.
  hub.put(here, finding("late", 10));
  hub.change(here, "finding/judged", { Severity: { Label: "LOW" } });
  hub.remove(here, "finding/removed");
  expect(await see(70)).toEqual({ isListed: false, scores: sent });
  expect(await see(74)).toEqual({ isListed: true, scores: ["finding/judged 0.1", "finding/kept 7", "finding/late 7"] });
  // It is followed again from there.
  expect((await see(75)).isListed).toBe(false);
});
