import { createHash } from "node:crypto";
import { canonicalJson } from "../digest.ts";
import { contentNames, type Manifest, manifestName, signatureName } from "./manifest.ts";
import { inPieces } from "./rows.ts";
import { keyIdOf, type Signer, signatureOf } from "./signing.ts";
import { zipOf } from "./zip.ts";

/** What stands in each file of a pack besides its manifest and signature; each is read once, in their order. */
export type PackContents = Readonly<Record<(typeof contentNames)[number], () => AsyncIterable<string> | Iterable<string>>>;
/** What a manifest says besides the files and the key. */
export type About = Omit<Manifest, "format" | "files" | "keyId">;

/** The zip of these files, in pieces, with a manifest of them and its signature. Rejects with ReviewError for a key that is none. */
export async function* sealPack(about: About, contents: PackContents, signer: Signer | undefined): AsyncGenerator<Buffer> {
  const keyId = signer ? keyIdOf(signer.publicKey) : null;
  const files: Manifest["files"] = [];
  let manifest = Buffer.alloc(0);
  yield* zipOf([
    ...contentNames.map((file) => ({
      name: file,
      async *read() {
        const hash = createHash("sha256");
        let bytes = 0;
        for await (const piece of inPieces(contents[file]())) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
        files.push({ name: file, bytes, sha256: hash.digest("hex") });
      },
    })),
    {
      name: manifestName,
      async *read() {
        const body: Manifest = { format: "plumbline-evidence-pack/1", ...about, keyId, files };
        manifest = Buffer.from(`${canonicalJson(body)}\n`);
        yield manifest;
      },
    },
    {
      name: signatureName,
      async *read() {
        yield Buffer.from(`${canonicalJson(await signatureOf(manifest, signer))}\n`);
      },
    },
  ]);
}
