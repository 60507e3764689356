/** One call of a service: its bound in time, its repetition, and what becomes of a refusal. */
import { pauseOf } from "./retry-after.ts";
import { causeWithoutSecrets, withoutSecrets } from "./secrets.ts";

/** A body that is too large to be held in memory. */
export interface Streamed {
  /** Of all chunks together. */
  readonly bytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Called once, when the call has ended. */
  close(): Promise<void>;
}
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The whole URL, with every part encoded and without a secret. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A streamed one is opened anew for each repetition; an error of it is the error of the call. */
  readonly body?: string | Uint8Array<ArrayBuffer> | (() => Promise<Streamed>);
  /** For a person to read, such as `import 2000 rows of asset`. */
  readonly purpose: string;
  /** Statuses besides 2xx that are an answer. */
  readonly accepts?: readonly number[];
  /** The statuses by which the service says that it did not look at a call that must not be carried out twice; `always` unless told. */
  readonly repeats?: "always" | readonly number[];
  /** Instead of the connection's. */
  readonly timeoutMilliseconds?: number;
}
export interface Answer {
  readonly status: number;
  /** The JSON; undefined where there was none. */
  readonly body: unknown;
  /** There was a text, and it was no JSON: whoever expects nothing knows by it that another answered, such as a proxy. */
  readonly isOtherText?: true;
}
/** Makes a call. Rejects with what `toError` made, with the error of a streamed body, or with the reason of the run's signal. */
export type Send = (call: Call) => Promise<Answer>;

/** A call that was made so often that it is not made again, without secrets. */
export interface CallFailure {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** The call, the host and the purpose. */
  readonly tried: string;
  /** What came of it, such as `CAR answered 503`. */
  readonly outcome: string;
  readonly cause?: unknown;
}
export interface Connection {
  /** As messages name it. */
  readonly service: string;
  readonly secrets: readonly string[];
  readonly toError: (failure: CallFailure) => Error;
  /** Finds the words of a refusal in its body; the whole body unless told. */
  readonly toWords?: ((body: string) => string) | undefined;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Told of each pause, in one line without secrets. */
  readonly log: (line: string) => void;
  readonly timeoutMilliseconds: number;
  /** How often a call is made at most. */
  readonly attempts: number;
}

const passing = [408, 425, 429, 500, 502, 503, 504];
const longestPause = 120_000;
const mostOfAnswer = 500;

/**
 * Connects to a service. A call is repeated after 408, 425, 429, 500, 502, 503, 504, after its time and after a broken connection, unless it
 * says otherwise, with pauses of 1, 2, 4, 8... seconds or what Retry-After asks for, up to two minutes. Redirects are not followed, as the
 * secrets would go where nobody said.
 */
export const connect = (connection: Connection): Send => {
  const { sleep, now, signal, log, attempts } = connection;
  return async (call) => {
    const { repeats = "always" } = call;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await tryOnce(connection, call);
      if ("answer" in outcome) return outcome.answer;
      signal?.throwIfAborted();
      if ("broken" in outcome) throw outcome.broken;
      const { failure, retryAfter, isFinal = false } = outcome;
      const { status } = failure;
      const isRepeated =
        !isFinal &&
        (repeats === "always" ? status === undefined || passing.includes(status) : status !== undefined && repeats.includes(status));
      const error = connection.toError(failure);
      if (!isRepeated || attempt === attempts) throw error;
      const pause = Math.min(longestPause, pauseOf(retryAfter, now()) ?? 1000 * 2 ** (attempt - 1));
      log(`${failure.tried}: ${failure.outcome}; tried again in ${Math.ceil(pause / 1000)} s`);
      await sleep(pause);
    }
  };
};

type Outcome =
  | { readonly answer: Answer }
  | { readonly failure: CallFailure; readonly retryAfter?: string | null; readonly isFinal?: boolean }
  /** The body could not be read. */
  | { readonly broken: unknown };

const tryOnce = async (connection: Connection, call: Call): Promise<Outcome> => {
  const { service, signal } = connection;
  const { host, pathname } = new URL(call.address);
  const clean = (text: string) => withoutSecrets(text, connection.secrets);
  const tried = clean(`${call.method} ${pathname} of ${host} to ${call.purpose}`);
  const timeoutMilliseconds = call.timeoutMilliseconds ?? connection.timeoutMilliseconds;
  const body = typeof call.body === "function" ? watched(await call.body()) : call.body;
  const limit = limited(timeoutMilliseconds, signal);
  try {
    const response = await connection.fetch(call.address, {
      method: call.method,
      headers: { ...call.headers, ...(isWatched(body) ? { "content-length": String(body.bytes) } : {}) },
      ...(body === undefined ? {} : { body: isWatched(body) ? toStream(body.chunks) : body }),
      // fetch keeps all that it sends of a stream, unless a redirect is an error.
      ...(isWatched(body) ? { duplex: "half", redirect: "error" } : { redirect: "manual" }),
      signal: limit.signal,
    });
    const text = await response.text();
    const { status } = response;
    if (response.ok || call.accepts?.includes(status)) return { answer: { status, ...toJson(text) } };
    const said = clean((connection.toWords?.(text) ?? text).trim().replaceAll(/\s+/g, " ")).slice(0, mostOfAnswer);
    const outcome = `${service} answered ${status}${said === "" ? "" : ` ${said}`}`;
    return { failure: { status, tried, outcome }, retryAfter: response.headers.get("retry-after") };
  } catch (cause) {
    if (isWatched(body) && body.failure.happened && !limit.signal.aborted) return { broken: body.failure.error };
    const isLate = limit.signal.aborted && !signal?.aborted;
    const isRedirect = isUnexpectedRedirect(cause);
    const outcome = isLate
      ? `no answer within ${timeoutMilliseconds / 1000} s`
      : isRedirect
        ? `${service} answered with a redirect, which is not followed`
        : `no connection (${clean(codeOf(cause))})`;
    return { failure: { status: undefined, tried, outcome, cause: causeWithoutSecrets(cause, connection.secrets) }, isFinal: isRedirect };
  } finally {
    limit.lift();
    if (isWatched(body)) await body.close();
  }
};

type Watched = Streamed & { readonly failure: { happened: boolean; error: unknown } };
const isWatched = (body: Call["body"] | Watched): body is Watched =>
  typeof body === "object" && !(body instanceof Uint8Array) && "failure" in body;

/** Keeps the error of a body, since fetch tells it as that of a broken connection. */
const watched = (streamed: Streamed): Watched => {
  const failure: Watched["failure"] = { happened: false, error: undefined };
  const chunks = async function* () {
    try {
      yield* streamed.chunks;
    } catch (error) {
      Object.assign(failure, { happened: true, error });
      throw error;
    }
  };
  return { bytes: streamed.bytes, chunks: chunks(), close: () => streamed.close(), failure };
};

const toStream = (chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => {
  const reading = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reading.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await reading.return?.();
    },
  });
};

/** Ends a call after a time, or with the run. AbortSignal.timeout would keep each request and its body in memory until the time is over. */
const limited = (milliseconds: number, run: AbortSignal | undefined) => {
  const controller = new AbortController();
  const end = () => controller.abort();
  const timer = setTimeout(end, milliseconds);
  run?.addEventListener("abort", end, { once: true });
  const lift = () => {
    clearTimeout(timer);
    run?.removeEventListener("abort", end);
  };
  return { signal: controller.signal, lift };
};

const toJson = (text: string): Pick<Answer, "body" | "isOtherText"> => {
  if (text.trim() === "") return { body: undefined };
  try {
    return { body: JSON.parse(text) };
  } catch {
    // Whoever reads the answer says that it is none of the service's.
    return { body: undefined, isOtherText: true };
  }
};

const causeOf = (error: unknown): unknown => (error instanceof Error && error.cause instanceof Error ? error.cause : error);

/** fetch says "fetch failed" and keeps what happened in the cause. */
const codeOf = (error: unknown): string => {
  const cause = causeOf(error);
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return String(cause);
};

/** https://fetch.spec.whatwg.org/#concept-http-fetch: a network error, which has no other mark. */
const isUnexpectedRedirect = (error: unknown): boolean => {
  const cause = causeOf(error);
  return cause instanceof Error && cause.message === "unexpected redirect";
};
