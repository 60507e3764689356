import type { Rows } from "./car.ts";

/** Works on each row, on at most `limit` at once, and tells how many there were. After a failure no further row is begun. */
export async function sideBySide<T>(rows: Rows<T>, limit: number, work: (row: T) => Promise<void>): Promise<number> {
  const left = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let count = 0;
  let hasFailed = false;
  const worker = async () => {
    while (!hasFailed) {
      const next = await left.next();
      if (next.done) return;
      await work(next.value);
      count++;
    }
  };
  const guarded = () =>
    worker().catch((cause: unknown) => {
      hasFailed = true;
      throw cause;
    });
  const ends = await Promise.allSettled(Array.from({ length: limit }, guarded));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) {
    await left.return?.();
    throw failed.reason;
  }
  return count;
}
