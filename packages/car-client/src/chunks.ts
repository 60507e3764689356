import type { Rows } from "./car.ts";

export interface ChunkLimits {
  readonly rows: number;
  /** Of the rows as JSON, in UTF-8. One row that is larger goes alone. */
  readonly bytes: number;
}
export interface Chunk {
  /** A JSON array. */
  readonly json: string;
  readonly count: number;
}

/** Cuts rows into JSON arrays, by count and by size, one after the other as they are asked for. */
export async function* toChunks(rows: Rows<object>, limits: ChunkLimits): AsyncGenerator<Chunk> {
  let texts: string[] = [];
  let bytes = 0;
  for await (const row of rows) {
    const text = JSON.stringify(row);
    // With the comma, or the brackets for the first.
    const size = Buffer.byteLength(text) + (texts.length === 0 ? 2 : 1);
    if (texts.length > 0 && (texts.length === limits.rows || bytes + size > limits.bytes)) {
      yield { json: `[${texts.join(",")}]`, count: texts.length };
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield { json: `[${texts.join(",")}]`, count: texts.length };
}
