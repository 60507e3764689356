import { setTimeout as timer } from "node:timers/promises";
import { z } from "zod";
import type { StateStore } from "./state.ts";

export interface LeaseOptions {
  /** The run that wants it; of two that say the same, each would think that it holds it. */
  readonly owner: string;
  /** How long it holds after the last sign of life of its owner. */
  readonly seconds: number;
  now(): Date;
  /** Waits, unless it is aborted; a timer of the process unless given. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** `lost` is aborted when the lease could not be renewed in time: what has not begun must not begin any more. */
export interface Lease {
  readonly lost: AbortSignal;
  /** Gives it back. The work must have ended. */
  release(): Promise<void>;
}

/** Taken, or who holds it. */
export type Taken = { readonly lease: Lease } | { readonly heldBy: string };

const waitFor = (milliseconds: number, signal: AbortSignal): Promise<unknown> => timer(milliseconds, undefined, { signal, ref: false });

/**
 * Takes a key of the state for one owner at a time and renews it, each third of its time, until it is released. When its owner crashes, it
 * is free after `seconds`. Rejects with a StoreError when the state can't be read or written.
 */
export async function takeLease(state: StateStore, key: string, options: LeaseOptions): Promise<Taken> {
  const { owner, seconds, now, pause = waitFor } = options;
  const until = () => ({ expiresAt: new Date(now().getTime() + seconds * 1000) });
  for (let left = 2; !(await state.claim(key, owner, until())); left--) {
    const holder = z.string().safeParse(await state.get(key));
    if (holder.success) return { heldBy: holder.data };
    // Released between the two looks.
    if (left === 0) return { heldBy: "another" };
  }
  const [lost, ended] = [new AbortController(), new AbortController()];
  const renewing = renew(state, { key, owner, until, every: (seconds * 1000) / 3, pause, ended: ended.signal }, () => lost.abort());
  return {
    lease: {
      lost: lost.signal,
      async release() {
        ended.abort();
        await renewing;
        await state.release(key, owner);
      },
    },
  };
}

interface Renewal {
  readonly key: string;
  readonly owner: string;
  until(): { expiresAt: Date };
  readonly every: number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  readonly ended: AbortSignal;
}

async function renew(state: StateStore, { key, owner, until, every, pause, ended }: Renewal, lose: () => void): Promise<void> {
  let failures = 0;
  for (;;) {
    await pause(every, ended).catch(() => undefined);
    if (ended.aborted) return;
    try {
      if (!(await state.renew(key, owner, until()))) return lose();
      failures = 0;
    } catch {
      // A state that can't be reached now may be in a moment; after two thirds of the time it is as good as lost.
      failures++;
      if (failures === 2) return lose();
    }
  }
}

/** What became of work that needs a lease: its answer, or who holds it instead. */
export type Held<T> = { readonly done: T } | { readonly heldBy: string };

/** Does the work while it alone holds the key. Rejects as the work does. */
export async function withLease<T>(
  state: StateStore,
  key: string,
  options: LeaseOptions,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<Held<T>> {
  const taken = await takeLease(state, key, options);
  if ("heldBy" in taken) return taken;
  try {
    return { done: await work(taken.lease.lost) };
  } finally {
    await taken.lease.release();
  }
}
