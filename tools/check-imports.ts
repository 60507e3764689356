import { globSync } from "node:fs";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { importRules } from "./import-rules.ts";

export interface ImportReport {
  readonly modules: number;
  readonly sources: number;
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/** Cruises the sources below a folder and lists the imports that go the wrong way. */
export async function checkImports(folder: string): Promise<ImportReport> {
  const sources = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"], { cwd: folder });
  const { output } = await cruise(
    ["packages", "apps"],
    {
      baseDir: folder,
      parser: "swc",
      ruleSet: { forbidden: [...importRules] },
      validate: true,
      doNotFollow: { path: "node_modules" },
      exclude: { path: "(^|/)(dist|\\.types|\\.readme-examples|node_modules/\\.bin|coverage)/|tsup\\.config\\.ts$" },
      tsPreCompilationDeps: true,
      enhancedResolveOptions: {
        exportsFields: ["exports"],
        conditionNames: ["@plumbline/source", "import", "default"],
        extensions: [".ts", ".js", ".json"],
      },
    },
    { extensions: [".ts", ".js", ".json"], conditionNames: ["@plumbline/source", "import", "default"], exportsFields: ["exports"] },
  );
  if (typeof output === "string") throw new Error(output);
  return summarize(output, sources.length);
}

const summarize = ({ modules, summary }: ICruiseResult, sources: number): ImportReport => ({
  modules: modules.filter(({ source }) => /^(packages|apps)\/[^/]+\/src\/.*\.ts$/.test(source)).length,
  sources,
  violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
});

if (process.argv[1] === import.meta.filename) {
  const { modules, sources, violations } = await checkImports(process.cwd());
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} imports ${to}`);
  console.log(`${modules} of ${sources} modules were looked at, ${violations.length} imports go the wrong way`);
  process.exitCode = violations.length > 0 || modules < sources ? 1 : 0;
}
