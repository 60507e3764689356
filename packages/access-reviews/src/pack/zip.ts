import { PassThrough, Readable } from "node:stream";

/** A file of a pack; it is read when its turn comes. */
export interface PackEntry {
  readonly name: string;
  read(): AsyncIterable<Uint8Array>;
}

/**
 * The bytes of a zip of these files, in this order. Nothing is compressed and every entry bears the same day, so that the bytes follow from
 * names and contents alone, whatever the machine, its time zone and its zlib.
 */
export async function* zipOf(entries: readonly PackEntry[]): AsyncGenerator<Buffer> {
  // Bundled, what is CommonJS has a default export alone.
  const { ZipFile } = (await import("yazl")).default;
  const zip = new ZipFile();
  const out = new PassThrough();
  zip.outputStream.pipe(out);
  zip.on("error", (error) => out.destroy(error));
  // The first day that a zip can tell, as the clock on the wall has it: DOS knows no time zones.
  const mtime = new Date(1980, 0, 1);
  for (const { name, read } of entries)
    zip.addReadStreamLazy(name, { mtime, forceDosTimestamp: true, compress: false, mode: 0o100644 }, (give) => {
      const source = Readable.from(read(), { objectMode: false });
      // The library does not listen for these.
      source.on("error", (error) => out.destroy(error));
      give(null, source);
    });
  zip.end();
  for await (const chunk of out) yield Buffer.from(chunk);
}
