import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { closeAfterWork } from "./close-after-work.ts";

const actor = { role: "reader", accounts: "all", subject: "test" } as const;
const never = () => new Promise<never>(() => undefined);

/** A transaction of two statements that waits between them. */
async function halfway(patience: () => Promise<unknown>) {
  const store = closeAfterWork(await openEmpty(), patience);
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = store.as(actor, async (transaction) => {
    await sql`select 1`.execute(transaction);
    begun.resolve();
    await goOn.promise;
    return (await sql<{ two: number }>`select 2 as two`.execute(transaction)).rows;
  });
  await begun.promise;
  return { store, work, goOn };
}

describe("the store of a console that stops", () => {
  it("closes once what runs has ended, and begins nothing more", async () => {
    const { store, work, goOn } = await halfway(never);
    const closed = store.close();
    await expect(store.as(actor, async () => undefined)).rejects.toMatchObject({ status: 503 });
    goOn.resolve();
    expect(await work).toEqual([{ two: 2 }]);
    await closed;
    await expect(sql`select 1`.execute(store.db)).rejects.toThrow("destroyed");
  });
  it("waits for what fails too", async () => {
    const { store, work, goOn } = await halfway(never);
    const closed = store.close();
    goOn.reject(new Error("it fails"));
    await expect(work).rejects.toThrow("it fails");
    await closed;
  });
  it("waits no longer than its patience", async () => {
    const { store, work, goOn } = await halfway(never);
    const told: string[] = [];
    const impatient = closeAfterWork({ ...store, close: async () => void told.push("closed") }, () => Promise.resolve());
    const other = impatient.as(actor, () => goOn.promise);
    await impatient.close();
    expect(told).toEqual(["closed"]);
    goOn.resolve();
    await Promise.all([work, other]);
    await store.close();
  });
});
