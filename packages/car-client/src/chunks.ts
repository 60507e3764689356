import { z } from "zod";
import type { Rows } from "./car.ts";

export interface ChunkLimits {
  readonly rows: number;
  /** Of the rows as JSON, in UTF-8. One row that is larger goes alone. */
  readonly bytes: number;
}
export interface Chunk {
  /** A JSON array in UTF-8, after `before` and followed by `after`. It is good until the next chunk is asked for, which takes its place. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly count: number;
}
export interface Around {
  readonly before: string;
  readonly after: string;
}

/**
 * Cuts rows into JSON arrays, by count and by size, one after the other as they are asked for. All are written into one buffer: large texts
 * would each live until the next collection of the whole heap, and memory would grow with the rows.
 */
export async function* toChunks(rows: Rows<object>, limits: ChunkLimits, { before, after }: Around): AsyncGenerator<Chunk> {
  const start = Buffer.byteLength(before);
  const end = Buffer.byteLength(after);
  let buffer = Buffer.allocUnsafeSlow(start + end + 64 * 1024);
  buffer.write(before);
  let length = start;
  let count = 0;
  const closed = (): Chunk => {
    buffer.write(`]${after}`, length);
    return { body: buffer.subarray(0, length + 1 + end), count };
  };
  for await (const row of rows) {
    const text = JSON.stringify(row);
    const size = Buffer.byteLength(text);
    // With the two brackets and the comma.
    if (count > 0 && (count === limits.rows || length - start + size + 2 > limits.bytes)) {
      yield closed();
      length = start;
      count = 0;
    }
    buffer = withRoom(buffer, length, length + size + 2 + end);
    length += buffer.write(`${count === 0 ? "[" : ","}${text}`, length);
    count++;
  }
  if (count > 0) yield closed();
}

/** Cuts a chunk of several rows, as `toChunks` made it, into two. */
export const toHalves = ({ body, count }: Chunk, around: Around): AsyncGenerator<Chunk> => {
  const end = body.length - Buffer.byteLength(around.after);
  const rows = z.array(z.looseObject({})).parse(JSON.parse(Buffer.from(body.subarray(Buffer.byteLength(around.before), end)).toString()));
  return toChunks(rows, { rows: Math.ceil(count / 2), bytes: Number.POSITIVE_INFINITY }, around);
};

/** The buffer, or one of twice the size with what was written. */
const withRoom = (buffer: Buffer<ArrayBuffer>, written: number, needed: number): Buffer<ArrayBuffer> => {
  if (needed <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
  buffer.copy(larger, 0, 0, written);
  return larger;
};
