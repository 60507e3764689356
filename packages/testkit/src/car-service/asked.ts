import type { Answer } from "./answer.ts";
import type { Deed } from "./settings.ts";
import type { State } from "./state.ts";

/** A request, as a route reads it. */
export interface Asked {
  readonly state: State;
  /** What stands in the path where the route has a star, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  /** As it came, since a list is cut before its parts are decoded. */
  readonly rawQuery: string;
  readonly body: unknown;
  /** What is to happen to the job that this starts. */
  readonly deed: Deed | undefined;
}
export type Route = (asked: Asked) => Answer;
