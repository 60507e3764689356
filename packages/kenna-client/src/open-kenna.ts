/** Kenna over HTTP. https://apidocs.kennasecurity.com/reference */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { type Call, type CallFailure, connect } from "@plumbline/http-call/call";
import { interruptible, type Sleep } from "@plumbline/http-call/interruptible";
import type { Kenna } from "./kenna.ts";
import { hintOf, KennaError } from "./kenna-error.ts";
import { originOf } from "./kenna-host.ts";
import { openForm } from "./multipart.ts";
import { ConnectorAnswer, RunAnswer, RunsAnswer, reader, Started, Uploaded, wordsOf } from "./replies.ts";

export interface KennaOptions {
  /** Such as `api.kennasecurity.com`; always by https, but for this machine. */
  readonly host: string;
  /** Of a user of Kenna; sent as X-Risk-Token. */
  readonly key: string;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** Ends every waiting; promises then reject with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each pause before a repetition, in one line without the key. */
  readonly log?: ((line: string) => void) | undefined;
  readonly fetch?: typeof fetch;
  /** For one call; 60 seconds unless told. */
  readonly timeoutMilliseconds?: number;
  /** For one file; 15 minutes unless told. */
  readonly uploadTimeoutMilliseconds?: number;
  /** How often a call is made at most; 6 unless told, which is half a minute of pauses. */
  readonly attempts?: number;
  /** What stands between the parts of a form; a random one unless told. */
  readonly newBoundary?: () => string;
}

/** Kenna at a host. Makes no call yet. Throws a KennaHostError for what is none. */
export function openKenna({ host, key, ...options }: KennaOptions): Kenna {
  const origin = originOf(host);
  const send = connect({
    service: "Kenna",
    secrets: [key],
    toError,
    toWords: wordsOf,
    fetch: options.fetch ?? fetch,
    sleep: interruptible(options.sleep, options.signal),
    now: options.now,
    signal: options.signal,
    log: options.log ?? (() => undefined),
    timeoutMilliseconds: options.timeoutMilliseconds ?? 60_000,
    attempts: options.attempts ?? 6,
  });
  const call = (method: Call["method"], path: string, more: Pick<Call, "purpose"> & Partial<Call>) =>
    send({
      ...{ method, address: `${origin}${path}` },
      ...more,
      headers: { accept: "application/json", "x-risk-token": key, ...more.headers },
    });
  const get = (path: string, purpose: string) => call("GET", path, { purpose });
  const read = reader([key]);
  const newBoundary = options.newBoundary ?? (() => `plumbline-${randomUUID()}`);

  return {
    origin,
    async uploadFile(connector, path, expected) {
      const boundary = newBoundary();
      const answer = await call("POST", `${at(connector)}/data_file`, {
        purpose: `upload ${basename(path)}`,
        headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
        body: () => openForm({ path, boundary, sha256: expected?.sha256 }),
        timeoutMilliseconds: options.uploadTimeoutMilliseconds ?? 15 * 60_000,
      });
      return read(Uploaded, answer, `upload ${basename(path)}`).data_file;
    },
    async runConnector(connector, dataFiles) {
      const answer = await call("POST", `${at(connector)}/run`, {
        purpose: `start a run of ${dataFiles.length} file${dataFiles.length === 1 ? "" : "s"}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ data_files: dataFiles.map(toWireId) }),
        repeats: [429],
      });
      return read(Started, answer, `start a run of connector ${connector}`).connector_run_id;
    },
    async connector(connector) {
      const answer = await get(at(connector), "see whether it runs");
      const { id, name, running } = read(ConnectorAnswer, answer, `read connector ${connector}`);
      return { id, name: name ?? undefined, isRunning: running ?? false };
    },
    async connectorRun(connector, run) {
      const answer = await get(`${at(connector)}/connector_runs/${encodeURIComponent(run)}`, "see how far it is").catch(withRunsHint);
      return read(RunAnswer, answer, `read run ${run} of connector ${connector}`);
    },
    async connectorRuns(connector) {
      return read(RunsAnswer, await get(`${at(connector)}/connector_runs`, "list its runs"), `list the runs of connector ${connector}`);
    },
  };
}

/** Of a run that was there before, 404 may be another's fault than the caller's. */
const withRunsHint = (error: unknown): never => {
  if (!(error instanceof KennaError) || error.status !== 404) throw error;
  const { kind, status, tried, outcome, cause } = error;
  const hint = "Check the connector's id, and the host. Where Kenna has lost the run name another one, or begin anew.";
  throw new KennaError({ kind, status, tried, outcome, hint, cause });
};

const at = (connector: string): string => `/connectors/${encodeURIComponent(connector)}`;

/** Kenna's own ids are numbers; they go back as they came. */
const toWireId = (id: string): string | number => (/^\d{1,15}$/.test(id) ? Number(id) : id);

const toError = ({ status, tried, outcome, cause }: CallFailure): KennaError => {
  const told = { status, tried, outcome, ...(cause === undefined ? {} : { cause }) };
  if (status === undefined)
    return new KennaError({
      kind: "unreachable",
      ...told,
      hint: "Check the host, and that this machine reaches it; the upload can be started again.",
    });
  const isPassing = status >= 500 || status === 429 || status === 408 || status === 425;
  return new KennaError({ kind: isPassing ? "unavailable" : "refused", ...told, hint: hintOf(status) });
};
