/** A run that sends nothing: what would go to CAR is written to a folder. */
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Car, Rows } from "./car.ts";
import { type ChunkLimits, toChunks } from "./chunks.ts";
import { toRunRows } from "./edge-row.ts";
import { type Source, SourceKey } from "./envelope.ts";
import { newReport } from "./report.ts";

export interface FolderOptions {
  /** It is made where it is missing; files of the same names are written over. */
  readonly folder: string;
  readonly source: Source;
  readonly now: () => Date;
  /** What CAR would tell as the save point; none unless told. */
  readonly savePoint?: string | undefined;
  readonly chunk?: Partial<ChunkLimits>;
}

/**
 * A Car that answers success and makes no request. Each envelope is a file, numbered in the order of sending, such as `0002-asset.json`;
 * `deletions.jsonl` and `disabled-edges.jsonl` have a line each, `calls.jsonl` the order of everything else. Rejects with the file system's
 * error when a file can't be written.
 */
export function openFolder({ folder, source, now, savePoint, chunk }: FolderOptions): Car {
  const key = SourceKey.parse(source._key);
  const limits: ChunkLimits = { rows: 2000, bytes: 4 * 1024 * 1024, ...chunk };
  const report = newReport(now());
  const head = JSON.stringify({ source, report }).slice(0, -1);
  let written = 0;
  const write = async (name: string, text: string | Uint8Array<ArrayBuffer>) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${String(++written).padStart(4, "0")}-${name}.json`), text);
  };
  const note = async (file: string, line: object) => {
    await mkdir(folder, { recursive: true });
    await appendFile(join(folder, file), `${JSON.stringify(line)}\n`);
  };
  const importRows = async (collection: string, rows: Rows<object>): Promise<number> => {
    let sum = 0;
    for await (const { body, count } of toChunks(rows, limits, { before: `${head},${JSON.stringify(collection)}:`, after: "}\n" })) {
      await write(collection, body);
      sum += count;
    }
    return sum;
  };
  const noteEach = async <T>(file: string, rows: Rows<T>, line: (row: T) => object): Promise<number> => {
    let sum = 0;
    for await (const row of rows) {
      await note(file, line(row));
      sum++;
    }
    return sum;
  };
  return {
    report: { _key: report._key, timestamp: report.timestamp },
    prepare: async () => ({ isNew: false }),
    readSavePoint: async () => savePoint || undefined,
    writeSavePoint: (id) => note("calls.jsonl", { call: "write save point", savePoint: id }),
    sendReport: () => write("source-and-report", `${head}}\n`),
    importVertices: importRows,
    importEdges: (collection, edges) => importRows(collection, toRunRows(edges, collection, { source: key, report })),
    settle: async () => undefined,
    deleteVertices: (collection, names) => noteEach("deletions.jsonl", names, (name) => ({ collection, name })),
    disableEdges: (edges) => noteEach("disabled-edges.jsonl", edges, ({ collection, from, to }) => ({ collection, from, to })),
    async withFullImport(work) {
      await note("calls.jsonl", { call: "open full import", source: key });
      const result = await work();
      await note("calls.jsonl", { call: "close full import", source: key });
      return result;
    },
  };
}
