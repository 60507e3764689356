import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { Finding } from "@plumbline/finding-model/finding";
import { StoreError } from "@plumbline/run-store/error";
import type { StateStore } from "@plumbline/run-store/state";
import { z } from "zod";

/** What was told of one account and fails still: check and region by fingerprint. */
const Entry = z.strictObject({ check: z.string(), region: z.string() });
const Shard = z.record(z.string(), Entry);
export type IndexEntry = z.infer<typeof Entry>;

const shards = [..."0123456789abcdef"];
const lockSeconds = 30;
const lockTries = 100;
const lockPause = 200;

export interface IndexOptions {
  readonly state: StateStore;
  /** Names the holder of a lock; a run's id and a few random letters. */
  readonly owner: string;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Lists the findings that were told by account, since a store gives a value only for a key that is known. In sixteen parts by the first
 * digit of the fingerprint: a row of DynamoDB holds 400 KB, which is 4,000 findings of each part.
 */
export function toldIndex({ state, owner, now, sleep }: IndexOptions) {
  const keyOf = (account: string, shard: string) => `notices/index/${account}/${shard}`;
  const read = async (key: string): Promise<Record<string, IndexEntry>> => {
    const shard = Shard.safeParse((await state.get(key)) ?? {});
    if (shard.success) return shard.data;
    const hint = "remove it; what fails is then told anew";
    throw new StoreError(`${key} can't be read: ${faultsIn(shard.error)}`, { code: "broken", path: key, hint });
  };

  /** Runs hold a part for the moment of its writing; a lock of a run that broke off ends by itself. */
  async function locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lock = `${key}/lock`;
    for (let tries = 0; !(await state.claim(lock, owner, { expiresAt: new Date(now().getTime() + lockSeconds * 1000) })); tries++) {
      if (tries === lockTries)
        throw new StoreError(`${key} is locked by another run`, { code: "unwritable", path: key, hint: "run it again later" });
      await sleep(lockPause);
    }
    try {
      return await work();
    } finally {
      await state.release(lock, owner);
    }
  }

  return {
    /** The findings of an account that were told and not resolved. */
    async of(account: string): Promise<Map<string, IndexEntry>> {
      const parts = await Promise.all(shards.map((shard) => read(keyOf(account, shard))));
      return new Map(parts.flatMap((part) => Object.entries(part)));
    },
    /** Puts findings in and takes them out. */
    async update(account: string, changes: ReadonlyMap<string, IndexEntry | undefined>): Promise<void> {
      for (const [shard, of] of Map.groupBy(changes, ([fingerprint]) => fingerprint.charAt(0))) {
        const key = keyOf(account, shard);
        await locked(key, async () => {
          const part = new Map(Object.entries(await read(key)));
          for (const [fingerprint, entry] of of) {
            if (entry) part.set(fingerprint, entry);
            else part.delete(fingerprint);
          }
          await state.put(key, Object.fromEntries(part));
        });
      }
    },
  };
}

/** What the index keeps of a finding. */
export const entryOf = ({ check, resource }: Pick<Finding, "check" | "resource">): IndexEntry => ({ check, region: resource.region });
