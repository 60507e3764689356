/** One request to CAR, and what becomes of a refusal. */
import { type Answer, type CallFailure, connect as connectTo, type Connection as Service } from "@plumbline/http-call/call";
import { CarError, hintOf, kindOf } from "./car-error.ts";
import type { CarUrl } from "./car-url.ts";
import { authorizationOf, type CarAuth, secretsOf } from "./credentials.ts";

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
/** Sends a call. Rejects with a CarError, or with the reason of the run's signal. */
export type Send = (call: Call) => Promise<Answer>;

export interface Connection extends Pick<Service, "fetch" | "sleep" | "now" | "signal" | "log" | "timeoutMilliseconds" | "attempts"> {
  readonly url: CarUrl;
  readonly auth: CarAuth;
}

const notLookedAt = [429, 503];

/**
 * Connects to CAR. Every call may be repeated, as imports are upserts and the rest sets or removes what it names, unless the call says
 * otherwise.
 */
export const connect = ({ url, auth, ...connection }: Connection): Send => {
  const send = connectTo({ service: "CAR", secrets: secretsOf(auth), toError, ...connection });
  return ({ path, version = "v2", repeats, ...call }) =>
    send({
      ...call,
      address: `${url[version]}${path}`,
      headers: { accept: "application/json", "content-type": "application/json", authorization: authorizationOf(auth) },
      ...(repeats === "refused" ? { repeats: notLookedAt } : {}),
    });
};

const toError = ({ status, tried, outcome, cause }: CallFailure): CarError =>
  status === undefined
    ? new CarError({
        ...{ kind: "recoverable", tried, outcome, cause },
        hint: "Check that the CAR service runs and that this machine reaches it; the run can be started again.",
      })
    : new CarError({ kind: kindOf(status), status, tried, outcome, hint: hintOf(status) });
