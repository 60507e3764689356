import { generateKeyPairSync } from "node:crypto";
import { Readable } from "node:stream";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { beginning, chained } from "../decision-chain.ts";
import { canonicalJson } from "../digest.ts";
import { contentNames, manifestName, signatureName } from "./manifest.ts";
import { packed, pemOf, read, rezipped, verify } from "./pack.fixture.ts";
import { type PackContents, sealPack } from "./seal-pack.ts";
import { keySigner } from "./signing.ts";

const account = "111122223333";
const decision = chained(
  {
    ...{ campaign: "q2", account, item: "i", permissionHash: "a".repeat(64), verdict: "keep", what: null, reason: "" },
    ...{ by: "rita", at: "2026-05-01T00:00:00.000Z", carriedFrom: null },
  },
  { decisions: 0, head: beginning },
);
const about = {
  ...{ campaign: "q2", name: "Second quarter", closedAt: "2026-06-01T00:00:00.000Z", closedBy: "boss" },
  chains: [{ account, decisions: 1, head: decision.hash }],
};
const contents = {
  ...Object.fromEntries(contentNames.map((name) => [name, () => [`what stands in ${name}\n`]])),
  "decisions.jsonl": () => [`${canonicalJson(decision)}\n`],
  "policies.jsonl": () => [],
} as unknown as PackContents;
const own = pemOf(generateKeyPairSync("ed25519"));

let packs: readonly { readonly bytes: Buffer; readonly key: string | undefined }[];
beforeAll(async () => {
  packs = [
    { bytes: await packed(sealPack(about, contents, keySigner(own.privateKey))), key: own.publicKey },
    { bytes: await packed(sealPack(about, contents, undefined)), key: undefined },
  ];
});
it("holds as it was sealed", async () => {
  for (const { bytes, key } of packs)
    expect(await verify(bytes, key)).toMatchObject({ ok: true, decisions: 1, signature: key === undefined ? null : { isKnownKey: true } });
});

/** As many as there is time for; the end of the time is no failure. */
const runs = { numRuns: 150, interruptAfterTimeLimit: 1500 };
const names = [...contentNames, manifestName, signatureName];

/** Some bytes at some place replaced by others; a place is a share of the whole. */
const edit = fc
  .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), out: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) })
  .filter(({ out, put }) => out > 0 || put.length > 0);
function edited(bytes: Buffer, { at, out, put }: { at: number; out: number; put: Uint8Array }): Buffer {
  const from = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + out)]);
}
async function refused(bytes: Buffer, key: string | undefined): Promise<void> {
  expect(await verify(bytes, key)).toMatchObject({ ok: false });
  if (key !== undefined) expect(await verify(bytes)).toMatchObject({ ok: false });
}

it("is refused for any change of any byte of the zip", async () => {
  for (const { bytes, key } of packs)
    await fc.assert(
      fc.asyncProperty(edit, async (change) => {
        const other = edited(bytes, change);
        fc.pre(!other.equals(bytes));
        await refused(other, key);
      }),
      runs,
    );
});
it("is refused for any flipped bit of the zip", async () => {
  for (const { bytes, key } of packs)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        await refused(flipped, key);
      }),
      runs,
    );
});
it("is refused for any change of a file, put together as ours are", async () => {
  for (const { bytes, key } of packs)
    await fc.assert(
      // The one file that nothing signs is changed as often as all others.
      fc.asyncProperty(fc.oneof(fc.constantFrom(...names), fc.constant(signatureName)), edit, async (name, change) => {
        const was = (await read(bytes)).get(name)!;
        const other = edited(was, change);
        fc.pre(!other.equals(was));
        await refused(await rezipped(bytes, (files) => files.set(name, other)), key);
      }),
      runs,
    );
});
it("is refused for any change of a letter in the signature's key and value", async () => {
  const [{ bytes, key }] = packs as [(typeof packs)[number]];
  const was = (await read(bytes)).get(signatureName)!.toString();
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ ";
  const from = was.indexOf('"publicKey"');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: from, max: was.length - 1 }), fc.constantFrom(...letters), async (at, letter) => {
      fc.pre(was[at] !== letter);
      const other = Buffer.from(was.slice(0, at) + letter + was.slice(at + 1));
      await refused(await rezipped(bytes, (files) => files.set(signatureName, other)), key);
    }),
    runs,
  );
});

/** Ours by the program that writes ours, each with one thing otherwise. */
const otherwise: Record<string, { entry?: object; end?: { comment?: string; forceZip64Format?: boolean }; last?: object }> = {
  "another day": { entry: { mtime: new Date(1981, 0, 1) } },
  "a day with its time zone": { entry: { forceDosTimestamp: false } },
  "other rights": { entry: { mode: 0o100755 } },
  compression: { entry: { compress: true } },
  "long fields": { entry: { forceZip64Format: true } },
  "a word on an entry": { last: { fileComment: "approved" } },
  "a word on the whole": { end: { comment: "approved" } },
  "a long end": { end: { forceZip64Format: true } },
};
async function zipped(bytes: Buffer, { entry = {}, end = {}, last = {} }: (typeof otherwise)[string]): Promise<Buffer> {
  const zip = new ZipFile();
  const ours = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compress: false, mode: 0o100644 };
  for (const [name, content] of await read(bytes))
    zip.addReadStreamLazy(name, { ...ours, ...entry, ...(name === signatureName ? last : {}) }, (give) =>
      give(null, Readable.from([content])),
    );
  zip.end({ comment: "", forceZip64Format: false, ...end });
  return packed(zip.outputStream as AsyncIterable<Buffer>);
}
it("is the same bytes again when nothing is otherwise", async () => {
  for (const { bytes } of packs) expect((await zipped(bytes, {})).equals(bytes)).toBe(true);
});
it.each(Object.entries(otherwise))("is refused when it is packed anew with %s", async (_, change) => {
  for (const { bytes, key } of packs) await refused(await zipped(bytes, change), key);
});
