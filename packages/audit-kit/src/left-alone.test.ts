import { describe, expect, it } from "vitest";
import { type Box, openBox, planOf, run, stateful } from "./apply.fixture.ts";
import type { ApplyOptions } from "./apply.ts";
import { fault } from "./world.fixture.ts";

describe("what applyChanges leaves alone", () => {
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
});
