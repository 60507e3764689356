import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonForm } from "./json-form.ts";
import { readJson } from "./read-json.ts";

const form: JsonForm = { word: "finding", lists: ["findings", "Findings"], beside: ["nextToken"] };
const text = (value: unknown, indent?: number) => JSON.stringify(value, null, indent);

async function read(content: string, size = 4096) {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const all: unknown[] = [];
  for await (const one of readJson(Readable.from(chunks), "f", form)) all.push("value" in one ? one.value : `${one.where}: ${one.reason}`);
  return all;
}

const [one, two] = [{ id: 1, nested: { findings: [1], nextToken: "no" } }, { id: 2 }];
const none = "it has none of findings, Findings, as what stands before it has";
const rows: Record<string, readonly [content: string, found: unknown[]]> = {
  "a list in an object": [text({ findings: [one, two] }), [one, two]],
  "a list in an object, under its other name": [text({ Findings: [one] }, 2), [one]],
  "what stands beside a list": [text({ findings: [one], nextToken: "t" }), [one, { nextToken: "t" }]],
  "what stands before a list": [text({ nextToken: "t", findings: [one] }), [one, { nextToken: "t" }]],
  "what stands before a list, over many lines": [text({ nextToken: "t", findings: [one] }, 2), [one, { nextToken: "t" }]],
  "what stands beside a list and says nothing": [
    `${text({ findings: [one], nextToken: null })}${text({ findings: [], nextToken: "" })}`,
    [one],
  ],
  "an empty list": [text({ findings: [] }), []],
  "a name that is no list": [text({ findings: { a: 1 } }), [{ findings: { a: 1 } }]],
  "lists one after another, over many lines": [`${text({ findings: [one] }, 2)}\n${text({ findings: [two] }, 2)}`, [one, two]],
  "a value after a list, which no list holds": [
    `${text({ findings: [one] })}\n${text(two)}\n${text({ findings: [two] })}`,
    [one, `f finding 2: ${none}`, two],
  ],
  "a bare text after a list": [`${text({ findings: [] })} "x"`, [`f finding 1: ${none}`]],
  "a list after a list": [`${text({ findings: [] })} [1]`, [`f finding 1: ${none}`]],
  "values and lists in lines": [`${text(one)}\n${text({ findings: [two], nextToken: "t" })}`, [one, two, { nextToken: "t" }]],
  "a list of objects with lists": [text([{ findings: [one] }, two]), [one, two]],
};
const broken: Record<string, readonly [bytes: number[], told: string[]]> = {
  "Latin-1": [
    [0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe9, 0x22, 0x7d, 0x0a],
    ["f after finding 0: the rest can't be read: it is not UTF-8; save it as UTF-8"],
  ],
  "UTF-16, as PowerShell writes it": [
    [0xff, 0xfe, 0x7b, 0x00],
    ["f after finding 0: the rest can't be read: it is not UTF-8; save it as UTF-8"],
  ],
  "a character that is cut off": [[0x5b, 0x5d, 0xc3], ["f after finding 0: the rest can't be read: it is not UTF-8; save it as UTF-8"]],
};
describe("what is no UTF-8", () => {
  it.each(Object.entries(broken))("is told: %s", async (_name, [bytes, told]) => {
    const all: string[] = [];
    for await (const one of readJson(Readable.from([Buffer.from(bytes)]), "f", form))
      all.push("reason" in one ? `${one.where}: ${one.reason}` : "a value");
    expect(all).toEqual(told);
  });
});

describe("a source without any text", () => {
  it.each(["", " \n", "\ufeff"])("is none, or a fault where it is asked for: %j", async (content) => {
    const told = async (own: JsonForm) => Array.fromAsync(readJson(Readable.from([Buffer.from(content)]), "f", own));
    expect(await told(form)).toEqual([]);
    expect(await told({ ...form, isEmptyAFault: true })).toEqual([
      { where: "f", reason: "it is empty: a listing without any finding has an empty list" },
    ]);
  });
});

describe("readJson", () => {
  it.each(Object.entries(rows))("reads %s", async (_name, [content, found]) => {
    for (const size of [1, 7, 4096]) expect(await read(content, size)).toEqual(found);
  });

  it("gives every value of any texts, or says what it left out", async () => {
    const value = fc.oneof(fc.record({ id: fc.nat() }), fc.record({ findings: fc.array(fc.record({ id: fc.nat() })), other: fc.json() }));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1 }), fc.constantFrom(undefined, 1), async (values, indent) => {
        const wanted = values.reduce((sum, own) => sum + ("findings" in own ? own.findings.length : 1), 0);
        expect((await read(values.map((own) => text(own, indent)).join("\n"))).length).toBe(wanted);
      }),
    );
  });
});
