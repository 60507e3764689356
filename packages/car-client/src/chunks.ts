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
  // The bracket; each row brings its comma, the last one the other bracket.
  let bytes = 1;
  for await (const row of rows) {
    const text = JSON.stringify(row);
    const size = Buffer.byteLength(text) + 1;
    if (texts.length > 0 && (texts.length === limits.rows || bytes + size > limits.bytes)) {
      yield { json: `[${texts.join(",")}]`, count: texts.length };
      texts = [];
      bytes = 1;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield { json: `[${texts.join(",")}]`, count: texts.length };
}
