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
    const compiled = compile(text, kind);
    known.set(key, compiled);
    return compiled;
  };
}

function compile(text: PolicyText, kind: "permissions" | "trust"): CompiledPolicy {
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

function compiled(statements: readonly Statement[], unreadable: string | null): CompiledPolicy {
  const asked = new Map<string, readonly Statement[]>();
  return {
    ...{ statements, unreadable },
    about(action) {
      const met = asked.get(action);
      if (met) return met;
      const found = statements.filter(({ actions }) => reachOf(regionOf(action), actions) !== "none");
      asked.set(action, found);
      return found;
    },
  };
}
