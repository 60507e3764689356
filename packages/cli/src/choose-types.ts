import type { Collector } from "@plumbline/audit-kit/define";
import { checks, onRequest } from "@plumbline/auditors/registry.generated";
import { collectors } from "@plumbline/collectors/registry.generated";
import { usageError } from "./command-error.ts";

const registry: Readonly<Record<string, () => Promise<Collector>>> = collectors;

/** Every resource type that this version knows. */
export const typeNames: readonly string[] = Object.keys(registry);

/** Types that a `region` message stands for as well; they are not polled apart unless asked for. */
export const typesOfRegion: readonly string[] = ["account", "vpc"];

/** Types that a check which runs by default is about; the others are read beside them, or for a benchmark. */
const judgedTypes = (): ReadonlySet<string> =>
  new Set(
    Object.keys(checks)
      .filter((id) => !onRequest.has(id))
      .map((id) => id.split("/")[0] ?? id),
  );

/** Loads the chosen resource types and nothing else; when none is asked for, those that are judged but not those that a region message stands for. */
export function chooseTypes(wanted: readonly string[] | undefined): Promise<Collector[]> {
  const types = wanted ?? [...judgedTypes()].filter((type) => !typesOfRegion.includes(type));
  return Promise.all(
    [...new Set(types)].map((type) => {
      const load = loaderOf(type);
      if (!load) throw unknownType(type);
      return load();
    }),
  );
}

const unknownType = (type: string, where = "") =>
  usageError(`${where}unknown resource type ${type}`, `known types: ${Object.keys(registry).join(", ")}`);

/** Proves that a resource type is known; `where` begins the usage error. */
export function proveType(type: string, where: string): void {
  if (!loaderOf(type)) throw unknownType(type, where);
}

/** The type that an old short name means: the one that it begins, such as s3 for s3_bucket; `where` begins the usage error. */
export function fullType(name: string, where: string): string {
  if (loaderOf(name)) return name;
  const begun = Object.keys(registry).filter((type) => type.startsWith(`${name}_`));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (begun.length > 1) throw usageError(`${where}${name} may mean ${begun.join(", ")}`, "name one of them");
  throw unknownType(name, where);
}

/** Finds a resource type by name; undefined for one that this version does not know. */
export const findType = async (type: string): Promise<Collector | undefined> => loaderOf(type)?.();

const loaderOf = (type: string) => (Object.hasOwn(registry, type) ? registry[type] : undefined);
