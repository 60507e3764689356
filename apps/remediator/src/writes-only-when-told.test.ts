import { openPolicy, own, queueUrl, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, runWith } from "@plumbline/cli/io.fixture";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { remediateCommand } from "./command.ts";

const names = ["a", "b", "c"];
const queues = { [`${own}/eu-west-1`]: Object.fromEntries(names.map((name) => [name, openPolicy])) };
const message = (name: string) => ({ account: own, region: "eu-west-1", type: "sqs", id: queueUrl(own, "eu-west-1", name) });

async function writesOf(lines: readonly string[], words: readonly string[], environment: Record<string, string>) {
  const cloud = await startCloud({ queues });
  const given = { stdin: lines.join("\n"), environment: { ...fakeKeys, ...environment } };
  const ran = await runWith(remediateCommand, ["--endpoint-url", cloud.url, "--checks", "sqs/not-public", ...words], given);
  await cloud.close();
  return { ...ran, writes: cloud.writes(), reads: cloud.count("GetQueueAttributes"), left: [...cloud.policies.values()] };
}

const line = fc.oneof(
  fc.constantFrom(...names).map((name) => JSON.stringify(message(name))),
  fc.constantFrom(...names).map((name) => JSON.stringify({ ...message(name), remediate: true, REMEDIATE: "true", delay: 0 })),
  fc.constantFrom("", "{", "--remediate", "REMEDIATE=true"),
);
const word = fc.constantFrom<string[]>(
  [],
  ["--allow-irreversible"],
  ["--fail-on", "never"],
  ["--format", "json"],
  ["--quiet"],
  ["--debug"],
  ["--accounts", own],
  ["--now", "2030-01-01T00:00:00Z"],
);
// All that is not `true`, in whatever case and however padded.
const value = fc
  .oneof(fc.constantFrom("", "false", "False", "0", "1", "yes", "on", "y", "t", "truee", "true true", '"true"', "null"), fc.string())
  .filter((text) => text.trim().toLowerCase() !== "true");
const others = fc.constantFrom<Record<string, string>>({}, { PLUMBLINE_REMEDIATE: "true" }, { remediate: "true" }, { APPLY: "true" });

describe("without --remediate and REMEDIATE=true", () => {
  it("no call is ever sent that writes, whatever else is said", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.array(word, { maxLength: 3 }),
        fc.option(value, { nil: undefined }),
        others,
        async (lines, words, REMEDIATE, more) => {
          const { writes, left, code, reads } = await writesOf(lines, words.flat(), {
            ...more,
            ...(REMEDIATE === undefined ? {} : { REMEDIATE }),
          });
          expect([0, 1, 3]).toContain(code);
          expect(reads).toBe(names.filter((name) => lines.some((line) => line.includes(`/${name}"`))).length);
          expect([writes, left]).toEqual([[], names.map(() => JSON.stringify(openPolicy))]);
        },
      ),
      { numRuns: 60 },
    );
  }, 30_000);
});

describe("with one of them", () => {
  const told: Record<string, { words?: string[]; environment?: Record<string, string> }> = {
    "--remediate": { words: ["--remediate"] },
    "REMEDIATE=true": { environment: { REMEDIATE: "true" } },
    "REMEDIATE=TRUE": { environment: { REMEDIATE: "TRUE" } },
    "REMEDIATE with spaces": { environment: { REMEDIATE: " True " } },
    "--remediate, whatever REMEDIATE says": { words: ["--remediate"], environment: { REMEDIATE: "false" } },
  };
  it.each(Object.entries(told))("%s, exactly what failed is written", async (_, { words = [], environment = {} }) => {
    const { writes, left } = await writesOf(
      [message("a"), message("c")].map((one) => JSON.stringify(one)),
      words,
      environment,
    );
    expect([writes, left]).toEqual([
      ["SetQueueAttributes", "SetQueueAttributes"],
      ["", JSON.stringify(openPolicy), ""],
    ]);
  });
});
