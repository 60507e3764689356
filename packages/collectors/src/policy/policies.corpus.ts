import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { corpus } from "@plumbline/testkit/corpus";
import { describe, expect, it } from "vitest";
import { analysePolicy } from "./analyse.ts";
import { PolicyDocument } from "./document.ts";

/** Every value that has statements with an effect, wherever it stands. */
function policiesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(policiesIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "Statement" in value && JSON.stringify(value.Statement).includes('"Effect"') ? [value] : [];
  return [...own, ...Object.values(value).flatMap(policiesIn)];
}
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined; // not JSON: credential reports, logs
  }
}

describe("the policy analysis, on real policies", () => {
  it("reads each, keeps each as it was, and throws on none", () => {
    const texts = new Set(
      globSync(join(corpus, "{iam,describe}/**/*.json")).flatMap((path) => policiesIn(read(path)).map((policy) => JSON.stringify(policy))),
    );
    const verdicts: Record<string, number> = {};
    for (const text of texts) {
      const policy = PolicyDocument.parse(JSON.parse(text));
      expect(policy).toEqual(JSON.parse(text));
      for (const kind of ["resource", "trust"] as const) {
        const { verdict } = analysePolicy(policy, { kind, account: "111111111111", partition: "aws" });
        verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      }
    }
    console.log(`${texts.size} distinct policies, judged as resource and as trust policy: ${JSON.stringify(verdicts)}`);
    expect(texts.size).toBeGreaterThan(100);
  });
});
