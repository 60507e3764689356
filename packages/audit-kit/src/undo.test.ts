import { describe, expect, it } from "vitest";
import { type Box, openBox, planOf, run, stateful } from "./apply.fixture.ts";
import { fault } from "./world.fixture.ts";

describe("undoChanges", () => {
  it("undo gives the state before back, in reverse order", async () => {
    const boxes = openBox();
    const cloud = stateful(boxes);
    const plan = await planOf(cloud);
    await run(cloud, plan);
    expect((await run(cloud, plan, { action: "undo" })).statuses).toEqual(["box/state undone", "box/lid undone"]);
    expect(boxes).toEqual(openBox());
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
});
