import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newFolder, plumbline } from "../harness.fixture.ts";

// An address that is refused, so that a demo which gets as far as the emulator ends there.
const environment = { PLUMBLINE_EMULATOR_URL: "http://127.0.0.1:9" };
const rows: Record<string, { prepare?: (folder: string) => void; output: string; says: RegExp }> = {
  "a folder with somebody's files": {
    prepare: (folder) => writeFileSync(join(folder, "mine.txt"), ""),
    output: ".",
    says: /is not empty and no demo made it\n {2}name a new or empty folder with --output/,
  },
  "a file": { prepare: (folder) => writeFileSync(join(folder, "file"), ""), output: "file", says: /file: ENOTDIR/ },
  "a place that takes nothing": { output: "/proc/plumbline", says: /\/proc\/plumbline/ },
  "a new folder, without an emulator": { output: "new", says: /PLUMBLINE_EMULATOR_URL is .*no moto server answers there/ },
  "an earlier demo's folder, without an emulator": {
    prepare: (folder) => {
      mkdirSync(join(folder, "demo"));
      writeFileSync(join(folder, "demo", ".plumbline-demo"), "");
      writeFileSync(join(folder, "demo", "made.jsonl"), "");
    },
    output: "demo",
    says: /no moto server answers there/,
  },
};

describe("a demo that can't begin removes and leaves nothing:", () => {
  it.each(Object.entries(rows))("%s", async (_, { prepare, output, says }) => {
    const folder = newFolder();
    prepare?.(folder);
    const before = readdirSync(folder, { recursive: true });
    const ran = await plumbline(["demo", "--output", output], { folder, environment });
    expect(ran.stderr).toMatch(says);
    expect([ran.code, ran.stdout, readdirSync(folder, { recursive: true })]).toEqual([2, "", before]);
  });
});
