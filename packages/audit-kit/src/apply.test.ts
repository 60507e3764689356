import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import { type ApplyOptions, applyChanges } from "./apply.ts";
import { brakesOn, defaultLimits } from "./brakes.ts";
import { audit } from "./run.ts";
import { settleChanges } from "./settle.ts";
import { undoChanges } from "./undo.ts";
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

type Run = Partial<ApplyOptions> & { action?: "apply" | "undo"; settle?: readonly JournalEntry[] };
async function run(cloud: Cloud, changes: readonly PlannedChange[], { action = "apply", settle, ...options }: Run = {}) {
  const journal: JournalEntry[] = [];
  const slept: number[] = [];
  const applied = [];
  const all: ApplyOptions = {
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
  };
  const made = settle ? settleChanges(settle, all) : action === "apply" ? applyChanges(changes, all) : undoChanges(changes, all);
  for await (const one of made) applied.push(one);
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
      "box/lid applied",
      "box/lid verified",
      "box/state writing",
      "box/state applied",
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
    expect([(await run(cloud, plan, { isBegun: async () => isBegun })).statuses, cloud.count("SetLid")]).toEqual([
      [`box/lid ${status}`],
      0,
    ]);
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
      { status: "refused", isTransient: true, reason: expect.stringContaining("could not be judged: not allowed") },
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

  it("makes nothing that must wait, and asks of every finding of its resource", async () => {
    const cloud = stateful(openBox());
    const changes = await planOf(cloud);
    const asked: string[] = [];
    const wait: ApplyOptions["wait"] = async ({ check }) => {
      asked.push(check);
      return { reason: "announced", madeAfter: "2026-03-08T00:00:00.000Z" };
    };
    const { applied, journal } = await run(cloud, changes, { wait });
    expect(applied.map(({ status, reason, madeAfter }) => [status, reason, madeAfter])).toEqual(
      changes.map(() => ["refused", "announced", "2026-03-08T00:00:00.000Z"]),
    );
    expect([asked, new Set(asked).size]).toEqual([[...new Set(changes.map(({ check }) => check))], 2]);
    expect([cloud.count("SetLid"), cloud.count("SetState"), journal.map(({ status }) => status)]).toEqual([
      0,
      0,
      changes.map(() => "refused"),
    ]);
  });

  it("makes what need not wait, and asks nothing of what drifted or does not fail any more", async () => {
    const cloud = stateful(openBox());
    const changes = await planOf(cloud);
    const asked: string[] = [];
    const wait: ApplyOptions["wait"] = async ({ change }) => void asked.push(change);
    expect((await run(cloud, changes, { wait })).applied.every(({ status }) => status === "verified")).toBe(true);
    const told = asked.length;
    await run(cloud, changes, { wait });
    expect([told > 0, asked.length]).toEqual([true, told]);
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

  it("a write that does not show yet is in progress, and is not undone by a timeout", async () => {
    const cloud = stateful(openBox(), { SetLid: () => undefined });
    const { applied, journal, slept } = await run(cloud, (await planOf(cloud)).slice(0, 1));
    expect(applied[0]).toMatchObject({ status: "in-progress", reason: "AWS does not show it yet; the next run verifies it" });
    expect([journal.map(({ action, status }) => `${action} ${status}`), slept.length]).toEqual([["apply writing", "apply in-progress"], 6]);
  });

  it("a write that reads neither as before nor as planned is failed, and left to whoever changed it", async () => {
    const boxes = { a: { open: false, label: "red", state: "stopped" } };
    const cloud = stateful(boxes, { SetLabel: () => void Object.assign(boxes.a, { label: "blue" }) });
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/label");
    const { applied } = await run(cloud, plan, { allowIrreversible: true });
    expect([applied[0]?.status, applied[0]?.reason, boxes.a.label]).toEqual([
      "failed",
      "written, but label reads neither as before nor as planned",
      "blue",
    ]);
  });

  const neverCured = async () => ({ status: "fail" as const, contained: false, reason: "it is open" });

  it("a write that shows but does not cure is failed, and taken back", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const { applied, journal } = await run(cloud, (await planOf(cloud)).slice(0, 1), { reaudit: neverCured });
    expect([applied[0]?.status, applied[0]?.reason, boxes["a"]?.open]).toEqual([
      "failed",
      "written, but box/closed is not cured: it is open; it was taken back",
      true,
    ]);
    expect(journal.map(({ action, status }) => `${action} ${status}`)).toEqual([
      "apply writing",
      "apply applied",
      "apply failed",
      "undo writing",
      "undo undone",
    ]);
  });

  it("what did not cure and can't be taken back says so", async () => {
    const boxes = { a: { open: false, label: "red", state: "stopped" } };
    const cloud = stateful(boxes);
    const plan = (await planOf(cloud)).filter(({ change }) => change === "box/label");
    const { applied } = await run(cloud, plan, { allowIrreversible: true, reaudit: neverCured });
    expect([applied[0]?.status, applied[0]?.reason]).toEqual([
      "failed",
      expect.stringMatching(/is not cured: it is open; box\/label can't be undone: /),
    ]);
  });

  it("what can't be judged afterwards stays applied: not being able to look is no reason to write", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    let judged = 0;
    const reaudit: ApplyOptions["reaudit"] = async () =>
      judged++ === 0
        ? { status: "fail", contained: false, reason: "it is open" }
        : { status: "unknown", contained: false, reason: "not allowed" };
    const { applied, journal } = await run(cloud, (await planOf(cloud)).slice(0, 1), { reaudit });
    expect([applied[0]?.status, applied[0]?.reason, boxes["a"]?.open]).toEqual([
      "applied",
      "written, but box/closed could not be judged: not allowed; plumbline verify judges it again",
      false,
    ]);
    expect(journal.map(({ status }) => status)).toEqual(["writing", "applied", "applied"]);
  });

  it("the steps of one finding are made whole or taken back", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes, {
      SetState: () => {
        throw fault("denied", "AccessDenied", "not allowed");
      },
    });
    const [lid, state] = await planOf(cloud);
    if (!lid || !state) throw new Error("no plan");
    const { applied } = await run(cloud, [lid, { ...state, fingerprint: lid.fingerprint }]);
    expect(applied.map(({ status, reason }) => [status, reason])).toEqual([
      ["applied", "box/state did not succeed; it was taken back"],
      ["failed", "not allowed"],
    ]);
    expect(boxes).toEqual(openBox());
  });

  const lost: Record<string, { write?: "done" | "lost" | "refused"; read?: "denied"; status: string; reason: RegExp; isOpen: boolean }> = {
    "a read that is denied after the write": {
      read: "denied",
      status: "in-progress",
      reason: /^written, but it could not be looked at: .*not allowed; plumbline verify finds out how it ended$/,
      isOpen: false,
    },
    "an answer that is lost, when AWS did it": { write: "done", status: "verified", reason: /^$/, isOpen: false },
    "an answer that is lost, when AWS may still do it": {
      write: "lost",
      status: "in-progress",
      reason: /^it is not known whether AWS took it: connection reset$/,
      isOpen: true,
    },
    "a write that is refused": { write: "refused", status: "failed", reason: /^not allowed$/, isOpen: true },
    "a write that is refused, and a read that is denied": {
      write: "refused",
      read: "denied",
      status: "in-progress",
      reason: /^the write ended with not allowed, but it could not be looked at/,
      isOpen: true,
    },
  };
  it.each(Object.entries(lost))("%s never makes another write", async (_, { write, read, status, reason, isOpen }) => {
    const boxes = openBox();
    let isWritten = false;
    const cloud = stateful(boxes, {
      SetLid: ({ input }) => {
        isWritten = true;
        if (write !== "refused" && write !== "lost" && Array.isArray(input)) boxes["a"]!.open = Boolean(input[1]);
        if (write === "refused") throw fault("denied", "AccessDenied", "not allowed");
        if (write !== undefined) throw fault("network", "ECONNRESET", "connection reset");
      },
      GetLid: () => {
        if (isWritten && read === "denied") throw fault("denied", "AccessDenied", "not allowed");
        return { open: boxes["a"]!.open, kept: 1 };
      },
    });
    const { applied, journal } = await run(cloud, (await planOf(cloud)).slice(0, 1));
    expect([applied[0]?.status, applied[0]?.reason ?? "", boxes["a"]?.open]).toEqual([status, expect.stringMatching(reason), isOpen]);
    expect([cloud.count("SetLid"), journal.every(({ action }) => action === "apply")]).toEqual([1, true]);
  });

  it("what an earlier run left open stays open while it can't be looked at", async () => {
    const boxes = openBox();
    let isDenied = false;
    const cloud = stateful(boxes, {
      GetLid: () => {
        if (isDenied) throw fault("denied", "AccessDenied", "not allowed");
        return { open: boxes["a"]!.open, kept: 1 };
      },
    });
    const [lid] = (await planOf(cloud)).filter(({ change }) => change === "box/lid");
    if (!lid) throw new Error("no plan");
    isDenied = true;
    const { applied, journal } = await run(cloud, [lid], { isBegun: async () => true });
    expect([applied[0]?.status, journal.map(({ status }) => status)]).toEqual(["in-progress", ["in-progress"]]);
    const fresh = await run(cloud, [lid]);
    expect([fresh.applied[0]?.status, fresh.applied[0]?.isTransient, fresh.journal.map(({ status }) => status)]).toEqual([
      "refused",
      true,
      ["refused"],
    ]);
    expect(cloud.count("SetLid")).toBe(0);
  });

  it("what is refused or moot leaves the other findings of its resource to be made", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const plan = await planOf(cloud);
    const { statuses } = await run(cloud, plan, { refuse: ({ change }) => (change === "box/lid" ? "excepted" : undefined) });
    expect(statuses).toEqual(["box/lid refused", "box/state verified"]);
    const other = stateful(openBox());
    const moot: ApplyOptions["reaudit"] = async ({ change }) =>
      change === "box/lid"
        ? { status: "pass", contained: false, reason: "it is shut" }
        : { status: "fail", contained: other.count("SetState") > 0, reason: "it has no tag" };
    expect((await run(other, await planOf(other), { reaudit: moot })).statuses).toEqual(["box/lid drifted", "box/state verified"]);
  });

  it("keeps in the journal who planned, who approved, and AWS's ids of the requests that wrote", async () => {
    const cloud = stateful(openBox());
    const { journal } = await run(cloud, (await planOf(cloud)).slice(0, 1), {
      plan: "a".repeat(64),
      approver: "anna",
      watch: (aws) => ({ aws, requestIds: () => ["request-1"] }),
    });
    expect(journal.map(({ status, plan, approver, requestIds }) => [status, plan, approver, requestIds])).toEqual([
      ["writing", "a".repeat(64), "anna", []],
      ["applied", "a".repeat(64), "anna", ["request-1"]],
      ["verified", "a".repeat(64), "anna", []],
    ]);
  });
});

const open = (name: string) => ({ [name]: { open: true, label: null, state: "running" } });
const many = (count: number): Record<string, Box> => Object.assign({}, ...Array.from({ length: count }, (_, i) => open(`b${i}`)));
const lids = async (cloud: Cloud) => (await planOf(cloud)).filter(({ change }) => change === "box/lid");

describe("brakes while changes are made", () => {
  it("the first of a kind is the canary: when it fails the others are not made", async () => {
    const cloud = stateful(many(4));
    const plan = await lids(cloud);
    const { applied } = await run(cloud, plan, {
      reaudit: async () => ({ status: "fail", contained: false, reason: "it is open" }),
      brakes: brakesOn(plan, defaultLimits),
    });
    expect(applied.map(({ status }) => status)).toEqual(["failed", "refused", "refused", "refused"]);
    expect(applied[1]?.reason).toMatch(/^the first box\/lid of this run, on b0 in 111111111111\/us-east-1, is failed; the others wait/);
  });

  it("stops after so many failures", async () => {
    let writes = 0;
    const boxes = many(6);
    const cloud = stateful(boxes, {
      SetLid: ({ input }) => {
        if (writes++ > 0) throw fault("denied", "AccessDenied", "not allowed");
        if (Array.isArray(input)) boxes[String(input[0])]!.open = false;
      },
    });
    const plan = await lids(cloud);
    const { applied } = await run(cloud, plan, { brakes: brakesOn(plan, { ...defaultLimits, stopAfter: 2 }) });
    expect(applied.map(({ status }) => status)).toEqual(["verified", "failed", "failed", "refused", "refused", "refused"]);
    expect(applied[3]?.reason).toBe("the run was stopped after 2 failures (--stop-after)");
  });
});

describe("settleChanges", () => {
  const entry = (change: PlannedChange, status: JournalEntry["status"], action: "apply" | "undo" = "apply"): JournalEntry => ({
    at: "2026-03-01T00:00:00.000Z",
    ...{ run: "r0", who: "me", requestIds: [], action, status, change },
  });
  const rows: Record<string, { was: JournalEntry["status"]; action?: "undo"; box: Partial<Box>; ends: string }> = {
    "what AWS has finished is verified": { was: "in-progress", box: { open: false }, ends: "box/lid verified" },
    "what could not be judged is judged": { was: "applied", box: { open: false }, ends: "box/lid verified" },
    "what a crash cut off after the write is verified": { was: "writing", box: { open: false }, ends: "box/lid verified" },
    "what a crash cut off before the write is failed": { was: "writing", box: { open: true }, ends: "box/lid failed" },
    "what AWS does not show is still in progress": { was: "in-progress", box: { open: true }, ends: "box/lid in-progress" },
    "an undo that AWS has finished is undone": { was: "in-progress", action: "undo", box: { open: true }, ends: "box/lid undone" },
  };
  it.each(Object.entries(rows))("%s", async (_, { was, action, box, ends }) => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const [lid] = await lids(cloud);
    if (!lid) throw new Error("no plan");
    Object.assign(boxes["a"]!, box);
    const { statuses, journal } = await run(cloud, [], { settle: [entry(lid, was, action)] });
    // What is as it was is not journaled again.
    const kept = journal.at(-1)?.status ?? was;
    expect([statuses, cloud.count("SetLid"), `box/lid ${kept}`]).toEqual([[ends], 0, ends]);
  });

  const meanwhile: Record<string, { stands: JournalEntry["status"][]; ends: string[] }> = {
    "what another run ended since the journal was read is not journaled again": { stands: ["verified"], ends: [] },
    "what another run saw fail since is left to it": { stands: ["failed"], ends: [] },
    "what is open still is settled": { stands: ["in-progress"], ends: ["box/lid verified"] },
    "what the journal does not hold any more is left alone": { stands: [], ends: [] },
  };
  it.each(Object.entries(meanwhile))("%s", async (_, { stands, ends }) => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const [lid] = await lids(cloud);
    if (!lid) throw new Error("no plan");
    boxes["a"]!.open = false;
    const latest = async () => stands.map((status) => entry(structuredClone(lid), status));
    const { statuses, journal } = await run(cloud, [], { settle: [entry(lid, "writing")], latest });
    expect([statuses, journal.filter(({ status }) => status === "verified").length]).toEqual([ends, ends.length]);
  });

  it("what AWS has not shown for a day, it did not take", async () => {
    const cloud = stateful(openBox());
    const [lid] = await lids(cloud);
    if (!lid) throw new Error("no plan");
    const settle = [entry(lid, "in-progress")];
    const now = () => new Date("2026-03-02T00:00:00.000Z");
    expect((await run(cloud, [], { settle, now })).applied).toMatchObject([
      { status: "failed", reason: expect.stringMatching(/as it was before/) },
    ]);
  });

  it("leaves alone what has ended, and what is gone has drifted", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const [lid] = await lids(cloud);
    if (!lid) throw new Error("no plan");
    expect((await run(cloud, [], { settle: [entry(lid, "verified"), entry(lid, "undone", "undo")] })).applied).toEqual([]);
    delete boxes["a"];
    expect((await run(cloud, [], { settle: [entry(lid, "in-progress")] })).applied).toMatchObject([{ status: "drifted" }]);
  });

  it("takes back what did not cure only where it may write", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const [lid] = await lids(cloud);
    if (!lid) throw new Error("no plan");
    boxes["a"]!.open = false;
    const reaudit = async () => ({ status: "fail" as const, contained: false, reason: "it is open" });
    const looked = await run(cloud, [], { settle: [entry(lid, "in-progress")], reaudit, takesBack: false });
    expect([looked.applied[0]?.status, looked.applied[0]?.reason, cloud.count("SetLid")]).toEqual([
      "failed",
      `written, but box/closed is not cured: it is open; plumbline undo ${lid.id} --apply takes it back`,
      0,
    ]);
    await run(cloud, [], { settle: [entry(lid, "in-progress")], reaudit });
    expect(boxes["a"]!.open).toBe(true);
  });
});
