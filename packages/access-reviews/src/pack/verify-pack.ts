import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import type { z } from "zod";
import { canonicalJson, sha256 } from "../digest.ts";
import { ReviewError } from "../review-error.ts";
import { chainChecker } from "./check-chain.ts";
import { contentNames, Manifest, manifestName, Signature, signatureName } from "./manifest.ts";
import { type OpenZip, openZip, ZipError } from "./read-zip.ts";
import { keyIdOf, signatureFault } from "./signing.ts";
import { zipOf } from "./zip.ts";

/** What checking a pack came to: the first fault, or what it is a pack of. */
export type Verified =
  | { readonly ok: false; readonly fault: string }
  | {
      readonly ok: true;
      readonly campaign: string;
      readonly name: string;
      readonly closedAt: string;
      readonly files: number;
      readonly decisions: number;
      /** SHA-256 of the manifest: who noted it elsewhere can compare. */
      readonly manifest: string;
      /** Null for a pack that nobody signed. `isKnownKey`: with the key that was given, not merely with the one in the pack. */
      readonly signature: { readonly keyId: string; readonly isKnownKey: boolean } | null;
    };

class Fault extends Error {}
const names: readonly string[] = [...contentNames, manifestName, signatureName];
const mostOfManifest = 4 * 1024 * 1024;

/**
 * Checks an evidence pack: that its files are all there and no others, each as the manifest says, the decisions one chain in each account,
 * the signature that of the key, and every byte of the zip where it belongs. Reads it twice as a stream and writes nothing. A file that
 * can't be read, or a public key that is none, is an error, not a fault.
 */
export async function verifyPack(path: string, { publicKey }: { publicKey?: string | undefined } = {}): Promise<Verified> {
  if (publicKey !== undefined) keyIdOf(publicKey);
  let zip: OpenZip | undefined;
  try {
    zip = await openZip(path, names.length + 1);
    return await check(path, zip, publicKey);
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.message };
    if (error instanceof ReviewError) return { ok: false, fault: error.message };
    if (error instanceof ZipError) return { ok: false, fault: `it can't be read as a pack: ${error.message}` };
    throw error;
  } finally {
    zip?.close();
  }
}

async function check(path: string, zip: OpenZip, publicKey: string | undefined): Promise<Verified> {
  refuseOtherFiles(zip);
  const [manifestBytes, signatureBytes] = [await whole(zip, manifestName), await whole(zip, signatureName)];
  const manifest = parsed(Manifest, manifestName, manifestBytes);
  const signature = parsed(Signature, signatureName, signatureBytes);
  if (signature.manifest !== sha256(manifestBytes)) throw new Fault(`${manifestName} was changed: ${signatureName} names another`);
  if (manifest.keyId !== (signature.signature?.keyId ?? null))
    throw new Fault(
      `${signatureName} was changed: ${manifestName} names ${manifest.keyId === null ? "no key" : `the key ${manifest.keyId}`}`,
    );
  const listed = manifest.files.map(({ name }) => name);
  if (canonicalJson(listed) !== canonicalJson(contentNames)) throw new Fault(`${manifestName} does not list the files of a pack`);

  const { decisions } = await checkContents(path, zip, manifest);
  const fault = signatureFault(signature, publicKey);
  if (fault !== undefined) throw new Fault(fault);
  const { campaign, name, closedAt } = manifest;
  const keyId = signature.signature?.keyId;
  return {
    ...{ ok: true, campaign, name, closedAt, files: names.length, decisions, manifest: sha256(manifestBytes) },
    signature: keyId === undefined ? null : { keyId, isKnownKey: publicKey !== undefined },
  };
}

function refuseOtherFiles({ entries }: OpenZip): void {
  for (const [index, { fileName, compressionMethod }] of entries.entries()) {
    if (!names.includes(fileName)) throw new Fault(`it holds a file that is none of a pack: ${JSON.stringify(fileName)}`);
    if (entries.findIndex((other) => other.fileName === fileName) !== index) throw new Fault(`${fileName} is in it twice`);
    // What is not compressed can't be more than the file that holds it.
    if (compressionMethod !== 0) throw new Fault(`${fileName} is compressed: it was packed anew`);
  }
  const missing = names.find((name) => !entries.some(({ fileName }) => fileName === name));
  if (missing !== undefined) throw new Fault(`${missing} is missing`);
  const moved = names.find((name, index) => entries[index]?.fileName !== name);
  if (moved !== undefined) throw new Fault(`${moved} is not where it belongs in the order of files`);
}

/** Reads every file once, puts the zip together anew from them, and compares that with the file. */
async function checkContents(path: string, zip: OpenZip, manifest: Manifest): Promise<{ decisions: number }> {
  const chain = chainChecker(manifest);
  const faults: string[] = [];
  const entries = zip.entries.map((entry) => ({
    name: entry.fileName,
    async *read() {
      const { fileName } = entry;
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const chunk of zip.read(entry)) {
        hash.update(chunk);
        bytes += chunk.length;
        if (fileName === "decisions.jsonl") chain.add(chunk);
        yield chunk;
      }
      const told = manifest.files.find(({ name }) => name === fileName);
      if (told && (told.bytes !== bytes || told.sha256 !== hash.digest("hex")))
        faults.push(`${fileName} was changed: its SHA-256 is another`);
    },
  }));
  const anew = await digestOf(zipOf(entries));
  const [fault] = faults;
  if (fault !== undefined) throw new Fault(fault);
  const { decisions, fault: broken } = chain.end();
  if (broken !== undefined) throw new Fault(broken);
  if (anew !== (await digestOf(createReadStream(path))))
    throw new Fault("the zip was changed around its files, or holds more than they are");
  return { decisions };
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

async function whole(zip: OpenZip, name: string): Promise<Buffer> {
  const entry = zip.entries.find(({ fileName }) => fileName === name);
  if (!entry || entry.uncompressedSize > mostOfManifest) throw new Fault(`${name} is too large`);
  const chunks: Buffer[] = [];
  for await (const chunk of zip.read(entry)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parsed<T extends z.ZodType>(schema: T, name: string, bytes: Buffer): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Fault(`${name} was changed: it is no JSON`);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new Fault(`${name} was changed: ${faultsIn(result.error)}`);
  if (`${canonicalJson(value)}\n` !== bytes.toString("utf8")) throw new Fault(`${name} was changed: it is written otherwise`);
  return result.data;
}
