import { describe, expect, it } from "vitest";
import { faultsOf, ruleNames } from "./source-rules.ts";

const long = (lines: number) => "x\n".repeat(lines);
const rows: Record<string, [path: string, text: string, rules: string[]]> = {
  "a literal partition": ["packages/collectors/src/a.ts", 'const x = "arn:aws:iam::1:root";\n', ["no-literal-partition"]],
  "a literal partition in a test": ["packages/collectors/src/a.test.ts", 'const x = "arn:aws:iam::1:root";\n', []],
  "a write in a collector": ["packages/collectors/src/a.ts", "new DeleteQueueCommand({})\n", ["only-writers-write"]],
  "a write in a writer": ["packages/changes/src/sqs/a.write.ts", "new DeleteQueueCommand({})\n", []],
  "a write in a store": ["packages/run-store/src/dynamodb-state.ts", "new PutItemCommand({})\n", []],
  "a read that begins like a write": ["packages/collectors/src/a.ts", "new ListQueuesCommand({})\n", []],
  "a listing in a check": ["packages/cli/src/a.ts", "paginateListQueues({})\n", ["listing-in-collectors"]],
  "an SDK at the top": ["packages/collectors/src/a.ts", 'import { SQSClient } from "@aws-sdk/client-sqs";\n', ["lazy-sdk"]],
  "types of an SDK at the top": ["packages/collectors/src/a.ts", 'import type { Tag } from "@aws-sdk/client-sqs";\n', []],
  "the environment": ["packages/cli/src/a.ts", "process.env.X\n", ["no-process"]],
  "the environment in main": ["apps/poller/src/main.ts", "process.argv\n", []],
  "the clock": ["packages/auditors/src/sqs/a.ts", "new Date()\n", ["no-clock"]],
  "an instant is no clock": ["packages/auditors/src/sqs/a.ts", "new Date(0)\n", []],
  "a cast": ["packages/cli/src/a.ts", "const x = y as Foo;\n", ["no-cast"]],
  "a cast in a tool": ["tools/bench/a.ts", "const x = y as Foo;\n", ["no-cast"]],
  "a cast in a test of a tool": ["tools/a.test.ts", "const x = y as Foo;\n", []],
  "as const": ["packages/cli/src/a.ts", "const x = [1] as const;\n", []],
  "an import under another name": ["packages/cli/src/a.ts", 'import { a as Foo } from "./b.ts";\n', []],
  "a cast in a text": ["packages/cli/src/a.ts", 'const x = "as Foo does";\n', []],
  "a comment": ["packages/cli/src/a.ts", "// such as Foo, of arn:aws:\n", []],
  "a long check": ["packages/auditors/src/sqs/a.ts", long(61), ["length"]],
  "a long collector": ["packages/collectors/src/a.ts", long(121), ["length"]],
  "a long file": ["packages/cli/src/a.ts", long(251), ["length"]],
  "a file of the right length": ["packages/cli/src/a.ts", long(250), []],
};
describe("rules on sources", () => {
  it.each(Object.entries(rows))("%s", (_, [path, text, rules]) => {
    expect(faultsOf(path, text).map(({ rule }) => rule)).toEqual(rules);
  });
  it("has a row for each rule", () => {
    expect([...new Set(Object.values(rows).flatMap(([, , rules]) => rules))].sort()).toEqual([...ruleNames].sort());
  });
});
