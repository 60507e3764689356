import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkImports } from "./check-imports.ts";
import { importRules } from "./import-rules.ts";

const planted: Record<string, { file: string; imports: string; beside?: Record<string, string> }> = {
  "direction-finding-model": { file: "packages/finding-model/src/a.ts", imports: "@plumbline/audit-kit/define" },
  "direction-audit-kit": { file: "packages/audit-kit/src/a.ts", imports: "@plumbline/collectors/sqs" },
  "direction-aws-session": { file: "packages/aws-session/src/a.ts", imports: "@plumbline/audit-kit/define" },
  "direction-collectors": { file: "packages/collectors/src/a.ts", imports: "@plumbline/auditors/sqs/not-public" },
  "direction-cloudtrail-incremental": { file: "packages/cloudtrail-incremental/src/a.ts", imports: "@plumbline/auditors/sqs/not-public" },
  "direction-changes": { file: "packages/changes/src/a.ts", imports: "@plumbline/cli/scan" },
  "direction-auditors": { file: "packages/auditors/src/a.ts", imports: "@plumbline/aws-session/session" },
  "direction-run-store": { file: "packages/run-store/src/a.ts", imports: "@plumbline/collectors/sqs" },
  "direction-reports": { file: "packages/reports/src/a.ts", imports: "@plumbline/run-store/journal" },
  "direction-queue-worker": { file: "packages/queue-worker/src/a.ts", imports: "@plumbline/cli/scan" },
  "direction-delivery": { file: "packages/delivery/src/a.ts", imports: "@plumbline/audit-kit/apply" },
  "direction-access-plans": { file: "packages/access-plans/src/a.ts", imports: "@plumbline/cli/plan" },
  "direction-cli": { file: "packages/cli/src/a.ts", imports: "@plumbline/testkit/emulator" },
  "direction-read-json": { file: "packages/read-json/src/a.ts", imports: "@plumbline/finding-model/arn" },
  "direction-http-call": { file: "packages/http-call/src/a.ts", imports: "@plumbline/aws-session/session" },
  "direction-car-client": { file: "packages/car-client/src/a.ts", imports: "@plumbline/aws-session/session" },
  "direction-vulnerabilities": { file: "packages/vulnerabilities/src/a.ts", imports: "@plumbline/kdi-model/to-entries" },
  "direction-car-model": { file: "packages/car-model/src/a.ts", imports: "@plumbline/kdi-model/to-entries" },
  "direction-kdi-writer": { file: "packages/kdi-writer/src/a.ts", imports: "@plumbline/vulnerabilities/inspector-read" },
  "direction-kenna-client": { file: "packages/kenna-client/src/a.ts", imports: "@plumbline/kdi-writer/kdi" },
  "direction-kdi-model": { file: "packages/kdi-model/src/a.ts", imports: "@plumbline/kenna-client/kenna-error" },
  "direction-iam-model": { file: "packages/iam-model/src/a.ts", imports: "@plumbline/iam-store/open-store" },
  "direction-iam-store": { file: "packages/iam-store/src/a.ts", imports: "@plumbline/access-reviews/campaign" },
  "direction-access-reviews": { file: "packages/access-reviews/src/a.ts", imports: "@plumbline/cli/scan" },
  "direction-iam-sources": { file: "packages/iam-sources/src/a.ts", imports: "@plumbline/iam-store/open-store" },
  "finding-model-zod-only": { file: "packages/finding-model/src/a.ts", imports: "node:fs" },
  "auditors-pure": { file: "packages/auditors/src/a.ts", imports: "@aws-sdk/client-sqs" },
  "auditors-no-node": { file: "packages/auditors/src/a.ts", imports: "node:fs" },
  "writes-apart": { file: "packages/changes/src/sqs/policy.ts", imports: "@aws-sdk/client-sqs" },
  "audit-kit-no-sdk": { file: "packages/audit-kit/src/a.ts", imports: "@aws-sdk/client-sqs" },
  "packages-no-apps": { file: "packages/cli/src/a.ts", imports: "@plumbline/poller/command" },
  "apps-apart": { file: "apps/poller/src/a.ts", imports: "@plumbline/remediator/command" },
  "umbrella-commands-only": { file: "apps/plumbline/src/a.ts", imports: "@plumbline/poller/send" },
  "testkit-in-tests": { file: "apps/poller/src/a.ts", imports: "@plumbline/testkit/emulator" },
  "no-circles": { file: "packages/cli/src/a.ts", imports: "./b.ts", beside: { "packages/cli/src/b.ts": 'import "./a.ts";\n' } },
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-imports-"));
  folders.push(folder);
  for (const [path, text] of Object.entries({ "packages/.keep": "", "apps/.keep": "", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe("import rules", () => {
  it.each(Object.entries(planted))("%s refuses a planted import", async (rule, { file, imports, beside = {} }) => {
    const { modules, violations } = await checkImports(plant({ [file]: `import "${imports}";\n`, ...beside }));
    expect(modules).toBeGreaterThan(0);
    expect(violations.map((violation) => violation.rule)).toContain(rule);
  });

  it("has a planted import for every rule that refuses something", () => {
    const names = importRules.filter((rule) => !("to" in rule) || rule.to.path !== "^$").map(({ name }) => name);
    expect(names.filter((name) => name !== undefined && !(name in planted) && name !== "direction-testkit")).toEqual([]);
  });

  it("lets a good import pass", async () => {
    const files = {
      "packages/collectors/src/a.ts": 'import "@plumbline/audit-kit/define";\n',
      "packages/changes/src/sqs/policy.write.ts": 'import "@aws-sdk/client-sqs";\n',
    };
    expect((await checkImports(plant(files))).violations).toEqual([]);
  });
});
