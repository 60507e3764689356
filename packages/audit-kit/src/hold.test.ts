import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { describe, expect, it } from "vitest";
import type { Applied } from "./apply.ts";
import { whileHeld } from "./hold.ts";
import type { Hold, MakeOptions, TakeHold } from "./make-change.ts";

const change = (id: string): PlannedChange => ({
  ...{ id, fingerprint: id, check: "box/closed", severity: "high", partition: "aws" },
  resource: { account: "111111111111", region: "eu-west-1", type: "box", id: "b" },
  ...{ change: "box/lid", aspect: "lid", before: "open", after: "shut", outcome: "cured", calls: [] },
  ...{ undo: { kind: "restore", notRestored: [] }, iam: [] },
});
const group = [change("c1"), change("c2")];
interface Options extends MakeOptions {
  refuse?(change: PlannedChange): string | undefined;
}

async function work(hold: TakeHold | undefined, step: () => void = () => undefined) {
  const journal: JournalEntry[] = [];
  const options: Options = {
    ...{ run: "r2", who: "me", now: () => new Date(0), sleep: async () => undefined },
    connect: () => Promise.reject(new Error("no call")),
    writerOf: async () => undefined,
    journal: async (entry) => void journal.push(entry),
    refuse: ({ id }) => (id === "c2" ? "excepted" : undefined),
    ...(hold ? { hold } : {}),
  };
  async function* steps({ refuse }: Options): AsyncGenerator<Applied> {
    for (const one of group) {
      const reason = refuse?.(one);
      yield reason === undefined ? { change: one, status: "verified" } : { change: one, status: "refused", reason };
      step();
    }
  }
  const done = [];
  for await (const { status, reason } of whileHeld(group, "apply", options, steps)) done.push([status, reason]);
  return { done, journal };
}
const holding = (lost = new AbortController()) => {
  const released: number[] = [];
  const hold: Hold = { lost: lost.signal, release: async () => void released.push(1) };
  return { take: async () => hold, released, lose: () => lost.abort() };
};

describe("a resource", () => {
  it("is worked on as ever where nobody asks who holds it", async () => {
    expect((await work(undefined)).done).toEqual([
      ["verified", undefined],
      ["refused", "excepted"],
    ]);
  });

  it("that is held is worked on, and given back", async () => {
    const { take, released } = holding();
    expect((await work(take)).done).toEqual([
      ["verified", undefined],
      ["refused", "excepted"],
    ]);
    expect(released).toEqual([1]);
  });

  it("that another run holds is left alone, and each change journaled as refused", async () => {
    const { done, journal } = await work(async () => ({ heldBy: "r1" }));
    const reason = "another run (r1) is changing it";
    expect(done).toEqual([
      ["refused", reason],
      ["refused", reason],
    ]);
    expect(journal.map(({ change: { id }, action, status, run }) => [id, action, status, run])).toEqual([
      ["c1", "apply", "refused", "r2"],
      ["c2", "apply", "refused", "r2"],
    ]);
  });

  it("that was lost meanwhile is left alone from then on", async () => {
    const { take, released, lose } = holding();
    expect((await work(take, lose)).done).toEqual([
      ["verified", undefined],
      ["refused", "this run was held up, and another may be changing it"],
    ]);
    expect(released).toEqual([1]);
  });

  it("is given back when the work fails", async () => {
    const { take, released } = holding();
    const broken = () => {
      throw new Error("broke");
    };
    await expect(work(take, broken)).rejects.toThrow("broke");
    expect(released).toEqual([1]);
  });
});
