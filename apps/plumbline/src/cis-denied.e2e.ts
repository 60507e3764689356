import { join } from "node:path";
import { readActions } from "@plumbline/audit-kit/generate";
import { chooseCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { loadCheck } from "@plumbline/cli/choose-checks";
import type { Control, ControlResult } from "@plumbline/finding-model/benchmark";
import { controlResults } from "@plumbline/finding-model/control-results";
import { isGap } from "@plumbline/finding-model/coverage";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import type { Call } from "@plumbline/testkit/aws-call";
import { cisAnswers } from "@plumbline/testkit/cis-world/answers";
import { cisRegions, makeCisWorld } from "@plumbline/testkit/cis-world/make";
import { accessDenied, firstOf } from "@plumbline/testkit/faults";
import { type EmulatorProxy, startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newFolder, plumbline } from "./harness.fixture.ts";

const account = "888888888881";
const denied: { action?: string; refused: number } = { refused: 0 };
let proxy: EmulatorProxy;
let controls: readonly Control[] = [];
let open: readonly ControlResult[] = [];

beforeAll(async () => {
  await makeCisWorld(emulatorUrl(), { bad: false, account });
  const deny = (call: Call) => {
    const service = call.service === "s3control" ? "s3-control" : call.service;
    if (denied.action === undefined || iamAction({ ...call, service }) !== denied.action) return undefined;
    denied.refused++;
    return accessDenied(call);
  };
  proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults: firstOf(deny, cisAnswers({ now: new Date(), bad: false })) });
  controls = (await chooseCis({ edition: "1.3.0" })).benchmark.controls;
  open = (await answers()).results;
}, 300_000);
afterAll(() => proxy?.stop());

async function answers() {
  const folder = newFolder();
  const where = ["--accounts", account, "--regions", cisRegions.join(","), "--endpoint-url", proxy.url];
  const ran = await plumbline(["cis", "--edition", "1.3.0", ...where], { folder });
  const report = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
  return { ran, report, results: await controlResults(report) };
}
const outcomeIn = (results: readonly ControlResult[], { id }: Control) => results.find(({ control }) => control === id)?.outcome;
const actionsOf = async (all: readonly Control[]) =>
  readActions(await Promise.all([...new Set(all.flatMap(({ questions }) => questions))].map((id) => loadCheck(id))));

it("a good account passes every automated control", () => {
  const outcomes = controls.filter(({ assessment }) => assessment === "automated").map((control) => [control.id, outcomeIn(open, control)]);
  console.log(
    `${outcomes.filter(([, outcome]) => outcome === "pass").length} of ${outcomes.length} automated controls of 1.3.0 pass in a good account`,
  );
  expect(outcomes.filter(([, outcome]) => outcome !== "pass")).toEqual([]);
});

it("each API action denied in turn: no control turns to pass, those that need it are unknown and named, exit code 3", async () => {
  const wrong: string[] = [];
  const counts = { actions: 0, refused: 0, unknown: 0 };
  for (const action of await actionsOf(controls)) {
    Object.assign(denied, { action, refused: 0 });
    const { ran, report, results } = await answers();
    counts.actions++;
    if (denied.refused === 0) {
      wrong.push(`${action} was never called`);
      continue;
    }
    counts.refused += denied.refused;
    if (ran.code !== 3) wrong.push(`${action}: exit code ${ran.code}`);
    if (!report.summary.coverage.some((cell) => isGap(cell) && cell.outcome === "denied")) wrong.push(`${action}: no denied cell`);
    for (const control of controls) {
      const [before, now] = [outcomeIn(open, control), outcomeIn(results, control)];
      if (control.assessment === "manual") {
        if (now !== "manual") wrong.push(`${action}: manual control ${control.id} became ${now}`);
        continue;
      }
      const needs = (await actionsOf([control])).includes(action);
      if (now === "pass" && before !== "pass") wrong.push(`${action}: ${control.id} turned from ${before} to pass`);
      if (needs && now !== "unknown") wrong.push(`${action}: ${control.id} needs it and is ${now}`);
      if (!needs && now !== before) wrong.push(`${action}: ${control.id} does not need it and is ${now}`);
      if (now === "unknown") counts.unknown++;
    }
  }
  console.log(
    `${counts.actions} actions denied in turn, ${counts.refused} calls refused, ${counts.unknown} answers unknown, ${wrong.length} wrong`,
  );
  expect(wrong).toEqual([]);
}, 900_000);
