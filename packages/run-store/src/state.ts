import type { z } from "zod";

export type Json = z.infer<ReturnType<typeof z.json>>;

/** How long something is kept; it is as good as gone from then on. */
export interface Kept {
  readonly expiresAt?: Date | undefined;
}

/**
 * Small facts that outlive a run, by key: who holds a resource, what was told and when. In files by default, in DynamoDB in a deployment.
 * Every call rejects with a StoreError when the store can't be read or written; "could not look" is never "there is none".
 */
export interface StateStore {
  /** Undefined when there is none, or it expired. */
  get(key: string): Promise<Json | undefined>;
  put(key: string, value: Json, kept?: Kept): Promise<void>;
  /** Puts only where there is none or an expired one, and tells whether it did; of several at once one succeeds. */
  claim(key: string, value: Json, kept?: Kept): Promise<boolean>;
  /** Keeps for longer only while the value is this one and has not expired, and tells whether it did. */
  renew(key: string, value: Json, kept: Kept): Promise<boolean>;
  /** Removes only while the value is this one, so that nobody drops what another has claimed since. */
  release(key: string, value: Json): Promise<void>;
}
