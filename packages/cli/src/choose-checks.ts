import type { Auditor } from "@plumbline/audit-kit/define";
import { settingsOf } from "@plumbline/audit-kit/run";
import { checks } from "@plumbline/auditors/registry.generated";
import { z } from "zod";
import { usageError } from "./command-error.ts";

const registry: Readonly<Record<string, () => Promise<Auditor>>> = checks;
const toPattern = (glob: string) =>
  new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
  );

/** How many letters have to be put in, taken out or changed to make one text of another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}

/** Nearest known id, or type when no id is meant, to be offered when an unknown one is asked for. */
function nearest(asked: string): string | undefined {
  const ids = Object.keys(registry);
  const known = asked.includes("/") ? ids : [...new Set(ids.map((id) => id.split("/")[0] ?? id))];
  const [best] = known.map((id) => ({ id, far: distance(asked, id) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.min(6, asked.length / 2) ? best.id : undefined;
}

const unknownCheck = (asked: string) => {
  const near = nearest(asked);
  return usageError(`unknown check ${asked}`, `${near === undefined ? "" : `did you mean ${near}? `}plumbline checks list shows all`);
};

function matching(asked: string): string[] {
  const pattern = toPattern(asked.includes("/") ? asked : `${asked}/*`);
  const found = Object.keys(registry).filter((id) => pattern.test(id));
  if (found.length > 0) return found;
  throw unknownCheck(asked);
}

/** Loads the chosen checks and nothing else: ids, types, or patterns such as `s3_bucket/*`; all when none is asked for. */
export async function chooseChecks(wanted: readonly string[] | undefined, unwanted: readonly string[] = []): Promise<Auditor[]> {
  const left = new Set(unwanted.flatMap(matching));
  const ids = [...new Set(wanted ? wanted.flatMap(matching) : Object.keys(registry))].filter((id) => !left.has(id)).sort();
  if (ids.length === 0) throw usageError("no check is left", "plumbline checks list shows all");
  return Promise.all(ids.map((id) => loadCheck(id)));
}

/** Loads one check by its id. */
export async function loadCheck(id: string): Promise<Auditor> {
  const load = Object.hasOwn(registry, id) ? registry[id] : undefined;
  if (!load) throw unknownCheck(id);
  return load();
}

/** Proves that every settings entry is of a known check, and fits the schema of those that were chosen; before the first call. */
export function proveSettings(auditors: readonly Auditor[], settings: Readonly<Record<string, unknown>>): void {
  for (const id of Object.keys(settings)) if (!Object.hasOwn(registry, id)) throw unknownCheck(id);
  settingsOf(
    auditors.map((auditor) => ({ ...auditor, settings: strict(auditor.settings ?? z.object({})) })),
    settings,
  );
}

/** A setting that no check reads is a mistake: the check would go on with its default. */
const strict = (schema: z.ZodType): z.ZodType => (schema instanceof z.ZodObject ? schema.strict() : schema);
