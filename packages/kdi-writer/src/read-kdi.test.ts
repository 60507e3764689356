import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { StoreError } from "@plumbline/run-store/error";
import { afterAll, describe, expect, it } from "vitest";
import { readKdi } from "./read-kdi.ts";

const folder = mkdtempSync(join(tmpdir(), "kdi-read-"));
afterAll(() => rmSync(folder, { recursive: true }));
async function partsOf(bytes: string | Uint8Array, name = "one.json"): Promise<unknown[]> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return Array.fromAsync(readKdi(path));
}
const text = '{"version":2,"assets":[{"ec2":"i-1","vulns":[{"a":1}]},{"ec2":"i-2"}],"more":{"assets":[1]},"vuln_defs":[{"name":"x"}]}\n';
const parts = [
  { kind: "asset", number: 0, value: { ec2: "i-1", vulns: [{ a: 1 }] } },
  { kind: "asset", number: 1, value: { ec2: "i-2" } },
  { kind: "def", number: 0, value: { name: "x" } },
  { kind: "rest", value: { version: 2, assets: [], more: { assets: [1] }, vuln_defs: [] } },
];

const read: Record<string, readonly [bytes: string | Uint8Array, parts: unknown[], name?: string]> = {
  "a file": [text, parts],
  "a gzip": [gzipSync(text), parts, "one.json.gz"],
  "a gzip with another name": [gzipSync(text), parts],
  "a name that says gzip, of a text": [text, parts, "text.json.gz"],
  "lists that are none": [
    '{"assets":{"0":{"ec2":"i-1"}},"vuln_defs":"x"}',
    [{ kind: "rest", value: { assets: { "0": { ec2: "i-1" } }, vuln_defs: "x" } }],
  ],
  "a list instead of an object": ["[1,2]", [{ kind: "rest", value: [1, 2] }]],
  nothing: ["", [{ kind: "broken", reason: "it is empty" }]],
  "half a file": [text.slice(0, 60), [...parts.slice(0, 1), { kind: "broken", reason: "it ends in the middle" }]],
  "what is no JSON": [
    '{"assets":[{"ec2":"i-1"},oops]}',
    [
      { kind: "asset", number: 0, value: { ec2: "i-1" } },
      { kind: "broken", reason: 'Unexpected "o" at byte 25' },
    ],
  ],
  "a name twice, of which readers take the one or the other": [
    '{"assets":[{"ec2":"i-1"}],"version":2,"assets":[]}',
    [
      { kind: "asset", number: 0, value: { ec2: "i-1" } },
      { kind: "broken", reason: "it has assets twice, of which a reader takes either" },
    ],
  ],
  "a missing comma": ['{"assets":[] "version":2}', [{ kind: "broken", reason: expect.stringMatching(/Unexpected/) }]],
  "half a gzip": [
    gzipSync(text).subarray(0, 60),
    [{ kind: "broken", reason: expect.stringMatching(/its gzip is broken: unexpected end/) }],
  ],
};

describe("a KDI file", () => {
  it.each(Object.entries(read))("is read: %s", async (_, [bytes, wanted, name]) => {
    expect(await partsOf(bytes, name)).toEqual(wanted);
  });

  it("tells what follows after its end", async () => {
    const parts = await partsOf(`${text}{"version":2}`);
    expect(parts.at(-1)).toMatchObject({ kind: "broken" });
  });

  it.each([
    ["is not there", () => join(folder, "missing.json"), "missing"],
    ["is a folder", () => folder, "broken"],
  ] as const)("that %s is refused", async (_, pathOf, code) => {
    const error = await Array.fromAsync(readKdi(pathOf())).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code, path: pathOf(), hint: "name a KDI file that can be read" });
  });
});
