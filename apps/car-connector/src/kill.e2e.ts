import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { EdgeCollection } from "@plumbline/car-client/edges";
import { readTold } from "@plumbline/car-model/state/notes";
import { openState } from "@plumbline/car-model/state/open-state";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillAccount } from "./filled-account.fixture.ts";
import { type Asked, type Gate, startGate } from "./gate.fixture.ts";
import { runConnector } from "./run-connector.ts";
import { startWorld, type World } from "./world.fixture.ts";

type Kind = "full" | "incremental";
/** Where a run is killed: at a call of AWS that is not answered, at a request to CAR, or somewhere in a quarter of it. */
type Point =
  | { readonly aws: string }
  | { readonly car: readonly [hold: "before" | "after", method: string, path: RegExp, holding?: string] }
  | { readonly quarter: 0 | 1 | 2 | 3 }
  | "never";
interface Row {
  readonly kind: Kind;
  readonly at: Point;
  /** False when the next run is killed too. */
  readonly isMended?: false;
}
/** Somewhere in each quarter. */
const anywhere = (kind: Kind): Record<string, Row> =>
  Object.fromEntries(([0, 1, 2, 3] as const).map((quarter) => [`quarter ${quarter + 1}, ${kind}`, { kind, at: { quarter } }]));
const rows: Readonly<Record<string, Row>> = {
  "the first listing": { kind: "full", at: { aws: "DescribeInstances" } },
  "nowhere, to learn its length": { kind: "incremental", at: "never" },
  "a session that is open": { kind: "full", at: { car: ["after", "POST", /full-import/] } },
  "vertices that CAR has taken": { kind: "full", at: { car: ["after", "POST", /^\/imports/, '"asset":'] }, isMended: false },
  "edges, in the run after": { kind: "full", at: { car: ["before", "POST", /^\/imports/, '"asset_ipaddress":'] } },
  "a session before it is closed": { kind: "full", at: { car: ["before", "DELETE", /full-import/] }, isMended: false },
  "a session that is closed": { kind: "full", at: { car: ["after", "DELETE", /full-import/] } },
  "an edge that is disabled, in a full one": { kind: "full", at: { car: ["after", "PATCH", /^\/asset_ipaddress/] } },
  "the save point of a full one": { kind: "full", at: { car: ["before", "PATCH", /^\/source/] } },
  "a later listing": { kind: "incremental", at: { aws: "GetFindings" } },
  "new vertices": { kind: "incremental", at: { car: ["after", "POST", /^\/imports/, '"vulnerability":'] } },
  "waiting for jobs": { kind: "incremental", at: { car: ["after", "GET", /^\/importstatus/] } },
  "new edges": { kind: "incremental", at: { car: ["before", "POST", /^\/imports/, '"asset_macaddress":'] } },
  "vertices that are deleted": { kind: "incremental", at: { car: ["after", "DELETE", /^\/source\/[^/]+\/asset/] } },
  "a save point that CAR does not get": { kind: "incremental", at: { car: ["before", "PATCH", /^\/source/] } },
  "a save point that CAR has": { kind: "incremental", at: { car: ["after", "PATCH", /^\/source/] } },
  ...anywhere("full"),
  ...anywhere("incremental"),
};
/** What a run was at when it was killed, by its last request to CAR. */
const phases: readonly (readonly [name: string, is: (asked: Asked) => boolean])[] = [
  ["collecting", ({ method, path }) => method === "GET" && /^\/(databases|source)/.test(path)],
  ["waiting for a job", ({ path }) => /^\/(importstatus|jobstatus)/.test(path)],
  ["opening", ({ method, path }) => method === "POST" && path.includes("full-import")],
  ["edges", ({ body }) => EdgeCollection.options.some((name) => body.includes(`"${name}":[`))],
  ["vertices", ({ method, path }) => method === "POST" && path === "/imports"],
  ["closing", ({ method, path }) => method === "DELETE" && path.includes("full-import")],
  ["save point", ({ method, path }) => method === "PATCH" && path.startsWith("/source")],
  ["disabling", ({ method }) => method === "PATCH"],
  ["deleting", ({ method }) => method === "DELETE"],
];

let world: World;
let gate: Gate;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  gate = await startGate(world.service.url);
});
afterAll(async () => {
  await gate.stop();
  await world.stop();
});

/** Runs the connector here, undisturbed. */
async function runHere(folder: string, url: string): Promise<string> {
  world.refused.faults = () => undefined;
  gate.watch = () => undefined;
  const { io, stdout, stderr } = testIo({
    ...{ environment: { ...world.environment, CAR_SERVICE_URL: url }, folder },
    ...{ now: () => new Date(), random: () => "abcdef", sleep: async () => undefined },
  });
  expect(await runConnector([], io), stderr()).toBe(0);
  return stdout().split("\n")[0] ?? "";
}
/** What a CAR that knows nothing holds after an import with a state that knows nothing. */
async function importFresh(): Promise<{ model: unknown; length: number }> {
  const calls = world.proxy.calls.length;
  const service = await startCarService({ pollsUntilDone: 0 });
  await runHere(newFolder(), service.url);
  const fresh = { model: service.model(), length: world.proxy.calls.length - calls + service.requests.length };
  await service.stop();
  return fresh;
}

interface Ended {
  readonly kind: string | undefined;
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stderr: string;
  /** Calls to AWS and requests to CAR. */
  readonly steps: number;
  readonly last: Asked | undefined;
}
/** Runs the connector as a process of its own, and kills it at the point; in a quarter of it so many milliseconds after so many steps. */
async function runAndKill({ kind, at }: Row, after: { steps: number; milliseconds: number }): Promise<Ended> {
  const seen: { steps: number; last?: Asked } = { steps: 0 };
  const words = ["--conditions=@plumbline/source", join(import.meta.dirname, "main.ts"), ...(kind === "full" ? ["--full"] : [])];
  // Those that come to their end spare the others half of their start.
  const environment = { ...world.environment, CAR_SERVICE_URL: gate.url, NODE_COMPILE_CACHE: join(world.folder, "compiled") };
  const child = spawn(process.execPath, words, { cwd: world.folder, env: environment });
  const kill = () => void child.kill("SIGKILL");
  const step = () => {
    seen.steps++;
    if (at !== "never" && "quarter" in at && seen.steps === after.steps) setTimeout(kill, after.milliseconds);
  };
  world.refused.faults = ({ operation }) => {
    step();
    if (at === "never" || !("aws" in at) || operation !== at.aws) return undefined;
    kill();
    return "silence";
  };
  gate.kept = kill;
  gate.watch = (asked) => {
    step();
    seen.last = asked;
    if (at === "never" || !("car" in at)) return undefined;
    const [hold, method, path, holding = ""] = at.car;
    return asked.method === method && path.test(asked.path) && asked.body.includes(holding) ? hold : undefined;
  };
  const [stderr, , [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "close")]);
  return { kind: /"mode":"(\w+)"/.exec(stderr)?.[1], code, stderr, steps: seen.steps, last: seen.last };
}

const seed = 20_261_122;
describe("an import that is killed", () => {
  it("is made good by the next one, wherever it was", async () => {
    const account = await fillAccount(world);
    const [draws] = fc.sample(fc.array(fc.record({ part: fc.nat(999), milliseconds: fc.nat(30) }), { minLength: 40, maxLength: 40 }), {
      ...{ seed, numRuns: 1 },
    });
    const spread = new Map<string, number>();
    let lengthOfIncremental = 0;
    for (const [index, [name, row]] of Object.entries(rows).entries()) {
      const turn = await account.change(index);
      const fresh = await importFresh();
      const before = world.service.savePoint();
      const { part = 0, milliseconds = 0 } = draws?.[index] ?? {};
      const length = row.kind === "full" ? fresh.length : lengthOfIncremental;
      const quarter = row.at !== "never" && "quarter" in row.at ? row.at.quarter : 0;
      const steps = 1 + Math.floor(((quarter + part / 1000) / 4) * length);
      const ended = await runAndKill(row, { steps, milliseconds });
      if (row.at !== "never" && !("quarter" in row.at)) expect(ended, name).toMatchObject({ code: null, kind: row.kind });
      else if (ended.code !== null) expect(ended, `${name}: ${ended.stderr}`).toMatchObject({ code: 0, kind: row.kind });
      const phase = ended.code !== null ? "none" : (phases.find(([, is]) => ended.last && is(ended.last))?.[0] ?? "signing in");
      if (row.kind === "incremental" && (row.at === "never" || phase === "save point")) lengthOfIncremental = ended.steps;
      spread.set(phase, (spread.get(phase) ?? 0) + 1);
      // A save point says that all is there.
      if (world.service.savePoint() !== before) expect(world.service.model(), name).toEqual(fresh.model);
      const then = row.isMended === false ? "killed again" : await runHere(world.folder, gate.url);
      const last = ended.last === undefined ? "" : ` (${ended.last.method} ${ended.last.path.slice(0, 40)})`;
      console.log(`${name} [${turn}]: ${ended.kind ?? "?"}, step ${ended.steps} of some ${length}, ${phase}${last}; then ${then}`);
      if (row.isMended === false) continue;
      expect(world.service.model(), name).toEqual(fresh.model);
      expect(world.service.isSessionOpen(), name).toBe(false);
      const state = openState(join(world.folder, "plumbline-output", "car", "aws-test.db"));
      const told = readTold(state);
      state.close();
      expect(told.savePoint, name).toMatch(/^\d{8}T/);
      expect(world.service.savePoint(), name).toBe(told.savePoint);
      expect(told.sending, name).toBeUndefined();
    }
    const kills = [...spread].filter(([phase]) => phase !== "none");
    console.log(`killed with seed ${seed}: ${kills.map(([phase, count]) => `${phase} ${count}`).join(", ")}`);
    expect(kills.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(20);
    expect(phases.flatMap(([phase]) => (spread.has(phase) ? [] : [phase]))).toEqual([]);
  });
});
