import { promisify } from "node:util";
import type { Entry, ZipFile } from "yauzl";

/** A file that is no sound zip, as against one that can't be read. */
export class ZipError extends Error {
  override readonly name = "ZipError";
}
/** What the reader of zips says is about the zip; what bears a code is the system's. */
const toZipError = (error: unknown): unknown =>
  error instanceof Error && !("code" in error) ? new ZipError(error.message, { cause: error }) : error;

/** A zip that was opened for checking. */
export interface OpenZip {
  readonly entries: readonly Entry[];
  read(entry: Entry): AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Opens a zip and lists its entries, more than `most` being refused. Nothing is unpacked to disk, and no name of an entry becomes a path.
 * What is no zip is a ZipError;
 * a file that can't be read is the system's error.
 */
export async function openZip(path: string, most: number): Promise<OpenZip> {
  // Bundled, what is CommonJS has a default export alone.
  const { open } = (await import("yauzl")).default;
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, opened) =>
      error ? reject(toZipError(error)) : resolve(opened),
    ),
  );
  try {
    const entries = await new Promise<Entry[]>((resolve, reject) => {
      const found: Entry[] = [];
      zip.on("entry", (entry: Entry) => {
        found.push(entry);
        if (found.length > most) reject(new ZipError(`it holds more than ${most} files`));
        else zip.readEntry();
      });
      zip.once("end", () => resolve(found));
      zip.once("error", (error) => reject(toZipError(error)));
      zip.readEntry();
    });
    const openStream = promisify(zip.openReadStream.bind(zip));
    return {
      entries,
      async *read(entry) {
        try {
          for await (const chunk of await openStream(entry)) yield Buffer.from(chunk);
        } catch (error) {
          throw toZipError(error);
        }
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}
