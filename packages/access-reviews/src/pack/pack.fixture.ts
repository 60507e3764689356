import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { closeCampaign } from "../close-campaign.ts";
import { decide } from "../decide.ts";
import { admin, attached, day, describeAccounts, dev, look, people, prod, user } from "../inventory.fixture.ts";
import { listItems } from "../list-items.ts";
import { openCampaign } from "../open-campaign.ts";
import { buildPack } from "./build-pack.ts";
import { openZip } from "./read-zip.ts";
import type { Signer } from "./signing.ts";
import { type Verified, verifyPack } from "./verify-pack.ts";
import { zipOf } from "./zip.ts";

export const pemOf = (pair: ReturnType<typeof generateKeyPairSync>) => ({
  privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  publicKey: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
});
export const [own, other] = [pemOf(generateKeyPairSync("ed25519")), pemOf(generateKeyPairSync("ed25519"))];

async function inFile<T>(bytes: Uint8Array, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "pack-"));
  try {
    await writeFile(join(folder, "pack.zip"), bytes);
    return await work(join(folder, "pack.zip"));
  } finally {
    await rm(folder, { recursive: true });
  }
}
export const packed = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};
export const read = (bytes: Buffer): Promise<Map<string, Buffer>> =>
  inFile(bytes, async (path) => {
    const zip = await openZip(path, 100);
    const files = new Map<string, Buffer>();
    for (const entry of zip.entries) files.set(entry.fileName, await packed(zip.read(entry)));
    zip.close();
    return files;
  });
export const verify = (bytes: Buffer, publicKey?: string): Promise<Verified> => inFile(bytes, (path) => verifyPack(path, { publicKey }));

/** The pack with its files changed, put together as ours are. */
export const rezipped = async (bytes: Buffer, change: (files: Map<string, Buffer>) => unknown): Promise<Buffer> => {
  const files = await read(bytes);
  await change(files);
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

export const signed = (store: IamStore, signer?: Signer): Promise<Buffer> =>
  store.as(admin(), (transaction) => packed(buildPack(transaction, { campaign: "q2", signer })));

/** Changes a file and all that tells its hash, as somebody without the key would. */
export function refit(files: Map<string, Buffer>, name: string, content: Buffer): void {
  const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  const manifest = { ...JSON.parse(files.get("manifest.json")!.toString()), keyId: null };
  for (const file of manifest.files) if (file.name === name) Object.assign(file, { bytes: content.length, sha256: hash(content) });
  files.set(name, content);
  const changed = Buffer.from(`${JSON.stringify(manifest)}\n`);
  files.set("manifest.json", changed);
  files.set("signature.json", Buffer.from(`${JSON.stringify({ manifest: hash(changed), signature: null })}\n`));
}

/** Opens campaign `q2` of an account and another, and decides on some of it. */
export async function openQ2(store: IamStore): Promise<void> {
  await look(store, day(1), people);
  await describeAccounts(store);
  await store.as(admin(), async (transaction) => {
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
}

/** Closes it, after a user came. */
export async function closeQ2(store: IamStore): Promise<void> {
  await look(store, day(20), [...people, user("new", dev), attached(`AIDAeve${prod}`, "read", prod)]);
  await store.as(admin(), (transaction) => closeCampaign(transaction, { campaign: "q2", at: day(21) }));
}
