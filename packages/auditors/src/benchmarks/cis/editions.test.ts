import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Auditor } from "@plumbline/audit-kit/define";
import { settingsOf } from "@plumbline/audit-kit/run";
import { Benchmark, checkOf } from "@plumbline/finding-model/benchmark";
import { describe, expect, it } from "vitest";
import { checks } from "../../registry.generated.ts";
import { byNumber, chooseCis } from "./choose.ts";
import { type CisEdition, editions } from "./registry.ts";

/** How many recommendations each edition has. */
const sizes: Record<CisEdition, number> = {
  ...{ "1.2.0": 49, "1.3.0": 55, "1.4.0": 58, "1.5.0": 63, "2.0.0": 64 },
  ...{ "3.0.0": 62, "4.0.1": 64, "5.0.0": 63, "6.0.0": 63, "7.0.0": 70 },
};
const isEdition = (text: string): text is CisEdition => Object.hasOwn(editions, text);

describe.each(Object.keys(editions).filter(isEdition))("edition %s", (edition) => {
  it("has every recommendation once, in order, in a section", async () => {
    const { benchmark } = await chooseCis({ edition });
    const ids = benchmark.controls.map(({ id }) => id);
    expect(Benchmark.safeParse(benchmark).error).toBeUndefined();
    expect(ids).toHaveLength(sizes[edition]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted(byNumber)).toEqual(ids);
    expect(new Set(benchmark.controls.map(({ key }) => key)).size).toBe(ids.length);
    expect(benchmark.controls.filter(({ section }) => section === "")).toEqual([]);
  });

  it("has for each automated recommendation a check with a table of tests", async () => {
    const { controls } = (await chooseCis({ edition })).benchmark;
    const automated = controls.filter(({ assessment }) => assessment === "automated");
    const hasTable = (id: string) => existsSync(join(import.meta.dirname, "../..", `${checkOf(id)}.test.ts`));
    const answered = automated.filter(({ questions }) => questions.length > 0 && questions.every(hasTable));
    const shown = controls.filter(({ assessment, questions }) => assessment === "manual" && questions.length > 0);
    const manual = controls.length - automated.length;
    console.log(
      `${edition}: ${controls.length} of ${sizes[edition]} controls; ${answered.length} of ${automated.length} automated ones have checks with tests; ${shown.length} of ${manual} manual ones show what can be read`,
    );
    expect(automated.filter((control) => !answered.includes(control)).map(({ id }) => id)).toEqual([]);
    expect(controls.flatMap(({ questions }) => questions).filter((id) => !hasTable(id))).toEqual([]);
  });

  it("asks its questions with settings that their checks take", async () => {
    const { questions, settings } = await chooseCis({ edition });
    for (const { id, check } of questions) {
      const auditor: Auditor = await checks[check]();
      expect(() => settingsOf([auditor], { [check]: settings[id] ?? {} }), id).not.toThrow();
    }
  });
});

const orders: Record<string, [a: string, b: string]> = {
  "1.9 before 1.10": ["1.9", "1.10"],
  "2.1 before 2.1.1": ["2.1", "2.1.1"],
  "2.1.6 before 2.2": ["2.1.6", "2.2"],
};
it.each(Object.entries(orders))("orders %s", (_, [a, b]) => {
  expect([byNumber(a, b) < 0, byNumber(b, a) > 0, byNumber(a, a)]).toEqual([true, true, 0]);
});

it("level 1 leaves out level 2, a section leaves out the others", async () => {
  const all = (await chooseCis({ edition: "1.3.0" })).benchmark.controls;
  const first = (await chooseCis({ edition: "1.3.0", level: 1 })).benchmark.controls;
  expect(first).toEqual(all.filter(({ level }) => level === 1));
  const iam = (await chooseCis({ edition: "1.3.0", sections: ["iam"] })).benchmark.controls;
  expect(iam).toEqual(all.filter(({ id }) => id.startsWith("1.")));
});
