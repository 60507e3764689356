import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Aws, defineCollector } from "@plumbline/audit-kit/define";
import { CarError } from "@plumbline/car-client/car-error";
import fc from "fast-check";
import pLimit from "p-limit";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Changes } from "./follow-place.ts";
import { type ImportOptions, importAll } from "./import.ts";
import { MemoryCar } from "./memory-car.fixture.ts";
import { defineProjection } from "./projection.ts";
import { openState, type State } from "./state/open-state.ts";

/** Hosts with an address, tags, and perhaps a group, whose name each of its hosts shows. */
interface Host {
  id: string;
  name?: string | undefined;
  ip: string;
  group?: string | undefined;
  tags: string[];
}
class World {
  hosts = new Map<string, Host>();
  groups = new Map<string, string>();
  changed = new Map<string, Set<string>>();
  denied = new Set<string>();
  isTrailDenied = false;
  clock = Date.parse("2026-01-01T00:00:00Z");

  #change(type: string, id: string): void {
    this.changed.set(type, (this.changed.get(type) ?? new Set()).add(id));
  }
  put(host: Host): void {
    this.hosts.set(host.id, host);
    this.#change("host", host.id);
  }
  remove(id: string): void {
    this.hosts.delete(id);
    this.#change("host", id);
  }
  rename(group: string, name: string | undefined): void {
    if (name === undefined) this.groups.delete(group);
    else this.groups.set(group, name);
    this.#change("group", group);
  }
  ask(type: string): void {
    if (this.denied.has(type)) throw Object.assign(new Error(`${type} is denied`), { kind: "denied" });
  }
}
const placeOf = (aws: Aws) => aws as unknown as { world: World };

const host = defineCollector({
  type: "host",
  title: "host",
  scope: "regional",
  iam: [],
  gone: [],
  base: z.object({
    ...{ id: z.string(), name: z.string().optional(), ip: z.string(), group: z.string().optional(), tags: z.array(z.string()) },
  }),
  async *list(aws) {
    const { world } = placeOf(aws);
    world.ask("host");
    yield* world.hosts.values();
  },
  async find(aws, id) {
    const { world } = placeOf(aws);
    world.ask("host");
    return [...world.hosts.values()].filter((one) => one.id === id);
  },
  aspects: {
    groupName: {
      iam: [],
      per: 10,
      schema: z.string().nullable(),
      async fetch(aws, hosts) {
        const { world } = placeOf(aws);
        world.ask("groupName");
        return new Map(hosts.map(({ id, group }) => [id, world.groups.get(group ?? "") ?? null]));
      },
    },
  },
  events: [],
});
const group = defineCollector({
  ...{ type: "group", title: "group", scope: "regional", iam: [], gone: [], aspects: {}, events: [] },
  base: z.object({ id: z.string(), name: z.string() }),
  async *list(aws) {
    const { world } = placeOf(aws);
    world.ask("group");
    for (const [id, name] of world.groups) yield { id, name };
  },
  async find(aws, id) {
    const name = placeOf(aws).world.groups.get(id);
    return name === undefined ? [] : [{ id, name }];
  },
});
const projections = [
  defineProjection({
    of: host,
    needs: ["groupName"],
    followedBy: "events",
    project: ({ id, name, ip, group, groupName, tags }, { region }) => ({
      vertices: [
        { collection: "asset", row: { external_id: id, name: id, ...(name === undefined ? {} : { description: name }), tag: tags } },
        { collection: "ipaddress", row: { _key: ip } },
        { collection: "geolocation", row: { external_id: region, region } },
      ],
      edges: [
        { collection: "asset_ipaddress", from: id, to: ip },
        { collection: "asset_geolocation", from: id, to: region },
        ...(groupName === null ? [] : [{ collection: "asset_application" as const, from: id, to: groupName }]),
      ],
      ...(group === undefined ? {} : { readFrom: [`group/${group}`] }),
    }),
  }),
  defineProjection({
    of: group,
    needs: [],
    followedBy: "events",
    project: ({ name }) => ({ vertices: [{ collection: "application", row: { external_id: name, name } }], edges: [] }),
  }),
];

const folder = mkdtempSync(join(tmpdir(), "car-state-"));
let states = 0;
const newState = () => openState(join(folder, `${++states}.db`));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const region = "eu-west-1";
const account = "111111111111";

function options(world: World, car: MemoryCar, state: State, given: Partial<ImportOptions> = {}): ImportOptions {
  return {
    ...{ state, car: car.car, run: `run-${world.clock}`, target: "there", partition: "aws", lost: [], projections, others: [] },
    places: [{ account, region, required: true }],
    async changesSince(): Promise<Changes> {
      if (world.isTrailDenied) throw Object.assign(new Error("no trail"), { kind: "denied" });
      const named = new Map([...world.changed].map(([type, ids]) => [type, [...ids]]));
      return { named, held: new Map(), unnamed: new Map() };
    },
    connect: async () => ({ partition: "aws", account, region, world }) as unknown as Aws,
    ...{ limit: pLimit(4), placesAtOnce: 2, listedAgainAfter: 3_600_000_000, isForced: false, now: () => new Date(world.clock) },
    ...given,
  };
}
/** Runs an import; what changed before it is told to the next one only when it could not be finished. */
async function run(world: World, car: MemoryCar, state: State, given: Partial<ImportOptions> = {}) {
  world.clock += 60_000;
  const done = await importAll(options(world, car, state, given));
  if (done.cells.every(({ outcome }) => outcome === "ok")) world.changed = new Map();
  return done;
}
/** What a fresh CAR would hold. */
async function fresh(world: World): Promise<unknown> {
  const car = new MemoryCar();
  await importAll(options(world, car, newState()));
  return car.model();
}

const ids = ["a", "b", "c", "d"];
const aHost = fc.record({
  id: fc.constantFrom(...ids),
  name: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
  ip: fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3"),
  group: fc.option(fc.constantFrom("g", "h"), { nil: undefined }),
  tags: fc.uniqueArray(fc.constantFrom("x=1", "y=2", "z=3"), { maxLength: 3 }),
});
const step = fc.oneof(
  aHost.map((one) => (world: World) => world.put(one)),
  fc.constantFrom(...ids).map((id) => (world: World) => world.remove(id)),
  fc.tuple(fc.constantFrom("g", "h"), fc.option(fc.constantFrom("web", "db"), { nil: undefined })).map(
    ([id, name]) =>
      (world: World) =>
        world.rename(id, name),
  ),
);
const steps = fc.array(fc.array(step, { maxLength: 4 }), { minLength: 1, maxLength: 5 });

describe("an import", () => {
  it("and incremental ones after it leave CAR as one fresh full import would", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (rounds) => {
        const [world, car, state] = [new World(), new MemoryCar(), newState()];
        for (const [index, round] of rounds.entries()) {
          for (const act of round) act(world);
          const { mode } = await run(world, car, state);
          expect(mode.kind).toBe(index === 0 ? "full" : "incremental");
          expect(car.model()).toEqual(await fresh(world));
        }
        state.close();
      }),
      { numRuns: 150 },
    );
  });

  it("that CAR breaks off anywhere is made good by a later one, whatever changes in between", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), async (rounds, breaks) => {
        const [world, car, state] = [new World(), new MemoryCar(), newState()];
        for (const [index, round] of rounds.entries()) {
          for (const act of round) act(world);
          car.failsAfter = breaks[index % breaks.length] ?? 0;
          const before = car.held.savePoint;
          const failure = await run(world, car, state).then(
            () => undefined,
            (error: unknown) => error,
          );
          car.failsAfter = Number.POSITIVE_INFINITY;
          if (failure === undefined) continue;
          expect(failure).toBeInstanceOf(CarError);
          expect(car.held.savePoint).toBe(before);
          // Several in a row may break off.
          if (index % 2 === 0) continue;
          await run(world, car, state);
          expect(car.model()).toEqual(await fresh(world));
        }
        await run(world, car, state);
        expect(car.isSession).toBe(false);
        expect(car.model()).toEqual(await fresh(world));
        state.close();
      }),
      { numRuns: 150 },
    );
  });

  it("deletes nothing of a cell that can't be seen, and is whole again when it can", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom("host", "group", "groupName", "trail"), fc.boolean(), async (rounds, what, isForced) => {
        const [world, car, state] = [new World(), new MemoryCar(), newState()];
        for (const [index, round] of rounds.entries()) {
          for (const act of round) act(world);
          if (index === 0) {
            await run(world, car, state);
            continue;
          }
          const held = [...car.held.vertices.keys()].filter((id) => id.startsWith(what === "group" ? "application" : "asset"));
          if (what === "trail") world.isTrailDenied = true;
          else world.denied.add(what);
          const { cells } = await run(world, car, state, { isForced });
          if (cells.some(({ outcome }) => outcome === "denied"))
            expect([...car.held.vertices.keys()]).toEqual(expect.arrayContaining(held));
          world.denied.clear();
          world.isTrailDenied = false;
          await run(world, car, state);
          expect(car.model()).toEqual(await fresh(world));
        }
        state.close();
      }),
      { numRuns: 150 },
    );
  });

  it("retires nothing where CAR may hold what nobody knows of and a cell can't be seen", async () => {
    const [world, car] = [new World(), new MemoryCar()];
    for (const id of ids) world.put({ id, ip: "10.0.0.1", tags: [] });
    await run(world, car, newState());
    const held = [...car.held.vertices.keys()];
    // The state is lost, and an earlier failure has taken the save point away.
    car.held.savePoint = "";
    world.denied.add("host");
    const state = newState();
    const { unretired } = await run(world, car, state);
    expect([unretired, [...car.held.vertices.keys()]]).toEqual([`host of ${account}/${region} could not be seen whole`, held]);
    world.denied.clear();
    for (const id of ids.slice(1)) world.remove(id);
    expect((await run(world, car, state)).mode.kind).toBe("incremental");
    expect((await run(world, car, state)).mode).toMatchObject({
      reason: "an earlier one could retire nothing, and all has been seen since",
    });
    expect(car.model()).toEqual(await fresh(world));
  });

  it("retires nothing that a newer run sent, where its own state is an old one and a cell can't be seen", async () => {
    const [world, car, state, newer] = [new World(), new MemoryCar(), newState(), newState()];
    world.put({ id: "a", ip: "10.0.0.1", tags: [] });
    await run(world, car, state);
    world.put({ id: "b", ip: "10.0.0.2", tags: [] });
    await run(world, car, newer);
    world.denied.add("host");
    expect((await run(world, car, state)).unretired).toBe(`host of ${account}/${region} could not be seen whole`);
    expect([...car.held.vertices.keys()]).toEqual(expect.arrayContaining(["asset a", "asset b"]));
  });

  it("tells of a vertex that CAR does not take until it is another one", async () => {
    const [world, car, state] = [new World(), new MemoryCar(), newState()];
    world.put({ id: "a", ip: "no address", tags: [] });
    for (const time of ["first", "again"])
      expect((await run(world, car, state)).refused, time).toEqual([expect.stringContaining("is no IP address")]);
    world.put({ id: "a", ip: "10.0.0.1", tags: [] });
    expect((await run(world, car, state)).refused).toEqual([]);
  });

  it("is no import when another run has imported meanwhile, and the next one is a full one", async () => {
    const [world, car, state] = [new World(), new MemoryCar(), newState()];
    await run(world, car, state);
    const other = {
      onPlan() {
        car.held.savePoint = "another";
      },
    };
    await expect(run(world, car, state, other)).rejects.toThrow("another run has imported into it meanwhile");
    expect(car.held.savePoint).toBe("another");
    expect((await run(world, car, state)).mode.kind).toBe("full");
  });

  it("sends nothing of what has not changed", async () => {
    const [world, car, state] = [new World(), new MemoryCar(), newState()];
    for (const id of ids) world.put({ id, ip: `10.0.0.${id.charCodeAt(0)}`, tags: [] });
    await run(world, car, state);
    car.rows = 0;
    world.put({ id: "a", ip: "10.0.0.97", tags: ["x=1"] });
    const { counts } = await run(world, car, state);
    expect([counts, car.rows]).toEqual([{ send: { asset: 1 }, remove: {} }, 1]);
  });
});
