import { join } from "node:path";
import type { Collector } from "@plumbline/audit-kit/define";
import { collectorIds, exportName, root } from "../gen/names.ts";
import { sampleFor } from "./sample.ts";

/** The two files of a new check: a judgement to be replaced, and its table of rows. */
export async function checkFiles(id: string): Promise<Record<string, string>> {
  const [type = "", name = ""] = id.split("/");
  if (!/^[a-z0-9_]+\/[a-z0-9-]+$/.test(id) || !collectorIds().includes(type))
    throw new Error(`${id} is no type/name with a known type: ${collectorIds().join(", ")}`);
  const [subject, check] = [exportName(type), exportName(id)];
  const module: Record<string, Collector> = await import(join(root, "packages/collectors/src", `${type}.ts`));
  const collector = module[subject];
  if (!collector) throw new Error(`packages/collectors/src/${type}.ts has no ${subject}`);
  const facts = (sample: string) => JSON.stringify(sampleFor(collector.base, sample));
  return {
    [`packages/auditors/src/${id}.ts`]: `import { defineAuditor } from "@plumbline/audit-kit/define";
import { ${subject} } from "@plumbline/collectors/${type}";

/** Say what fails, and where a reading was taken. A remediation says its plan, its changes, and what it touches: blastRadius. */
export const ${check} = defineAuditor({
  id: "${id}",
  title: "Say what holds when this passes",
  severity: "low",
  source: "https://docs.aws.amazon.com/",
  subject: ${subject},
  needs: [],
  evaluate({ facts }) {
    if (!facts.id.endsWith("bad")) return { status: "pass" };
    return { status: "fail", reason: "its id says that it is bad", evidence: { id: facts.id } };
  },
});
`,
    [`packages/auditors/src/${id}.test.ts`]: `import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { ${check} } from "./${name}.ts";

describe("${id}", () => {
  testAuditor(it, ${check}, {
    pass: { "a good one": { facts: ${facts("good")} } },
    fail: { "a bad one": { facts: ${facts("bad")} } },
  });
});
`,
  };
}
