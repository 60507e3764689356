import type { Applied } from "@plumbline/audit-kit/apply";
import { describe, expect, it } from "vitest";
import { exitCodeOfChanges } from "./apply-plan.ts";
import { linesOf, testIo } from "./io.fixture.ts";
import { planned } from "./plan.fixture.ts";
import { reportApplied } from "./report-applied.ts";

const url = "111111111111/eu-west-1 https://sqs.eu-west-1.amazonaws.com/111111111111";
const verified: Applied = { change: planned("a"), status: "verified" };
const contained: Applied = { change: planned("b", { outcome: "contained" }), status: "verified" };
const drifted: Applied = { change: planned("c"), status: "drifted", reason: "policy is not as it was planned" };
const undone: Applied = { change: planned("a"), status: "undone" };

const rows: Record<string, { all: Applied[]; says: string[]; code: number }> = {
  nothing: { all: [], says: ["0 changes: none"], code: 0 },
  "one verified": { all: [verified], says: [`verified    c-a sqs/policy ${url}/a cured`, "1 change: 1 verified"], code: 0 },
  "verified ones and one that drifted": {
    all: [verified, drifted, contained],
    says: [
      `verified    c-a sqs/policy ${url}/a cured`,
      `drifted     c-c sqs/policy ${url}/c: policy is not as it was planned`,
      `verified    c-b sqs/policy ${url}/b contained`,
      "3 changes: 2 verified, 1 drifted",
    ],
    code: 4,
  },
  "one undone": { all: [undone], says: [`undone      c-a sqs/policy ${url}/a`, "1 change: 1 undone"], code: 0 },
  "one without a word": {
    all: [{ change: planned("a"), status: "failed" }],
    says: [`failed      c-a sqs/policy ${url}/a`, "1 change: 1 failed"],
    code: 4,
  },
  "controls in what AWS says": {
    all: [{ ...drifted, reason: "a\u001b[2J\nb" }],
    says: [`drifted     c-c sqs/policy ${url}/c: a\\u001b[2J b`, "1 change: 1 drifted"],
    code: 4,
  },
};
async function* stream(all: readonly Applied[]) {
  yield* all;
}

describe("reportApplied", () => {
  it.each(Object.entries(rows))("on a terminal: %s", async (_, { all, says, code }) => {
    const { io, stdout, stderr } = testIo();
    expect(await reportApplied(stream(all), { format: "terminal" }, io)).toBe(code);
    expect([stdout(), stderr()]).toEqual([says.map((line) => `${line}\n`).join(""), ""]);
  });

  it.each(Object.entries(rows))("as JSON: %s", async (_, { all, code }) => {
    const { io, stdout } = testIo();
    expect(await reportApplied(stream(all), { format: "json" }, io)).toBe(code);
    expect(JSON.parse(stdout())).toEqual(all);
    const lines = testIo();
    expect(await reportApplied(stream(all), { format: "jsonl" }, lines.io)).toBe(code);
    expect(linesOf(lines.stdout())).toEqual(all);
  });

  it("prints each change as it happens, so that a later failure does not hide it", async () => {
    const { io, stdout } = testIo();
    async function* breaking() {
      yield verified;
      throw new Error("the journal is full");
    }
    await expect(reportApplied(breaking(), {}, io)).rejects.toThrow("the journal is full");
    expect(stdout()).toBe(`verified    c-a sqs/policy ${url}/a cured\n`);
  });

  it("colours what is fine and what is not", async () => {
    const { io, stdout } = testIo({ environment: { FORCE_COLOR: "1" } });
    await reportApplied(stream([verified, drifted]), {}, io);
    expect(
      stdout()
        .split("\n")
        .map((line) => line.split(" c-")[0]),
    ).toEqual(["\u001b[32mverified   \u001b[39m", "\u001b[33mdrifted    \u001b[39m", ...["2 changes: 1 verified, 1 drifted", ""]]);
  });
});

const codes: Record<Applied["status"], number> = {
  applied: 4,
  verified: 0,
  undone: 0,
  "in-progress": 4,
  drifted: 4,
  refused: 4,
  failed: 4,
};
it.each(Object.entries(codes))("exitCodeOfChanges: %s", (status, code) => {
  const applied = { ...verified, status: status as Applied["status"] };
  expect([exitCodeOfChanges([applied]), exitCodeOfChanges([verified, applied, undone])]).toEqual([code, code]);
});
