/** One request to CAR: its time-out, its repetition, and what becomes of a refusal. */
import { CarError, hintOf, kindOf } from "./car-error.ts";
import type { CarUrl } from "./car-url.ts";
import { authorizationOf, type CarAuth, withoutSecrets } from "./credentials.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** After the base URL, from its slash on, with every part encoded. */
  readonly path: string;
  readonly version?: keyof CarUrl;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** For a person to read, such as `import 2000 rows of asset`. */
  readonly purpose: string;
  /** Statuses besides 2xx that are an answer. */
  readonly accepts?: readonly number[];
  /** `refused` for what must not be carried out twice: it is repeated only when CAR says that it did not look at it. */
  readonly repeats?: "always" | "refused";
}
export interface Answer {
  readonly status: number;
  /** The JSON; undefined where there was none. */
  readonly body: unknown;
}
/** Sends a call. Rejects with a CarError, or with the reason of the run's signal. */
export type Send = (call: Call) => Promise<Answer>;

export interface Connection {
  readonly url: CarUrl;
  readonly auth: CarAuth;
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

const notLookedAt = new Set([429, 503]);
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
const longestPause = 120_000;
const mostOfAnswer = 500;

/**
 * Connects to CAR. Every call may be repeated, as imports are upserts and the rest sets or removes what it names, unless the call says
 * otherwise: after 408, 425, 429, 500, 502, 503, 504, after a time-out and after a broken connection, with pauses of 1, 2, 4, 8... seconds
 * or what Retry-After asks for, up to two minutes. Redirects are not followed, as the password would go where nobody said.
 */
export const connect = (connection: Connection): Send => {
  const { sleep, now, signal, log, attempts } = connection;
  return async (call) => {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await tryOnce(connection, call);
      if ("answer" in outcome) return outcome.answer;
      signal?.throwIfAborted();
      const { failure, retryAfter } = outcome;
      const isRepeated =
        call.repeats === "refused" ? isIn(notLookedAt, failure.status) : failure.status === undefined || isIn(passing, failure.status);
      if (!isRepeated || attempt === attempts) throw failure;
      const pause = Math.min(longestPause, pauseOf(retryAfter, now()) ?? 1000 * 2 ** (attempt - 1));
      log(`${failure.message} It is tried again in ${Math.ceil(pause / 1000)} s.`);
      await sleep(pause);
    }
  };
};

type Outcome = { readonly answer: Answer } | { readonly failure: CarError; readonly retryAfter?: string | null };

const tryOnce = async (connection: Connection, call: Call): Promise<Outcome> => {
  const { url, auth, signal, timeoutMilliseconds } = connection;
  const address = `${url[call.version ?? "v2"]}${call.path}`;
  const tried = `${call.method} ${new URL(address).pathname} of ${new URL(address).host} to ${call.purpose}`;
  const limit = limited(timeoutMilliseconds, signal);
  try {
    const response = await connection.fetch(address, {
      method: call.method,
      headers: { accept: "application/json", "content-type": "application/json", authorization: authorizationOf(auth) },
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: "manual",
      signal: limit.signal,
    });
    const text = await response.text();
    const { status } = response;
    if (response.ok || call.accepts?.includes(status)) return { answer: { status, body: toJson(text) } };
    const said = withoutSecrets(text.trim().replaceAll(/\s+/g, " "), auth).slice(0, mostOfAnswer);
    const outcome = `CAR answered ${status}${said === "" ? "" : ` ${said}`}`;
    const failure = new CarError({ kind: kindOf(status), status, tried: withoutSecrets(tried, auth), outcome, hint: hintOf(status) });
    return { failure, retryAfter: response.headers.get("retry-after") };
  } catch (cause) {
    const isLate = limit.signal.aborted && !signal?.aborted;
    const outcome = isLate ? `no answer within ${timeoutMilliseconds / 1000} s` : `no connection (${withoutSecrets(codeOf(cause), auth)})`;
    const hint = "Check that the CAR service runs and that this machine reaches it; the run can be started again.";
    return { failure: new CarError({ kind: "recoverable", tried: withoutSecrets(tried, auth), outcome, hint, cause }) };
  } finally {
    limit.lift();
  }
};

/** Ends a request after a time, or with the run. AbortSignal.timeout would keep each request and its body in memory until the time is over. */
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

const isIn = (statuses: ReadonlySet<number>, status: number | undefined): boolean => status !== undefined && statuses.has(status);

const toJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever reads the answer says that it is none of CAR's.
    return undefined;
  }
};

/** fetch says "fetch failed" and keeps what happened in the cause. */
const codeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return String(cause);
};

/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
const pauseOf = (retryAfter: string | null | undefined, now: Date): number | undefined => {
  if (!retryAfter) return undefined;
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now.getTime());
};
