import type { Auditor } from "@plumbline/audit-kit/define";
import { checks } from "@plumbline/auditors/registry.generated";
import { usageError } from "./command-error.ts";

const registry: Readonly<Record<string, () => Promise<Auditor>>> = checks;
const toPattern = (glob: string) =>
  new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
  );

/** Nearest known id, to be offered when an unknown one is asked for. */
function nearest(asked: string): string | undefined {
  const distance = (a: string, b: string) => {
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
  };
  const [best] = Object.keys(registry)
    .map((id) => ({ id, far: distance(asked, id) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= 6 ? best.id : undefined;
}

function matching(asked: string): string[] {
  const pattern = toPattern(asked.includes("/") ? asked : `${asked}/*`);
  const found = Object.keys(registry).filter((id) => pattern.test(id));
  if (found.length > 0) return found;
  const near = nearest(asked);
  throw usageError(
    `unknown check ${asked}`,
    near ? `did you mean ${near}? plumbline checks list shows all` : "plumbline checks list shows all",
  );
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
  const load = registry[id];
  if (!load) throw usageError(`unknown check ${id}`, "plumbline checks list shows all");
  return load();
}
