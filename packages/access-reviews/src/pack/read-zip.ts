import { promisify } from "node:util";
import type { Entry, ZipFile } from "yauzl";

/** A zip that was opened for checking. */
export interface OpenZip {
  readonly entries: readonly Entry[];
  read(entry: Entry): AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Opens a zip and lists its entries, more than `most` being refused. Nothing is unpacked to disk, and no name of an entry becomes a path.
 * What is no zip is an Error.
 */
export async function openZip(path: string, most: number): Promise<OpenZip> {
  const { open } = await import("yauzl");
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );
  try {
    const entries = await new Promise<Entry[]>((resolve, reject) => {
      const found: Entry[] = [];
      zip.on("entry", (entry: Entry) => {
        found.push(entry);
        if (found.length > most) reject(new Error(`it holds more than ${most} files`));
        else zip.readEntry();
      });
      zip.once("end", () => resolve(found));
      zip.once("error", reject);
      zip.readEntry();
    });
    const openStream = promisify(zip.openReadStream.bind(zip));
    return {
      entries,
      async *read(entry) {
        for await (const chunk of await openStream(entry)) yield Buffer.from(chunk);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}
