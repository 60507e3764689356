import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { expect, it } from "vitest";
import { readAttestations } from "./read-attestations.ts";

const folder = mkdtempSync(join(tmpdir(), "plumbline-attestations-"));
const entry = "outcome: pass, by: jo, on: 2026-01-01, until: 2026-12-31, note: asked the team";
async function read(text: string) {
  writeFileSync(join(folder, "a.yaml"), text);
  return readAttestations("a.yaml", (await chooseCis({ edition: "1.3.0" })).benchmark, { folder });
}

it("reads who found what, with numbers as they stand", async () => {
  expect(
    await read(`edition: 1.3.0\nattestations:\n  - { control: 1.1, ${entry} }\n  - { control: 1.22, account: 012345678901, ${entry} }\n`),
  ).toEqual([
    expect.objectContaining({ control: "1.1", outcome: "pass", by: "jo", on: "2026-01-01", until: "2026-12-31" }),
    expect.objectContaining({ control: "1.22", account: "012345678901" }),
  ]);
});
it("keeps 1.10 apart from 1.1", async () => {
  await expect(read(`edition: 1.3.0\nattestations: [{ control: 1.10, ${entry} }]\n`)).rejects.toThrow("control 1.10 is automated");
});

const refused: Record<string, [text: string, line: string]> = {
  "another edition's": [`edition: 1.4.0\nattestations: []\n`, "is of edition 1.4.0, not of 1.3.0"],
  "one of an automated control": [`edition: 1.3.0\nattestations: [{ control: 1.4, ${entry} }]\n`, "control 1.4 is automated"],
  "one of a control that the edition has not": [`edition: 1.3.0\nattestations: [{ control: 8.8, ${entry} }]\n`, "has no control 8.8"],
  "one without who": [
    `edition: 1.3.0\nattestations: [{ control: 1.1, outcome: pass, on: 2026-01-01, until: 2026-12-31, note: n }]\n`,
    "by",
  ],
  "one that ends before it begins": [
    `edition: 1.3.0\nattestations: [{ control: 1.1, outcome: pass, by: jo, on: 2026-02-01, until: 2026-01-01, note: n }]\n`,
    "ends before its day",
  ],
  "one that says manual": [`edition: 1.3.0\nattestations: [{ control: 1.1, ${entry.replace("pass", "manual")} }]\n`, "outcome"],
  "broken YAML": ["edition: [", "is not valid YAML"],
};
it.each(Object.entries(refused))("refuses %s", async (_, [text, line]) => expect(read(text)).rejects.toThrow(line));

it("refuses a file that is not there", async () => {
  const { benchmark } = await chooseCis({ edition: "1.3.0" });
  await expect(readAttestations("nothing.yaml", benchmark, { folder })).rejects.toThrow("can't read the attestations");
});
