import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changeNames, checkIds, collectorIds, exportName, recipeNames, root } from "./names.ts";

const head = "// Made by `pnpm gen` from the files beside it. Do not edit.\n";
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

const loaders = (ids: readonly string[], file: (id: string) => string, name: (id: string) => string): string =>
  ids.map((id) => `  ${JSON.stringify(id)}: async () => (await import("./${file(id)}")).${name(id)},\n`).join("");

/** Told by its text, so that choosing the checks that run by default loads no other. */
const isOnRequest = (id: string): boolean =>
  /^ {2}onRequest: true,$/m.test(readFileSync(join(root, "packages/auditors/src", `${id}.ts`), "utf8"));

/** Each registry loads a declaration only when it is asked for, so that a scan of queues reads no other check. */
export const registries = (): Record<string, string> => ({
  "packages/collectors/src/registry.generated.ts": `${head}import type { Collector } from "@plumbline/audit-kit/define";

/** Every resource type, loaded when asked for. */
export const collectors = {
${loaders(collectorIds(), (id) => `${id}.ts`, exportName)}} satisfies Record<string, () => Promise<Collector>>;
export type ResourceType = keyof typeof collectors;
`,
  "packages/auditors/src/registry.generated.ts": `${head}import type { Auditor } from "@plumbline/audit-kit/define";

/** Every check, loaded when asked for. */
export const checks = {
${loaders(checkIds(), (id) => `${id}.ts`, exportName)}} satisfies Record<string, () => Promise<Auditor>>;
export type CheckId = keyof typeof checks;

/** The checks that run only where they are named, or a benchmark asks for them. */
export const onRequest: ReadonlySet<string> = new Set<CheckId>([
${checkIds()
  .filter(isOnRequest)
  .map((id) => `  ${JSON.stringify(id)},\n`)
  .join("")}]);
`,
  "packages/changes/src/registry.generated.ts": `${head}import type { Writer } from "@plumbline/audit-kit/define";

/** The writer of every change, loaded when asked for. */
export const writers = {
${loaders(
  changeNames(),
  (id) => `${id}.write.ts`,
  (id) => `write${capital(exportName(id))}`,
)}} satisfies Record<string, () => Promise<Writer>>;
export type ChangeName = keyof typeof writers;
`,
  "apps/misconfiguration-maker/src/recipes.generated.ts": `${head}import type { Recipe } from "./recipe.ts";

/** Every recipe, loaded when asked for. */
export const recipes = {
${loaders(recipeNames(), (id) => `recipes/${id}.ts`, exportName)}} satisfies Record<string, () => Promise<Recipe>>;
`,
});
