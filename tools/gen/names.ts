import { globSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** `s3_bucket/not-public` to `s3BucketNotPublic`: the one export that a file named after its id has. */
export const exportName = (id: string): string => id.replaceAll(/[^a-zA-Z0-9]+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The ids of the declarations below a folder: their paths without the ending. */
export const idsIn = (folder: string, pattern: string): string[] =>
  globSync(pattern, { cwd: join(root, folder) })
    .filter((path) => !/\.(test|e2e|corpus|fixture|generated)\.ts$/.test(path))
    .map((path) => path.replaceAll("\\", "/").replace(/\.ts$/, ""))
    .sort();

export const collectorIds = (): string[] => idsIn("packages/collectors/src", "*.ts");
export const checkIds = (): string[] =>
  idsIn("packages/auditors/src", "*/*.ts").filter((id) => !id.startsWith("benchmarks/") && !id.startsWith("judge/"));
export const changeNames = (): string[] => idsIn("packages/changes/src", "*/*.write.ts").map((id) => id.replace(/\.write$/, ""));
export const recipeNames = (): string[] => idsIn("apps/misconfiguration-maker/src/recipes", "*.ts");
