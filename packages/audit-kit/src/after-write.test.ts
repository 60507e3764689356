import { describe, expect, it } from "vitest";
import { openBox, planOf, run, stateful } from "./apply.fixture.ts";
import type { ApplyOptions } from "./apply.ts";
import { fault } from "./world.fixture.ts";

describe("after a write", () => {
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
});
