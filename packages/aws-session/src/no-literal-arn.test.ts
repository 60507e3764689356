import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
// What stands for AWS in tests is of its one partition.
const files = globSync("{packages,apps}/*/src/**/*.{ts,tsx}", { cwd: root }).filter(
  (file) =>
    !/\.(test|e2e|corpus|fixture)\.tsx?$|^packages\/testkit\/src\/(cis-world\/|kubernetes\/eks\.ts|account-details\.ts)/.test(
      file.replaceAll("\\", "/"),
    ),
);

test("sources are found", () => {
  expect(files.map((file) => file.replaceAll("\\", "/"))).toContain("packages/aws-session/src/partition.ts");
});

test("no source names the partition aws in an ARN", () => {
  const named = files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, at) => (/arn:aws(-cn|-us-gov)?:/.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
  );
  expect(named).toEqual([]);
});
