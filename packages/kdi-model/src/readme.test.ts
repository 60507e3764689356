import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findingOf } from "./findings.fixture.ts";

it("the example of the README runs as it stands", () => {
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")) ?? [];
  const findings = [findingOf("package", "image", { status: "SUPPRESSED" }), findingOf("network", "newer"), { findingArn: "x" }];
  const words = ["--conditions=@plumbline/source", "--input-type=module-typescript", "--eval", example];
  const input = JSON.stringify({ findings, nextToken: "t" });
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: join(import.meta.dirname, ".."), input, encoding: "utf8" });
  expect([stdout.split("\n"), stderr]).toEqual([
    [
      `sha256:${"a".repeat(64)} CVE-2026-0001 risk_accepted`,
      "arn:aws:toaster:eu-west-1:111111111111:t/1 Network reachability: TCP 22 open",
      expect.stringMatching(/^stdin finding 3: finding x can't be read: /),
      expect.stringMatching(/^stdin finding 4: the answer holds a next token/),
      "resources of a type that is newer than this version: sent as external_id (1): AWS_TOASTER",
      "",
    ],
    "",
  ]);
});
