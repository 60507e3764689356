import type { Scope } from "@plumbline/collectors/policy/coverage";
import type { PolicyText } from "../define-kind.ts";
import { makeCompiler, type Statement } from "./compile.ts";
import { methods } from "./escalations.ts";
import { powers } from "./powers.ts";
import { reachOf, regionOf } from "./region.ts";

/** What is enough for a policy to be privileged: all of some actions. */
interface Enough {
  readonly actions: readonly string[];
  readonly onAll: boolean;
}
const one = (action: string, onAll = false): Enough => ({ actions: [action], onAll });

/** Each action that changes IAM itself or hands a role on is enough, whatever else a method needs; of a service's methods all actions are. */
const enough: readonly Enough[] = [
  ...powers.flatMap(({ actions, onAll }) => actions.map((action) => one(action, onAll))),
  ...methods.flatMap(({ onTarget, anywhere }): readonly Enough[] => {
    const needed = [...onTarget, ...anywhere];
    const ofIam = needed.filter((action) => action.startsWith("iam:"));
    return ofIam.length > 0 ? ofIam.map((action) => one(action)) : needed.length > 0 ? [{ actions: needed, onAll: false }] : [];
  }),
];

/** Every role of an account, or of any: who may assume them all may be whatever one of them lets it be. */
const everyRole = /^\*+$|:iam::[^:]*:(role\/)?\*+$/;
const isOfEveryRole = ({ resources }: Statement): boolean =>
  resources === undefined || resources.but || resources.patterns.some((pattern) => everyRole.test(pattern));

const namesOf = ({ source }: Statement): readonly string[] => [source.Action ?? []].flat();
const covering = (names: readonly string[], action: string): string | undefined =>
  names.find((name) => reachOf(regionOf(action.toLowerCase()), patternOf(name)) === "all");
const patternOf = (name: string): Scope => ({ but: false, patterns: [name.toLowerCase()] });
const isOnAll = ({ resources }: Statement): boolean =>
  resources === undefined || resources.but || reachOf(regionOf("*"), resources) === "all";

/**
 * Why what a policy allows is more than everyday access: every action, all but some, a power, or what a published method of escalation needs;
 * undefined where it is not. Conditions, boundaries and denials are not considered: they make less of it, and a review had better ask once too
 * often. A text that can't be read is privileged.
 */
export function privilegedBecause(text: PolicyText): string | undefined {
  const { statements, unreadable } = makeCompiler()(text);
  if (unreadable !== null) return "its text can't be read as a policy";
  const allowing = statements.filter(({ effect }) => effect === "Allow");
  for (const { source } of allowing) {
    const but = [source.NotAction ?? []].flat();
    if (source.NotAction !== undefined) return `it allows all but ${but.length === 1 ? but[0] : `${but.length} actions`}`;
  }
  if (allowing.some((statement) => covering(namesOf(statement), "*:*") !== undefined)) return "it allows every action";
  const allow = (action: string, fits: (statement: Statement) => boolean): string | undefined => {
    for (const statement of allowing) {
      const name = fits(statement) ? covering(namesOf(statement), action) : undefined;
      if (name !== undefined) return name;
    }
    return undefined;
  };
  for (const { actions, onAll } of enough) {
    const names = actions.map((action) => allow(action, onAll ? isOnAll : () => true));
    if (names.every((name) => name !== undefined)) return `it allows ${[...new Set(names)].join(" and ")}`;
  }
  const assuming = allow("sts:AssumeRole", isOfEveryRole);
  return assuming === undefined ? undefined : `it allows ${assuming} on every role`;
}
