import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GivenStore, onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeCampaign } from "../close-campaign.ts";
import { decide } from "../decide.ts";
import { admin, attached, day, describeAccounts, dev, look, people, prod, user } from "../inventory.fixture.ts";
import { listItems } from "../list-items.ts";
import { openCampaign } from "../open-campaign.ts";
import { noteOutcome } from "../revocations-of.ts";
import { buildPack } from "./build-pack.ts";
import { openZip } from "./read-zip.ts";
import { keySigner, type Signer } from "./signing.ts";
import { verifyPack } from "./verify-pack.ts";
import { zipOf } from "./zip.ts";

const pemOf = (pair: ReturnType<typeof generateKeyPairSync>) => ({
  privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  publicKey: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
});
const [own, other] = [pemOf(generateKeyPairSync("ed25519")), pemOf(generateKeyPairSync("ed25519"))];
const folder = await mkdtemp(join(tmpdir(), "pack-"));
afterAll(() => rm(folder, { recursive: true }));
const written = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const packed = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};
const read = async (bytes: Buffer): Promise<Map<string, Buffer>> => {
  const zip = await openZip(await written("read.zip", bytes), 100);
  const files = new Map<string, Buffer>();
  for (const entry of zip.entries) files.set(entry.fileName, await packed(zip.read(entry)));
  zip.close();
  return files;
};
/** The pack with its files changed, put together as ours are. */
const rezipped = async (bytes: Buffer, change: (files: Map<string, Buffer>) => void): Promise<Buffer> => {
  const files = await read(bytes);
  change(files);
  return packed(
    zipOf(
      [...files].map(([name, content]) => ({
        name,
        async *read() {
          yield content;
        },
      })),
    ),
  );
};

const signed = ({ store }: GivenStore, signer?: Signer) =>
  store.as(admin(), (transaction) => packed(buildPack(transaction, { campaign: "q2", signer })));
const bytesByEngine: Buffer[] = [];

onBothStores("an evidence pack", (given) => {
  let pack: Buffer;
  const verify = async (bytes: Buffer, publicKey?: string) => verifyPack(await written("verify.zip", bytes), { publicKey });

  beforeAll(async () => {
    await look(given.store, day(1), people);
    await describeAccounts(given.store);
    await given.store.as(admin(), async (transaction) => {
      await openCampaign(
        transaction,
        {
          ...{
            id: "q2",
            name: "=Review",
            opensAt: day(2),
            dueAt: day(20),
            accounts: [dev, prod],
            kinds: ["iam_user", "iam_role", "iam_membership"],
          },
          routing: { defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
        },
        { at: day(2) },
      );
      const { items } = await listItems(transaction, { campaign: "q2" });
      const words = items.flatMap(({ item, permissionHash, principalName, kind }) =>
        kind === "iam_user" && principalName !== "bob"
          ? [
              {
                item,
                permissionHash,
                verdict: principalName === "eve" ? ("revoke" as const) : ("keep" as const),
                reason: `because of ${principalName}`,
              },
            ]
          : [],
      );
      await decide(transaction, { campaign: "q2", at: day(3), words });
    });
    await look(given.store, day(20), [...people, user("new", dev), attached(`AIDAeve${prod}`, "read", prod)]);
    await given.store.as(admin(), async (transaction) => {
      await expect(packed(buildPack(transaction, { campaign: "q2" }))).rejects.toMatchObject({ code: "not-open" });
      await closeCampaign(transaction, { campaign: "q2", at: day(21) });
    });
    pack = await signed(given, keySigner(own.privateKey));
  });

  it("has the same bytes each time and on each database, and holds what was said", async () => {
    expect((await signed(given, keySigner(own.privateKey))).equals(pack)).toBe(true);
    bytesByEngine.push(pack);
    expect(bytesByEngine.every((bytes) => bytes.equals(pack))).toBe(true);
    const files = await read(pack);
    const lines = (name: string) => files.get(name)!.toString().split(/\r?\n/);
    expect(lines("decisions.jsonl").length).toBe(4);
    expect(lines("decisions.csv")[0]).toBe("account,seq,item,verdict,what,reason,by,at,carried_over_from,permission_hash,hash");
    expect(JSON.parse(files.get("roster-before.json")!.toString()).length).toBe(6);
    expect(JSON.parse(files.get("roster-after.json")!.toString()).length).toBe(7);
    expect(lines("escalations.csv").length).toBe(3 + 2);
    expect(JSON.parse(files.get("revocations.json")!.toString())).toMatchObject([
      { principalName: "eve", reason: "because of eve", outcomes: [] },
    ]);
    expect(files.get("README.txt")!.toString()).toContain("not decided  3 (escalated; these were NOT approved)");
    const items = JSON.parse(files.get("items.json")!.toString());
    expect(items.map(({ principalName, outcome }: Record<string, string>) => `${principalName} ${outcome}`).sort()).toEqual([
      "ann kept",
      "ann not decided",
      "bob not decided",
      "cyd kept",
      "deploy not decided",
      "eve revoked",
    ]);
    for (const line of lines("policies.jsonl").filter((text) => text !== "")) {
      const { sha256, document } = JSON.parse(line);
      expect(createHash("sha256").update(JSON.stringify(document)).digest("hex")).toBe(sha256);
    }
  });
  it("is verified with the key, and says whose it is", async () => {
    const held = await verify(pack, own.publicKey);
    expect(held).toMatchObject({ ok: true, campaign: "q2", decisions: 3, signature: { isKnownKey: true } });
    expect(await verify(pack)).toMatchObject({ ok: true, signature: { isKnownKey: false } });
    expect(await verify(await signed(given))).toMatchObject({ ok: true, signature: null });
    expect(held).toMatchObject({ manifest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
  it("is signed elsewhere too", async () => {
    for (const [algorithm, pair] of [
      ["ecdsa-sha256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
      ["rsa-pss-sha256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ] as const) {
      const key = algorithm === "ecdsa-sha256" ? pair.privateKey : { key: pair.privateKey, padding: 6, saltLength: 32 };
      const signer: Signer = {
        algorithm,
        publicKey: pemOf(pair as never).publicKey,
        sign: async (statement) => sign("sha256", statement, key),
      };
      expect(await verify(await signed(given, signer), signer.publicKey)).toMatchObject({ ok: true });
    }
  });

  const faults: Record<string, [(bytes: Buffer) => Promise<Buffer>, publicKey: string | undefined, fault: RegExp]> = {
    "another's key": [async (bytes) => bytes, other.publicKey, /signed with another key/],
    "no signature where a key is given": [() => signed(given), own.publicKey, /it is not signed/],
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
      (bytes) =>
        rezipped(bytes, (files) => files.set("items.csv", Buffer.from(files.get("items.csv")!.toString().replace("kept", "KEPT")))),
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
          refit(
            files,
            "decisions.jsonl",
            Buffer.from(files.get("decisions.jsonl")!.toString().replace("because of ann", "because of Ann")),
          ),
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
  it("is refused for any flipped byte, signed or not", async () => {
    for (const bytes of [pack, await signed(given)])
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
          const flipped = Buffer.from(bytes);
          flipped[at] = (flipped[at] ?? 0) ^ bits;
          expect(await verify(flipped)).toMatchObject({ ok: false });
        }),
        { numRuns: 60 },
      );
  });
  it("tells what became of a revocation, once noted", async () => {
    await given.store.as(admin(), async (transaction) => {
      const [item] = (await listItems(transaction, { campaign: "q2", state: "revoked" })).items;
      const outcome = { campaign: "q2", item: item!.item, planHash: "abc", outcome: "planned" as const, at: day(22) };
      await noteOutcome(transaction, outcome);
      await noteOutcome(transaction, outcome);
    });
    const files = await read(await signed(given));
    expect(JSON.parse(files.get("revocations.json")!.toString())[0].outcomes).toEqual([
      { planHash: "abc", outcome: "planned", by: "boss@example.com", at: day(22).toISOString() },
    ]);
  });
});

/** Changes a file and all that tells its hash, as somebody without the key would. */
function refit(files: Map<string, Buffer>, name: string, content: Buffer): void {
  const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  const manifest = JSON.parse(files.get("manifest.json")!.toString());
  for (const file of manifest.files) if (file.name === name) Object.assign(file, { bytes: content.length, sha256: hash(content) });
  files.set(name, content);
  const changed = Buffer.from(`${JSON.stringify(manifest)}\n`);
  files.set("manifest.json", changed);
  files.set("signature.json", Buffer.from(`${JSON.stringify({ manifest: hash(changed), signature: null })}\n`));
}
