import { describe, expect, it } from "vitest";
import { type Box, openBox, planOf, run, stateful } from "./apply.fixture.ts";
import type { ApplyOptions } from "./apply.ts";
import { fault } from "./world.fixture.ts";

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
