import { openStore } from "@plumbline/iam-store/open-store";
import { beforeAll, expect, it } from "vitest";
import { canonicalJson } from "../digest.ts";
import { closeQ2, openQ2, other, own, refit, rezipped, signed, verify } from "./pack.fixture.ts";
import { keySigner, signatureOf } from "./signing.ts";

// Both databases give a pack the same bytes, so that one is enough here.
let pack: Buffer;
let unsigned: Buffer;
beforeAll(async () => {
  const store = await openStore({ memory: true });
  await openQ2(store);
  await closeQ2(store);
  [pack, unsigned] = [await signed(store, keySigner(own.privateKey)), await signed(store)];
  await store.close();
});

const resigned = (bytes: Buffer, fields: (signed: { signature: { publicKey: string } }) => Record<string, string>): Promise<Buffer> =>
  rezipped(bytes, (files) => {
    const was = JSON.parse(files.get("signature.json")!.toString());
    files.set("signature.json", Buffer.from(`${canonicalJson({ ...was, signature: { ...was.signature, ...fields(was) } })}\n`));
  });
const signatureFile = async (manifest: Buffer, { privateKey }: { privateKey: string }): Promise<Buffer> =>
  Buffer.from(`${canonicalJson(await signatureOf(manifest, keySigner(privateKey)))}\n`);

const faults: Record<string, [(bytes: Buffer) => Promise<Buffer>, publicKey: string | undefined, fault: RegExp]> = {
  "another's key": [async (bytes) => bytes, other.publicKey, /signed with another key/],
  "no signature where a key is given": [async () => unsigned, own.publicKey, /it is not signed/],
  "words before the key, with the right key": [
    (bytes) => resigned(bytes, ({ signature }) => ({ publicKey: `Approved in full by the auditor.\n${signature.publicKey}` })),
    own.publicKey,
    /its public key is not written as Plumbline writes one/,
  ],
  "a field too many in the signature": [
    (bytes) => resigned(bytes, () => ({ note: "approved" })),
    own.publicKey,
    /signature\.json was changed: .*note/,
  ],
  "a signature that is written otherwise": [
    (bytes) => rezipped(bytes, (files) => files.set("signature.json", Buffer.concat([files.get("signature.json")!, Buffer.from("\n")]))),
    own.publicKey,
    /signature\.json was changed: it is written otherwise/,
  ],
  "a signature that is taken off": [
    (bytes) =>
      rezipped(bytes, (files) => {
        const { manifest } = JSON.parse(files.get("signature.json")!.toString());
        files.set("signature.json", Buffer.from(`${JSON.stringify({ manifest, signature: null })}\n`));
      }),
    undefined,
    /signature\.json was changed: manifest\.json names the key/,
  ],
  "a signature that is put on": [
    async () => rezipped(unsigned, async (files) => files.set("signature.json", await signatureFile(files.get("manifest.json")!, other))),
    undefined,
    /signature\.json was changed: manifest\.json names no key/,
  ],
  "another's signature in place of ours": [
    (bytes) => rezipped(bytes, async (files) => files.set("signature.json", await signatureFile(files.get("manifest.json")!, other))),
    undefined,
    /signature\.json was changed: manifest\.json names the key/,
  ],
  "a file that is missing": [(bytes) => rezipped(bytes, (files) => files.delete("items.csv")), undefined, /^items\.csv is missing$/],
  "a file too many": [
    (bytes) => rezipped(bytes, (files) => files.set("more.txt", Buffer.from("x"))),
    undefined,
    /none of a pack: "more\.txt"/,
  ],
  "a path in a name": [
    async (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("items.csv", "../../../"), "latin1"),
    undefined,
    /invalid relative path/,
  ],
  "one changed letter": [
    (bytes) => rezipped(bytes, (files) => files.set("items.csv", Buffer.from(files.get("items.csv")!.toString().replace("kept", "KEPT")))),
    undefined,
    /^items\.csv was changed/,
  ],
  "bytes behind the end": [async (bytes) => Buffer.concat([bytes, Buffer.from("x")]), undefined, /./],
  "bytes before the beginning": [async (bytes) => Buffer.concat([Buffer.from("x"), bytes]), undefined, /./],
  "the end cut off": [async (bytes) => bytes.subarray(0, -30), undefined, /./],
  nothing: [async () => Buffer.alloc(0), undefined, /can't be read/],
  "another order of files": [
    (bytes) =>
      rezipped(bytes, (files) => {
        const readme = files.get("README.txt")!;
        files.delete("README.txt");
        files.set("README.txt", readme);
      }),
    undefined,
    /order/,
  ],
  "a decision taken out, with hashes and sizes made to fit": [
    async (bytes) =>
      rezipped(bytes, (files) => {
        const lines = files.get("decisions.jsonl")!.toString().split("\n");
        refit(files, "decisions.jsonl", Buffer.from([...lines.slice(0, 1), ...lines.slice(2)].join("\n")));
      }),
    undefined,
    /missing or was inserted|does not follow|end at/,
  ],
  "a verdict turned, with hashes and sizes made to fit": [
    async (bytes) =>
      rezipped(bytes, (files) =>
        refit(files, "decisions.jsonl", Buffer.from(files.get("decisions.jsonl")!.toString().replace("because of ann", "because of Ann"))),
      ),
    undefined,
    /was changed: its hash is of other content/,
  ],
};
it.each(Object.entries(faults))("is refused for %s", async (_, [change, publicKey, fault]) => {
  const found = await verify(await change(pack), publicKey);
  expect(found).toMatchObject({ ok: false });
  expect(found.ok || found.fault).toMatch(fault);
});
