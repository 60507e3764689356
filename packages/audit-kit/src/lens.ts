import type { Change } from "./define.ts";

/** A resource's base and the aspects that were needed of it, by name. */
export type KnownFacts = Readonly<Record<string, unknown>>;

/** The state that a change is about, as the facts have it. */
export const viewed = (change: Change, facts: KnownFacts): unknown => change.view(change.aspect === "base" ? facts : facts[change.aspect]);

/** The facts as they are when the change has brought this state about. */
export const withState = (change: Change, facts: KnownFacts, state: unknown): KnownFacts =>
  change.aspect === "base"
    ? { ...facts, ...change.set(facts, state) }
    : { ...facts, [change.aspect]: change.set(facts[change.aspect], state) };
