import { join } from "node:path";
import type { Auditor } from "@plumbline/audit-kit/define";
import { readActions } from "@plumbline/audit-kit/generate";
import { audit } from "@plumbline/audit-kit/run";
import type { Target } from "@plumbline/audit-kit/target";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { createReplay } from "@plumbline/aws-session/replay";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { awsFault } from "@plumbline/aws-session/testing";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { readConfig } from "@plumbline/cli/config";
import type { Finding } from "@plumbline/finding-model/finding";
import type { Call } from "@plumbline/testkit/aws-call";
import { accessDenied } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { fakeKeys } from "./harness.fixture.ts";
import { notExercised, onlyForSome } from "./not-exercised.fixture.ts";
import { regions, type World, world } from "./world.fixture.ts";

const accounts = ["555555555555", "666666666666"] as const;
const later = new Date(Date.now() + 101 * 24 * 3_600_000);
let here: World;
const lines: string[] = [];
let auditors: Auditor[] = [];
let settings: Readonly<Record<string, unknown>> = {};

beforeAll(async () => {
  here = world(emulatorUrl(), [...accounts]);
  await here.make();
  // Put right first, so that there is something that passes and could be passed wrongly.
  const planFile = join(here.folder, "plan.json");
  await here.run(["plan", "--live", "--accounts", accounts.join(","), "--plan-file", planFile, "--now", later.toISOString()]);
  await here.run(["apply", planFile, "--apply", "--allow-irreversible", "--now", later.toISOString()]);
  auditors = await chooseChecks(undefined);
  settings = (await readConfig({}, { ...here, environment: {} })).settings;
  await here.scan(["--now", later.toISOString()], { tape: { record: (line) => void lines.push(line) } });
});

const targets: Target[] = accounts.map((id, i) => ({
  id,
  kind: i === 0 ? "prod" : "dev",
  mainRegion: "us-east-1",
  regions: regions.map((name) => ({ name, required: true })),
}));

async function judge(session: Session, auditor: Auditor): Promise<Finding[]> {
  const findings: Finding[] = [];
  const outcomes = audit({
    auditors: [auditor],
    targets,
    partition: "aws",
    connect: (place) => session.connect(place),
    settings,
    now: later,
  });
  for await (const outcome of outcomes) if (outcome.kind === "resource") findings.push(...outcome.findings);
  return findings;
}
const passes = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict.status === "pass");

describe("never a pass when we could not look", () => {
  it("each action of each check denied in turn, on recorded answers", async () => {
    let denied = "";
    let refused = 0;
    const replay = await createReplay(lines, (call) => {
      if (iamAction(call) !== denied) return undefined;
      refused++;
      return awsFault("AccessDeniedException", `not authorized to perform: ${denied}`, 403);
    });
    const session = await createSession({ region: "us-east-1" }, { environment: {}, tape: { replay } });
    const wrong: string[] = [];
    const counts = { pairs: 0, judged: 0, passed: 0, uncalled: 0 };
    for (const auditor of auditors) {
      denied = "";
      const open = await judge(session, auditor);
      const passing = new Set(passes(open).map(({ fingerprint }) => fingerprint));
      counts.judged += open.length;
      counts.passed += passing.size;
      if (open.some(({ verdict }) => verdict.status === "unknown")) wrong.push(`${auditor.id} is unknown with nothing denied`);
      for (const action of readActions([auditor])) {
        counts.pairs++;
        denied = action;
        refused = 0;
        const findings = await judge(session, auditor);
        const unknown = findings.filter(({ verdict }) => verdict.status === "unknown").length;
        const isConditional = `${auditor.id} ${action}` in onlyForSome;
        if (refused === 0) counts.uncalled++;
        if (refused > 0 && unknown === 0) wrong.push(`${auditor.id} is not unknown anywhere without ${action}`);
        if (refused === 0 && !isConditional && !(action in notExercised)) wrong.push(`${auditor.id} never called ${action}`);
        for (const { resource, fingerprint } of passes(findings)) {
          if (!isConditional && refused > 0) wrong.push(`${auditor.id} passes ${resource.id} without ${action}`);
          else if (!passing.has(fingerprint)) wrong.push(`${auditor.id} passes ${resource.id} only without ${action}`);
        }
      }
    }
    session.close();
    console.log(
      `${auditors.length} checks x their actions: ${counts.pairs} pairs denied (${counts.uncalled} never called here); of ${counts.judged} findings ${counts.passed} pass with nothing denied; ${wrong.length} wrong`,
    );
    expect([wrong, counts.passed > 0]).toEqual([[], true]);
  });

  it("ten actions again, live on the emulator", async () => {
    const actions = readActions(auditors);
    const chosen = Array.from(
      { length: Math.min(10, actions.length) },
      (_, i) => actions[Math.floor((i * actions.length) / Math.min(10, actions.length))] ?? "",
    );
    const wrong: string[] = [];
    let denials = 0;
    for (const action of chosen) {
      const faults = (call: Call) => {
        if (iamAction(call) !== action) return undefined;
        denials++;
        return accessDenied(call);
      };
      const proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults });
      const session = await createSession(
        { endpointUrl: proxy.url, ignoreConfiguredEndpoints: true, region: "us-east-1" },
        { environment: fakeKeys },
      );
      for (const auditor of auditors.filter(
        (one) => readActions([one]).includes(action as never) && !(`${one.id} ${action}` in onlyForSome),
      )) {
        for (const { resource } of passes(await judge(session, auditor)))
          wrong.push(`${auditor.id} passes ${resource.id} without ${action}`);
      }
      session.close();
      await proxy.stop();
    }
    console.log(`live: ${chosen.join(" ")}: ${denials} calls denied, ${wrong.length} passed`);
    expect([wrong, denials > 0]).toEqual([[], true]);
  });
});
