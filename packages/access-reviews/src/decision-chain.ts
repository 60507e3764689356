import type { Decision } from "./decision.ts";
import { hashOf } from "./digest.ts";

/** What the first decision of a chain follows. */
export const beginning = "0".repeat(64);

/** Puts a decision at the end of a chain. */
export function chained(decision: Omit<Decision, "seq" | "previous" | "hash">, end: { decisions: number; head: string }): Decision {
  const body = { ...decision, seq: end.decisions + 1, previous: end.head };
  return { ...body, hash: hashOf(body) };
}

/** Why a decision does not follow another as the next of a chain; undefined where it does. */
export function chainFault(decision: Decision, before: { seq: number; hash: string }): string | undefined {
  const { hash, ...body } = decision;
  if (hashOf(body) !== hash) return "was changed: its hash is of other content";
  if (decision.seq !== before.seq + 1) return `follows decision ${before.seq}: one is missing or was inserted`;
  if (decision.previous !== before.hash) return "does not follow the one before it";
  return undefined;
}
