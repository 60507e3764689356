import type { IamRecord, Kind, RecordOf } from "../kinds.ts";
import type { AccessChange } from "./diff-answer.ts";
import type { Call } from "./who-did-it.ts";

/** A change in words, and the calls of which one would have made it. */
export type Told = Pick<AccessChange, "verb" | "who" | "what" | "details" | "reaches"> & { readonly calls: readonly Call[] };

/** A record at two instants; at one of them it may be missing. */
export interface Pair<K extends Kind> {
  readonly was: RecordOf<K> | undefined;
  readonly is: RecordOf<K> | undefined;
  /** Either of them, the later one first. */
  readonly one: RecordOf<K>;
  readonly verb: AccessChange["verb"];
}

export const upper = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
export const named = (kind: string, name: string): Record<string, string> => ({ [`${kind}Name`]: name });
/** Another one under the same id. */
export const isAnew = (was: IamRecord, is: IamRecord): boolean =>
  was.createdAt !== null && is.createdAt !== null && was.createdAt !== is.createdAt;
/** The event by what became of the record. */
export const eventOf = ({ verb }: Pick<Pair<Kind>, "verb">, made: string, gone: string, ...changed: string[]): string[] =>
  verb === "gained" ? [made] : verb === "lost" ? [gone] : changed;

/** Calls of a service that take the same parameters. */
const callsOf =
  (service: string) =>
  (events: readonly string[], parameters: Call["parameters"]): Call[] =>
    events.map((event) => ({ service, event, parameters }));
export const iam = callsOf("iam");
export const organizations = callsOf("organizations");
/** Of Identity Center, but for its users and groups. */
export const sso = callsOf("sso");

interface Words {
  readonly verb: AccessChange["verb"];
  readonly who: string;
  readonly what: string;
  readonly calls: readonly Call[];
  readonly details?: readonly string[];
  readonly reaches?: readonly string[];
}
export const told = ({ verb, who, what, calls, details = [], reaches = [] }: Words): Told => ({
  ...{ verb, who, what, details: [...details], reaches: [...reaches], calls },
});

/** A boundary that comes takes access away, one that goes gives it; of another in its place neither can be told. */
export function boundaryWords(old: string | null, now: string | null): Pick<Words, "verb" | "what"> {
  if (now === null) return { verb: "gained", what: `no boundary any more, which was ${old}` };
  return old === null ? { verb: "lost", what: `the boundary ${now}` } : { verb: "changed", what: `the boundary ${now} in place of ${old}` };
}

/** What a list gained, then what it lost. */
export const listChanges = (before: readonly string[], after: readonly string[]): string[] => [
  ...after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`),
  ...before.filter((one) => !after.includes(one)).map((one) => `- ${one}`),
];
