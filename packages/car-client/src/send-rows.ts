import type { Rows } from "./car.ts";
import { type Around, type Chunk, type ChunkLimits, toChunks, toHalves } from "./chunks.ts";
import type { ImportJobs } from "./import-jobs.ts";

interface Sending {
  readonly collection: string;
  readonly limits: ChunkLimits;
  readonly around: Around;
}

/**
 * Imports rows in chunks and tells how many there were. A chunk that is too large for CAR or a proxy before it (413) is sent in halves, down
 * to single rows; the chunks after it are cut as small at once. Rejects with a CarError, also for a single row that is too large.
 */
export async function sendRows(jobs: ImportJobs, rows: Rows<object>, { collection, limits, around }: Sending): Promise<number> {
  const allowed = { ...limits };
  const sendChunk = async (chunk: Chunk): Promise<void> => {
    const sent = await jobs.post(chunk.body, `${chunk.count} rows of ${collection}`, chunk.count > 1);
    if (sent === "taken") return;
    allowed.bytes = Math.min(allowed.bytes, Math.ceil(chunk.body.length / 2));
    for await (const half of toHalves(chunk, around)) await sendChunk(half);
  };
  let sum = 0;
  for await (const chunk of toChunks(rows, allowed, around)) {
    await sendChunk(chunk);
    sum += chunk.count;
  }
  return sum;
}
