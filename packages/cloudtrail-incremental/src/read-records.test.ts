import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { findFiles } from "./find-files.ts";
import { readRecords } from "./read-records.ts";

const one = { eventName: "A", note: 'ü \u2028 {["' };
const two = { eventName: "B", list: [{ c: [1] }] };
const text = (value: unknown, indent?: number) => JSON.stringify(value, null, indent);

/** What was read, in chunks of so many bytes: values, or `place: reason`. */
async function read(content: string | Uint8Array, size = 7, name = "f") {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const all: unknown[] = [];
  for await (const one of readRecords(Readable.from(chunks), name)) all.push("value" in one ? one.value : `${one.where}: ${one.reason}`);
  return all;
}

const forms: Record<string, [content: string | Uint8Array, found?: unknown[]]> = {
  nothing: ["", []],
  "white space": [" \n\n ", []],
  "a file of CloudTrail": [text({ Records: [one, two] })],
  "a file of CloudTrail over many lines": [text({ Records: [one, two] }, 2)],
  "a file of CloudTrail without records": [text({ Records: [] }), []],
  "files of CloudTrail one after another": [`${text({ Records: [one] })}\n${text({ Records: [two] })}\n`],
  "an answer of LookupEvents": [text({ Events: [one, two], NextToken: "x" })],
  "an answer of LookupEvents whose token is first, in one line": [text({ NextToken: "x", Events: [one, two] })],
  "an answer of LookupEvents whose token is first": [text({ NextToken: "x", Events: [one, two] }, 2)],
  "a list": [text([one, two])],
  "JSON lines": [`${text(one)}\n${text(two)}\n`],
  "JSON lines without a last line feed": [`${text(one)}\n\n${text(two)}`],
  "JSON lines of Windows": [`${text(one)}\r\n${text(two)}\r\n`],
  "JSON lines that begin with a byte order mark": [`\uFEFF${text(one)}\n${text(two)}`],
  "JSON lines of files": [`${text(one)}\n${text({ Records: [two] })}\n`],
  "one object": [text(one), [one]],
  "one object over many lines": [text(one, 2), [one]],
  "objects over many lines, one after another": [`${text(one, 2)}\n${text(two, 2)}`],
  "a file of CloudTrail, gzip": [gzipSync(text({ Records: [one, two] }))],
  "JSON lines, gzip in two parts": [Buffer.concat([gzipSync(`${text(one)}\n`), gzipSync(text(two))])],
};
describe("readRecords", () => {
  it.each(Object.entries(forms))("reads %s", async (_, [content, found = [one, two]]) => {
    for (const size of [1, 7, 4096]) expect(await read(content, size)).toEqual(found);
  });

  const bad: Record<string, [content: string | Uint8Array, said: (unknown | RegExp)[]]> = {
    "a bad line between good ones": [`${text(one)}\n{"a": \n${text(two)}`, [one, /^f line 2: it is not JSON/, two]],
    "a bad first line": [`oops\n${text(one)}`, [/^f line 1: it is not JSON/, one]],
    "a file of CloudTrail that was cut": [
      text({ Records: [one, two] }).slice(0, -5),
      [one, /^f record 2: it is not JSON, and what follows in f is left out: .*ended/],
    ],
    "a file of CloudTrail that was cut between records": [`{"Records":[${text(one)},`, [one, /^f record 2: it is not JSON/]],
    "a file of CloudTrail with a bad record": [`{"Records":[${text(one)},{oops},${text(two)}]}`, [one, /^f record 2: it is not JSON/]],
    "gzip that was cut": [
      gzipSync(text({ Records: Array.from({ length: 500 }, (_, i) => ({ i, x: Math.sin(i) })) })).subarray(0, 3000),
      [/^f after record \d+: the rest can't be read: unexpected end of file/],
    ],
    "gzip that is none": [Buffer.from([0x1f, 0x8b, 1, 2, 3]), [/^f after record 0: the rest can't be read/]],
  };
  it.each(Object.entries(bad))("tells %s", async (_, [content, said]) => {
    const found = (await read(content, 64)).filter((value) => !(typeof value === "object" && value !== null && "i" in value));
    expect(found.length).toBe(said.length);
    for (const [i, wanted] of said.entries())
      if (wanted instanceof RegExp) expect(found[i]).toMatch(wanted);
      else expect(found[i]).toEqual(wanted);
  });

  const named: Record<string, [name: string, content: string | Uint8Array, said: unknown[]]> = {
    "bytes that are neither gzip nor JSON": [
      "f.json.gz",
      Buffer.from([0x50, 0x4b, 3, 4, 0x0a, 0xff]),
      ["f.json.gz: it is no gzip, which its name says that it is"],
    ],
    "text that is neither": ["F.GZ", "oops\noops\n", ["F.GZ: it is no gzip, which its name says that it is"]],
    "nothing at all": ["f.gz", "", ["f.gz: it is no gzip, which its name says that it is"]],
    "JSON that was unpacked": ["f.json.gz", `\uFEFF ${text({ Records: [one] })}`, [one]],
    "JSON lines that were unpacked": ["f.gz", `${text(one)}\n${text(two)}\n`, [one, two]],
    "gzip of what is no JSON": ["f.gz", gzipSync("oops"), [expect.stringMatching(/^f\.gz line 1: it is not JSON/)]],
    "gzip of nothing": ["f.gz", gzipSync(""), []],
  };
  it.each(Object.entries(named))("reads a file that is named as gzip: %s", async (_, [name, content, said]) => {
    for (const size of [1, 4096]) expect(await read(content, size, name)).toEqual(said);
  });

  it("tells of a source that breaks off, after what it gave", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(`${text(one)}\n`.padEnd(5000));
        throw new Error("EIO");
      })(),
    );
    const all = [];
    for await (const read of readRecords(broken, "f")) all.push(read);
    expect(all).toEqual([
      { where: "f line 1", value: one },
      { where: "f after record 1", reason: "the rest can't be read: EIO" },
    ]);
  });

  it("names each record by its file and number", async () => {
    const places = async (content: string) => {
      const all: string[] = [];
      for await (const { where } of readRecords(Readable.from([Buffer.from(content)]), "f")) all.push(where);
      return all;
    };
    expect(await places(text({ Records: [one, two] }))).toEqual(["f record 1", "f record 2"]);
    expect(await places(`${text(one)}\n\n${text([one, two])}`)).toEqual(["f line 1", "f line 3 record 1", "f line 3 record 2"]);
  });

  it("gives the records of a long file while it is read, and holds none of them", async () => {
    let given = 0;
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('{"Records":[');
        for (; given < 20_000; given++) yield Buffer.from(`${given ? "," : ""}{"eventName":"A","n":${given}}`);
        yield Buffer.from("]}");
      })(),
    );
    let count = 0;
    let furthest = 0;
    for await (const _ of readRecords(source, "f")) furthest = Math.max(furthest, given - count++);
    expect(count).toBe(20_000);
    expect(furthest).toBeLessThan(1000);
  });
});

it("finds the files of a folder by name, and says which are none of records", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  for (const name of ["b/2.json.gz", "b/1.ndjson", "a.jsonl", "INDEX.tsv", "z/CloudTrail-Digest/d.json.gz"]) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), "");
  }
  const found: string[] = [];
  for await (const { path, isRecords } of findFiles(folder)) found.push(`${path.slice(folder.length + 1)} ${isRecords}`);
  expect(found).toEqual(["INDEX.tsv false", "a.jsonl true", "b/1.ndjson true", "b/2.json.gz true", "z/CloudTrail-Digest/d.json.gz false"]);
  for await (const { isRecords } of findFiles(join(folder, "INDEX.tsv"))) expect(isRecords).toBe(true);
  await expect(findFiles(join(folder, "none")).next()).rejects.toMatchObject({ code: "ENOENT" });
});
