import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import { type Box, lids, openBox, run, stateful } from "./apply.fixture.ts";

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
