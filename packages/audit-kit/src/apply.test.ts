import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import { type ApplyOptions, applyChanges } from "./apply.ts";
import { audit } from "./run.ts";
import { type Answer, boxClosed, boxPlain, boxTagged, fault, world, writers } from "./world.fixture.ts";

interface Box {
  open: boolean;
  label: string | null;
  state: string;
}
const account = "111111111111";

/** A cloud that keeps what is written to its boxes. */
function stateful(boxes: Record<string, Box>, answers: Record<string, Answer> = {}) {
  const named = (input: unknown): [Box, unknown] => {
    const [id, to] = Array.isArray(input) ? input : [input];
    const one = boxes[String(id)];
    if (!one) throw fault("failed", "NoSuchBox");
    return [one, to];
  };
  const write =
    (key: keyof Box): Answer =>
    ({ input }) => {
      const [one, to] = named(input);
      Object.assign(one, { [key]: to });
    };
  return world({
    ListBoxes: ({ input }) => (input === 0 ? Object.keys(boxes) : []),
    GetBox: ({ input }) => (boxes[String(input)] ? [{ id: input, state: boxes[String(input)]?.state }] : []),
    GetLid: ({ input }) => ({ open: named(input)[0].open, kept: 1 }),
    GetLabel: ({ input }) => {
      const { label } = named(input)[0];
      if (label === null) throw fault("failed", "NoSuchLabel");
      return label;
    },
    GetTags: () => new Map(),
    SetLid: write("open"),
    SetLabel: write("label"),
    SetState: write("state"),
    ...answers,
  });
}
type Cloud = ReturnType<typeof world>;
const target = { id: account, kind: "prod" as const, mainRegion: "us-east-1", regions: [{ name: "us-east-1", required: true }] };
const auditors = [boxClosed, boxTagged, boxPlain];

async function planOf(cloud: Cloud): Promise<PlannedChange[]> {
  const changes: PlannedChange[] = [];
  for await (const outcome of audit({
    auditors,
    targets: [target],
    partition: "aws",
    connect: cloud.connect,
    now: new Date(0),
    plan: true,
  })) {
    if (outcome.kind === "resource") changes.push(...outcome.plan.changes);
  }
  return changes;
}

async function run(cloud: Cloud, changes: readonly PlannedChange[], options: Partial<ApplyOptions> = {}) {
  const journal: JournalEntry[] = [];
  const slept: number[] = [];
  const applied = [];
  for await (const one of applyChanges(changes, {
    action: "apply",
    run: "r1",
    who: "arn:aws:iam::111111111111:user/me",
    connect: cloud.connect,
    writerOf: async (name) => Object.values(writers).find((writer) => writer.change.name === name),
    reaudit: async ({ check, resource }) => {
      const only = [{ account, region: resource.region, type: "box", ids: [resource.id] }];
      for await (const outcome of audit({
        auditors: auditors.filter(({ id }) => id === check),
        targets: [target],
        partition: "aws",
        connect: cloud.connect,
        now: new Date(0),
        only,
      })) {
        const [finding] = outcome.kind === "resource" ? outcome.findings : [];
        if (finding)
          return {
            status: finding.verdict.status,
            contained: finding.contained !== undefined,
            reason: "reason" in finding.verdict ? finding.verdict.reason : "",
          };
      }
      return { status: "not-applicable", contained: false, reason: "" };
    },
    journal: async (entry) => void journal.push(entry),
    allowIrreversible: false,
    now: () => new Date(0),
    sleep: async (ms) => void slept.push(ms),
    ...options,
  }))
    applied.push(one);
  return { applied, journal, slept, statuses: applied.map(({ change, status }) => `${change.change} ${status}`) };
}

const openBox = (): Record<string, Box> => ({ a: { open: true, label: null, state: "running" } });

describe("applyChanges", () => {
  it("writes settings before stops, verifies cure and containment, and journals each before and after", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const { statuses, journal } = await run(cloud, await planOf(cloud));
    expect(statuses).toEqual(["box/lid verified", "box/state verified"]);
    expect(boxes["a"]).toEqual({ open: false, label: null, state: "stopped" });
    expect(journal.map(({ change, status }) => `${change.change} ${status}`)).toEqual([
      "box/lid writing",
      "box/lid verified",
      "box/state writing",
      "box/state verified",
    ]);
  });

  it("undo gives the state before back, in reverse order", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const plan = await planOf(cloud);
    await run(cloud, plan);
    expect((await run(cloud, plan, { action: "undo" })).statuses).toEqual(["box/state undone", "box/lid undone"]);
    expect(boxes).toEqual(openBox());
  });

  it("refuses what drifted since the plan, writes nothing to it, and goes on with other resources", async () => {
    const boxes: Record<string, Box> = {
      a: { open: false, label: "red", state: "stopped" },
      b: { open: false, label: "red", state: "stopped" },
    };
    const cloud = stateful(boxes);
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/label");
    boxes["a"]!.label = "blue";
    const { statuses } = await run(cloud, plan, { allowIrreversible: true });
    expect([statuses, cloud.count("SetLabel"), boxes["a"]!.label]).toEqual([["box/label drifted", "box/label verified"], 1, "blue"]);
  });

  const begun: Record<string, [isBegun: boolean, status: string]> = {
    "by an earlier run, is verified": [true, "verified"],
    "by somebody else, has drifted": [false, "drifted"],
  };
  it.each(Object.entries(begun))("what was already done %s, without a write", async (_, [isBegun, status]) => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/lid");
    boxes["a"]!.open = false;
    expect([(await run(cloud, plan, { isBegun: () => isBegun })).statuses, cloud.count("SetLid")]).toEqual([[`box/lid ${status}`], 0]);
  });

  it("an undo that AWS was still working on is done when it has finished", async () => {
    const boxes: Record<string, Box> = { a: { open: false, label: null, state: "running" } };
    let next = "stopped";
    const cloud = stateful(boxes, { SetState: () => void Object.assign(boxes["a"]!, { state: next }) });
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/state");
    await run(cloud, plan);
    next = "stopping";
    expect((await run(cloud, plan, { action: "undo" })).statuses).toEqual(["box/state in-progress"]);
    boxes["a"]!.state = "running";
    expect((await run(cloud, plan, { action: "undo" })).statuses).toEqual(["box/state undone"]);
  });

  it("leaves alone what was put right otherwise since the plan, although the state is as it was", async () => {
    const boxes: Record<string, Box> = { a: { open: false, label: null, state: "running" } };
    let tags: Record<string, string> = {};
    const cloud = stateful(boxes, { GetTags: () => new Map([["a", tags]]) });
    const plan = await planOf(cloud);
    tags = { owner: "x" };
    const { applied, journal } = await run(cloud, plan);
    expect([applied[0], cloud.count("SetState")]).toMatchObject([
      { status: "drifted", reason: expect.stringContaining("box/tagged does not fail any more") },
      0,
    ]);
    expect(journal.map(({ status }) => status)).toEqual(["drifted"]);
  });

  it("writes nothing when the finding can't be judged again", async () => {
    const boxes: Record<string, Box> = { a: { open: false, label: null, state: "running" } };
    let isDenied = false;
    const cloud = stateful(boxes, {
      GetTags: () => {
        if (isDenied) throw fault("denied", "AccessDenied", "not allowed");
        return new Map();
      },
    });
    const plan = await planOf(cloud);
    isDenied = true;
    expect([(await run(cloud, plan)).applied[0], cloud.count("SetState")]).toMatchObject([
      { status: "failed", reason: expect.stringContaining("could not be judged: not allowed") },
      0,
    ]);
  });

  it("knows by its declaration what can't be undone, whatever the plan says", async () => {
    const boxes = { a: { open: false, label: "red", state: "stopped" } };
    const cloud = stateful(boxes);
    const plan = (await planOf(cloud))
      .filter(({ change }) => change === "box/label")
      .map((change) => ({ ...change, undo: { kind: "restore" as const, notRestored: [] } }));
    expect([(await run(cloud, plan)).statuses, boxes.a.label]).toEqual([["box/label refused"], "red"]);
  });

  it("an undo that AWS refuses gives the state before, and the command that tries again", async () => {
    const boxes = openBox();
    let isRefused = false;
    const cloud = stateful(boxes, {
      SetLid: ({ input }) => {
        if (isRefused) throw fault("failed", "MalformedPolicy", "no such principal");
        if (Array.isArray(input)) boxes["a"]!.open = Boolean(input[1]);
      },
    });
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/lid");
    await run(cloud, plan);
    isRefused = true;
    expect((await run(cloud, plan, { action: "undo" })).applied[0]).toMatchObject({
      status: "failed",
      reason: `refused by AWS: no such principal. The state before is true. When the cause is gone: plumbline undo ${plan[0]?.id} --apply`,
    });
  });

  it("calls a resource that is gone drifted", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const plan = await planOf(cloud);
    delete boxes["a"];
    expect((await run(cloud, plan)).applied[0]).toMatchObject({ status: "drifted", reason: "the resource is gone" });
  });

  it("ends a group at its first failure and says so of the rest", async () => {
    const cloud = stateful(openBox(), {
      SetLid: () => {
        throw fault("denied", "AccessDenied", "not allowed");
      },
    });
    const { applied, journal } = await run(cloud, await planOf(cloud));
    expect(applied.map(({ status, reason }) => [status, reason])).toEqual([
      ["failed", "not allowed"],
      ["refused", "not tried, since box/lid did not succeed"],
    ]);
    expect([cloud.count("SetState"), journal.map(({ status }) => status)]).toEqual([0, ["writing", "failed", "refused"]]);
  });

  it("makes what can't be undone only when told", async () => {
    const boxes = { a: { open: false, label: "red", state: "stopped" } };
    const cloud = stateful(boxes);
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/label");
    const refused = await run(cloud, plan);
    expect([refused.applied[0]?.status, boxes.a.label]).toEqual(["refused", "red"]);
    expect((await run(cloud, plan, { allowIrreversible: true })).statuses).toEqual(["box/label verified"]);
    expect((await run(cloud, plan, { action: "undo", allowIrreversible: true })).statuses).toEqual(["box/label refused"]);
  });

  it("an undo leaves out what can't be undone, and undoes what was done before it", async () => {
    const boxes = { a: { open: true, label: "red", state: "stopped" } };
    const cloud = stateful(boxes);
    const plan = (await planOf(cloud)).filter(({ change }) => change !== "box/state");
    await run(cloud, plan, { allowIrreversible: true });
    expect(
      (
        await run(
          cloud,
          plan.toSorted((a) => (a.change === "box/lid" ? -1 : 1)),
          { action: "undo" },
        )
      ).statuses,
    ).toEqual(["box/label refused", "box/lid undone"]);
  });

  it("makes nothing that an exception came to cover, nor an unknown change", async () => {
    const cloud = stateful(openBox());
    const [first] = await planOf(cloud);
    if (!first) throw new Error("no plan");
    const excepted = await run(cloud, [first], { refuse: () => "excepted" });
    const unknown = await run(cloud, [{ ...first, change: "box/none" }]);
    expect([excepted.statuses, unknown.statuses, cloud.count("SetLid")]).toEqual([["box/lid refused"], ["box/none refused"], 0]);
  });

  it("writes nothing when the journal can't be kept", async () => {
    const cloud = stateful(openBox());
    await expect(run(cloud, await planOf(cloud), { journal: () => Promise.reject(new Error("disk full")) })).rejects.toThrow("disk full");
    expect(cloud.count("SetLid")).toBe(0);
  });

  it("waits for AWS, a little longer each time, and says in-progress while it is still on its way", async () => {
    const boxes = { a: { open: false, label: null, state: "running" } };
    const cloud = stateful(boxes, { SetState: () => void Object.assign(boxes.a, { state: "stopping" }) });
    const { applied, slept } = await run(cloud, await planOf(cloud));
    expect([applied[0]?.status, slept]).toEqual(["in-progress", [250, 500, 1000, 2000, 4000, 8000]]);
  });

  it("a write that never shows is failed", async () => {
    const cloud = stateful(openBox(), { SetLid: () => undefined });
    expect((await run(cloud, await planOf(cloud))).applied[0]).toMatchObject({
      status: "failed",
      reason: "written, but lid still reads otherwise",
    });
  });

  it("a write that shows but does not cure is failed", async () => {
    const cloud = stateful(openBox());
    const { applied } = await run(cloud, (await planOf(cloud)).slice(0, 1), {
      reaudit: async () => ({ status: "fail", contained: false, reason: "it is open" }),
    });
    expect(applied[0]).toMatchObject({ status: "failed", reason: "written, but box/closed is not cured: it is open" });
  });
});
