import { type ConditionEntry, entriesOf } from "@plumbline/collectors/policy/conditions";
import { actionsOf, resourcesOf, type Scope } from "@plumbline/collectors/policy/coverage";
import { PolicyDocument, type PolicyStatement, parsePolicy, statementsOf } from "@plumbline/collectors/policy/document";
import { hasVariable } from "@plumbline/collectors/policy/patterns";
import type { PolicyText } from "../define-kind.ts";
import { reachOf, regionOf } from "./region.ts";

/** A statement made ready to be asked many times. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly index: number;
  readonly sid: string | null;
  /** In lower case: actions compare without case. */
  readonly actions: Scope;
  /** Undefined in a trust policy. */
  readonly resources: Scope | undefined;
  readonly conditions: readonly ConditionEntry[];
  /** Its resources or conditions hold policy variables, which only Version 2012-10-17 has. */
  readonly hasVariables: boolean;
  readonly source: PolicyStatement;
}

/** A policy's statements, and why some of it could not be read. */
export interface CompiledPolicy {
  readonly statements: readonly Statement[];
  readonly unreadable: string | null;
  /** A number of its own among the policies that were read together. */
  readonly id: number;
  /** Its answer may differ between principals that hold it: it holds variables, or conditions about who asks. */
  readonly isPersonal: boolean;
  /** The statements that may speak of an action or a pattern of actions, given in lower case. */
  about(action: string): readonly Statement[];
}

/** Reads policies; equal texts are read once. */
export function makeCompiler(): (text: PolicyText, kind?: "permissions" | "trust") => CompiledPolicy {
  const known = new Map<string, CompiledPolicy>();
  return (text, kind = "permissions") => {
    const key = kind + (typeof text === "string" ? text : JSON.stringify(text));
    const met = known.get(key);
    if (met) return met;
    const made = { ...compile(text, kind), id: known.size };
    known.set(key, made);
    return made;
  };
}

type Nameless = Omit<CompiledPolicy, "id">;

/** Keys whose values are the principal's own, and by which two that hold the same policies may differ. */
const personal = /^aws:(principal|user|tokenissuetime)/;

function compile(text: PolicyText, kind: "permissions" | "trust"): Nameless {
  let document: PolicyDocument;
  try {
    document = typeof text === "string" ? parsePolicy(text) : PolicyDocument.parse(text);
  } catch (error) {
    return compiled([], error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
  const faults: string[] = [];
  const statements = statementsOf(document).flatMap((source, index): Statement[] => {
    const [actions, resources] = [actionsOf(source), resourcesOf(source)];
    if (actions === undefined || (kind === "permissions" && resources === undefined)) {
      faults.push(`statement ${index} names no ${actions === undefined ? "action" : "resource"}, or names it twice`);
      return [];
    }
    const conditions = entriesOf(source);
    const hasVariables =
      document.Version === "2012-10-17" &&
      [...(resources?.patterns ?? []), ...conditions.flatMap(({ values }) => values)].some((one) => hasVariable(one));
    return [{ effect: source.Effect, index, sid: source.Sid ?? null, actions, resources, conditions, hasVariables, source }];
  });
  return compiled(statements, faults.length > 0 ? faults.join("; ") : null);
}

function compiled(statements: readonly Statement[], unreadable: string | null): Nameless {
  const asked = new Map<string, readonly Statement[]>();
  const services = servicesOf(statements);
  return {
    ...{ statements, unreadable },
    isPersonal: statements.some(({ hasVariables, conditions }) => hasVariables || conditions.some(({ key }) => personal.test(key))),
    about(action) {
      // Most policies speak of a few services, and most questions are about others.
      if (services !== undefined && /^[a-z0-9-]+:/.test(action) && !services.has(serviceOf(action))) return none;
      const met = asked.get(action);
      if (met) return met;
      const found = statements.filter(({ actions }) => reachOf(regionOf(action), actions) !== "none");
      asked.set(action, found);
      return found;
    },
  };
}

const none: readonly Statement[] = [];
const serviceOf = (action: string): string => action.slice(0, action.indexOf(":"));

/** The services that statements name; undefined where one of them may speak of any. */
function servicesOf(statements: readonly Statement[]): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  for (const { actions } of statements)
    for (const pattern of actions.patterns) {
      if (actions.but || !/^[a-z0-9-]+:/.test(pattern)) return undefined;
      found.add(serviceOf(pattern));
    }
  return found;
}
