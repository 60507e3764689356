import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Auditor, Collector } from "@plumbline/audit-kit/define";
import { benchmarkDocuments } from "./gen/benchmarks.ts";
import { carDocuments } from "./gen/car.ts";
import { decisionDocuments } from "./gen/decisions.ts";
import { documents } from "./gen/documents.ts";
import { iamDocuments } from "./gen/iam.ts";
import { inspectorDocuments } from "./gen/inspector.ts";
import { checkIds, collectorIds, exportName, root } from "./gen/names.ts";
import { registries } from "./gen/registries.ts";

const isCheck = process.argv.includes("--check");
const current = (path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return undefined;
  }
};

const stale: string[] = [];
function put(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    if (current(path) === text) continue;
    stale.push(path);
    if (isCheck) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function declared<T>(folder: string, ids: readonly string[]): Promise<T[]> {
  return Promise.all(
    ids.map(async (id) => {
      const module: Record<string, T> = await import(join(root, folder, `${id}.ts`));
      const one = module[exportName(id)];
      if (!one) throw new Error(`${folder}/${id}.ts must export ${exportName(id)}`);
      return one;
    }),
  );
}

put(registries());
const auditors = await declared<Auditor>("packages/auditors/src", checkIds());
put(documents(auditors, await declared<Collector>("packages/collectors/src", collectorIds())));
put(await benchmarkDocuments(auditors));
put(await carDocuments());
put(inspectorDocuments());
put(await iamDocuments());
put(await decisionDocuments());
if (stale.length === 0) console.log("generated files are up to date");
else console.log(`${isCheck ? "out of date, run pnpm gen" : "written"}: ${stale.join(", ")}`);
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
