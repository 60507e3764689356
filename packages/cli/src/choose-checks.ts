import { decidedChecks } from "@plumbline/access-plans/decided-checks";
import type { Auditor } from "@plumbline/audit-kit/define";
import { settingsOf } from "@plumbline/audit-kit/run";
import { toPattern } from "@plumbline/audit-kit/to-pattern";
import { checks, onRequest } from "@plumbline/auditors/registry.generated";
import { checkOf, questionId } from "@plumbline/finding-model/benchmark";
import { z } from "zod";
import { usageError } from "./command-error.ts";
import { nearest } from "./nearest.ts";

const registry: Readonly<Record<string, () => Promise<Auditor>>> = checks;

/** Nearest known id, or type when no id is meant, to be offered when an unknown one is asked for. */
function nearestCheck(asked: string): string | undefined {
  const ids = Object.keys(registry);
  return nearest(asked, asked.includes("/") ? ids : [...new Set(ids.map((id) => id.split("/")[0] ?? id))]);
}

const unknownCheck = (asked: string, where = "") => {
  const near = nearestCheck(asked);
  return usageError(
    `${where}unknown check ${asked}`,
    `${near === undefined ? "" : `did you mean ${near}? `}plumbline checks list shows all`,
  );
};

function matching(asked: string): string[] {
  if (asked.includes("#") && Object.hasOwn(registry, checkOf(asked))) return [asked];
  const found = checksNamed(asked.includes("/") ? asked : `${asked}/*`);
  if (found.length > 0) return [...found];
  throw unknownCheck(asked);
}

/** The checks that run where none is asked for. */
export const defaultChecks: readonly string[] = Object.keys(registry).filter((id) => !onRequest.has(id));

/**
 * Loads the chosen checks and nothing else: ids, types, or patterns such as `s3_bucket/*`; all that run by default when none is asked for. A type
 * or a pattern means those of its checks that run by default, and all of them where none does.
 * A question of a benchmark, such as `iam_user/credentials-unused#90-days`, is chosen by its own id.
 */
export async function chooseChecks(wanted: readonly string[] | undefined, unwanted: readonly string[] = []): Promise<Auditor[]> {
  const left = new Set(unwanted.flatMap(matching));
  const ids = [...new Set(wanted ? wanted.flatMap(matching) : defaultChecks)].filter((id) => !left.has(id)).sort();
  if (ids.length === 0) throw usageError("no check is left", "plumbline checks list shows all");
  return Promise.all(ids.map((id) => loadCheck(id)));
}

/** Loads one check by its id, or by the id of a question that a benchmark puts to it. */
export async function loadCheck(id: string): Promise<Auditor> {
  const check = checkOf(id);
  const load = Object.hasOwn(registry, check) ? registry[check] : undefined;
  if (!load) throw unknownCheck(id);
  const auditor = await load();
  return id === check ? auditor : { ...auditor, id: questionId(auditor.id, id.slice(check.length + 1)) };
}

/** Proves that every settings entry is of a known check, and fits the schema of those that were chosen; before the first call. */
export function proveSettings(auditors: readonly Auditor[], settings: Readonly<Record<string, unknown>>): void {
  for (const id of Object.keys(settings)) if (!Object.hasOwn(registry, checkOf(id))) throw unknownCheck(id);
  settingsOf(
    auditors.map((auditor) => ({ ...auditor, settings: strict(auditor.settings ?? z.object({})) })),
    settings,
  );
}

/** The ids of the checks that a pattern means: those that run by default, or all where none does; none when it is misspelt. */
export function checksNamed(pattern: string): readonly string[] {
  const wanted = toPattern(pattern);
  const found = Object.keys(registry).filter((id) => wanted.test(id));
  const byDefault = found.filter((id) => !onRequest.has(id));
  return byDefault.length > 0 ? byDefault : found;
}

/** Proves that a check, or a pattern such as `s3_bucket/*`, is known, also one of decisions; `where` begins the usage error. */
export function proveCheck(pattern: string, where: string): void {
  if (checksNamed(pattern).length > 0 || Object.keys(decidedChecks).some((id) => toPattern(pattern).test(id))) return;
  if (checksNamed(`${pattern}/*`).length > 0) throw usageError(`${where}unknown check ${pattern}`, `did you mean ${pattern}/*?`);
  throw unknownCheck(pattern, where);
}

/** A setting that no check reads is a mistake: the check would go on with its default. */
const strict = (schema: z.ZodType): z.ZodType => (schema instanceof z.ZodObject ? schema.strict() : schema);
