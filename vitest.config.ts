import { availableParallelism } from "node:os";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { ClosingLine } from "./tools/reporter.ts";

// Tests must never reach a real account: nothing of the developer's AWS set-up gets past this point, in this process or in the workers.
for (const name of Object.keys(process.env).filter((name) => name.startsWith("AWS_"))) delete process.env[name];
const env = {
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  TZ: "UTC",
};
Object.assign(process.env, env);

// Packages are tested from their sources, so no build is needed and coverage points at what was written. The condition "module" is
// left out: it picks files of the AWS SDK that only bundlers can load.
const conditions = ["@plumbline/source", "node"];
const fromSource = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const here = (pattern: string) => [`packages/*/src/**/*.${pattern}.ts`, `apps/*/src/**/*.${pattern}.ts`];

const unit: TestProjectInlineConfiguration = {
  ...fromSource,
  // All cores: the default leaves one out, which on a machine with two is half, and puts these tests after the slow ones.
  // No test is about time: a property over thousands of texts takes longer where the machine is busy.
  test: {
    name: "unit",
    env,
    include: [...here("test"), "tools/**/*.test.ts"],
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};
const slow = (name: string, pattern: string): TestProjectInlineConfiguration => ({
  ...fromSource,
  test: {
    name,
    env,
    include: [...here(pattern), `tools/**/*.${pattern}.ts`],
    globalSetup: "packages/testkit/src/vitest-emulator.ts",
    // Each worker has an emulator of its own. A named one is one, and its tests come one after another.
    maxWorkers: process.env["PLUMBLINE_EMULATOR_URL"] ? 1 : Math.min(4, availableParallelism()),
    sequence: { groupOrder: 1 },
    // No test is about time: a whole story takes minutes where the machine is busy.
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
});
// The corpus lies beside the repository, on some machines only: it runs when it is named (`vitest run --project corpus`), and always where
// FIXTURES=required says that it must be there. Its absence is a failure then.
const isCorpusAsked = process.env["FIXTURES"] === "required" || process.argv.some((argument) => /^(--project=)?corpus$/.test(argument));
const corpus: TestProjectInlineConfiguration = {
  ...fromSource,
  test: { name: "corpus", env, include: here("corpus"), testTimeout: 120_000 },
};

export default defineConfig({
  test: {
    projects: [unit, slow("e2e", "e2e"), ...(isCorpusAsked ? [corpus] : [])],
    reporters: ["default", new ClosingLine()],
    passWithNoTests: false,
    coverage: {
      provider: "v8",
      reporter: ["text-summary", "html", "json-summary"],
      include: ["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.e2e.ts", "**/*.corpus.ts", "**/*.fixture.ts", "**/*.generated.ts", "**/main.ts"],
      thresholds: { "packages/**/*.ts": { lines: 85 }, "apps/**/*.ts": { lines: 75 } },
    },
  },
});
