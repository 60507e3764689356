/** CAR over HTTP. */
import { interruptible } from "@plumbline/http-call/interruptible";
import type { Car, Rows } from "./car.ts";
import { proveCarUrl } from "./car-url.ts";
import type { ChunkLimits } from "./chunks.ts";
import { type CarAuth, withoutSecrets } from "./credentials.ts";
import { prepareDatabase } from "./database.ts";
import { deletePages } from "./delete-pages.ts";
import { edgeQueries, type Notation } from "./edge-ends.ts";
import { toRunRows } from "./edge-row.ts";
import { type Source, SourceKey } from "./envelope.ts";
import { withFullImport } from "./full-import.ts";
import { importJobs } from "./import-jobs.ts";
import { proveDone, read, SourceState } from "./replies.ts";
import { newReport } from "./report.ts";
import { connect } from "./request.ts";
import { sendRows } from "./send-rows.ts";
import { sideBySide } from "./side-by-side.ts";

export interface CarOptions {
  /** Ends in /api/car/v2. */
  readonly url: string;
  readonly auth: CarAuth;
  readonly source: Source;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  /** Ends every waiting; promises then reject with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each pause before a repetition, in one line without secrets. */
  readonly log?: (line: string) => void;
  readonly fetch?: typeof fetch;
  /** Lets the password cross a network in clear text. */
  readonly allowsHttp?: boolean | undefined;
  /** One chunk of an import: 2000 rows and 4 MiB unless told. */
  readonly chunk?: Partial<ChunkLimits>;
  /** Imports that are under way at once; 20 unless told. */
  readonly mostJobs?: number;
  /** Edges that are disabled at once, and vertices that are deleted one by one; 8 unless told. */
  readonly mostAtOnce?: number;
  /** For one request; 60 seconds unless told. */
  readonly timeoutMilliseconds?: number;
  /** How often one request is made at most; 6 unless told, which is half a minute of pauses. */
  readonly attempts?: number;
  /** How long jobs may show no progress; 30 minutes unless told. */
  readonly patienceMilliseconds?: number;
}

/**
 * CAR at a URL, for one source. Makes no request yet. Throws a CarUrlError for another kind of URL, and a ZodError for a source's name that
 * CAR does not take.
 */
export function openCar({ url, auth, source, now, signal, ...options }: CarOptions): Car {
  const key = SourceKey.parse(source._key);
  const sleep = interruptible(options.sleep, signal);
  const clean = (text: string) => withoutSecrets(text, auth);
  const waiting = { sleep, now, signal, patienceMilliseconds: options.patienceMilliseconds ?? 30 * 60_000, clean };
  const send = connect({
    url: proveCarUrl(url, options),
    ...{ auth, sleep, now, signal },
    fetch: options.fetch ?? fetch,
    log: options.log ?? (() => undefined),
    timeoutMilliseconds: options.timeoutMilliseconds ?? 60_000,
    attempts: options.attempts ?? 6,
  });
  const jobs = importJobs({ send, ...waiting, mostJobs: options.mostJobs ?? 20 });
  const mostAtOnce = options.mostAtOnce ?? 8;
  const limits: ChunkLimits = { rows: 2000, bytes: 4 * 1024 * 1024, ...options.chunk };
  const report = newReport(now());
  const head = JSON.stringify({ source, report }).slice(0, -1);
  const importRows = (collection: string, rows: Rows<object>) =>
    sendRows(jobs, rows, { collection, limits, around: { before: `${head},${JSON.stringify(collection)}:`, after: "}" } });
  // What CAR took last is tried first: one that takes another notation answers 404 to the rest.
  let notation: Notation = "model";

  return {
    report: { _key: report._key, timestamp: report.timestamp },
    prepare: () => prepareDatabase(send, waiting),
    async readSavePoint() {
      const path = `/source/${encodeURIComponent(key)}`;
      // CAR's answer for a source that it does not know is written nowhere.
      const answer = await send({ method: "GET", path, purpose: "read the save point", accepts: [400, 404] });
      if (answer.status === 400 || answer.status === 404) return undefined;
      const told = read(SourceState, answer, `GET ${path}`);
      return told === null ? undefined : (told.model_state_id ?? "");
    },
    async writeSavePoint(id) {
      if (id !== "") await jobs.settle();
      const path = `/source?key=${encodeURIComponent(key)}`;
      const body = JSON.stringify({ model_state_id: id });
      proveDone(await send({ method: "PATCH", path, body, purpose: "write the save point" }), "PATCH /source to write the save point");
    },
    async sendReport() {
      await jobs.post(`${head}}`, "source and report");
      await jobs.settle();
    },
    importVertices: (collection, rows) => importRows(collection, rows),
    importEdges: (collection, edges) => importRows(collection, toRunRows(edges, collection, { source: key, report })),
    settle: () => jobs.settle(),
    async deleteVertices(collection, names) {
      await jobs.settle();
      return deletePages(send, names, { source: key, collection, mostAtOnce });
    },
    async disableEdges(edges) {
      await jobs.settle();
      return sideBySide(edges, mostAtOnce, async (edge) => {
        for (const [query, used] of edgeQueries(edge, key, notation)) {
          const call = { method: "PATCH", path: `/${edge.collection}?${query}`, body: '{"active":false}' } as const;
          const answer = await send({ ...call, purpose: `disable an edge of ${edge.collection}`, accepts: [404] });
          if (answer.status === 404) continue;
          proveDone(answer, `PATCH /${edge.collection} to disable an edge`);
          notation = used;
          return;
        }
      });
    },
    withFullImport: (work) => withFullImport({ send, jobs: waiting, source: key, settle: jobs.settle }, work),
  };
}
