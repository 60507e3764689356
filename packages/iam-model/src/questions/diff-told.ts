import type { Kind, RecordOf } from "../kinds.ts";
import type { AccessChange } from "./diff-answer.ts";
import type { Sought } from "./who-did-it.ts";

/** A change in words, and the call that would have made it; `account` only where that is recorded in another account. */
export type Told = Pick<AccessChange, "verb" | "who" | "what" | "details" | "reaches"> & {
  readonly sought: Omit<Sought, "account"> & { readonly account?: string };
};

/** A record at two instants; at one of them it may be missing. */
export interface Pair<K extends Kind> {
  readonly was: RecordOf<K> | undefined;
  readonly is: RecordOf<K> | undefined;
  /** Either of them, the later one first. */
  readonly one: RecordOf<K>;
  readonly verb: AccessChange["verb"];
}

export const upper = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
/** The event by what became of the record. */
export const eventOf = ({ verb }: Pick<Pair<Kind>, "verb">, made: string, gone: string, ...changed: string[]): string[] =>
  verb === "gained" ? [made] : verb === "lost" ? [gone] : changed;

interface Words {
  readonly verb: AccessChange["verb"];
  readonly who: string;
  readonly what: string;
  readonly events: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly details?: readonly string[];
  readonly reaches?: readonly string[];
}
export const told = ({ verb, who, what, events, parameters, details = [], reaches = [] }: Words): Told => ({
  ...{ verb, who, what, details: [...details], reaches: [...reaches], sought: { events, parameters } },
});

/** Calls on an organization or on Identity Center are recorded in the account that runs them. */
export const elsewhere = (one: Told): Told => ({ ...one, sought: { ...one.sought, account: "" } });
