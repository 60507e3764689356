/** Alert Logic over HTTP: a token from AIMS, and what is read with it. */
import { type Answer, connect } from "@plumbline/http-call/call";
import { z } from "zod";
import { SourceError, toSourceError } from "../source-error.ts";
import { connectionOf, type Surroundings } from "../surroundings.ts";
import { errorWordsOf } from "../words.ts";

export interface AlertLogic {
  /** The customer's own account, and those that it manages. */
  accounts(customer: string): Promise<readonly unknown[]>;
  /** What is advised to mend in an account, page by page: what is neither disposed nor concluded. */
  remediations(account: string): AsyncIterable<readonly unknown[]>;
}
interface Options {
  readonly origin: string;
  readonly keyId: string;
  readonly secretKey: string;
  readonly surroundings: Surroundings;
}

const Signed = z.object({ authentication: z.object({ token: z.string().min(1) }) });
const Managed = z.object({ accounts: z.array(z.unknown()) });
const Exposures = z.object({ remediations: z.object({ assets: z.array(z.unknown()) }), continue: z.string().nullish() });
const pageSize = 1000;

/** Asks AIMS for a token. Rejects with a SourceError. No secret and no token stands in any text. */
export async function signInToAlertLogic(options: Options, signal: AbortSignal | undefined): Promise<AlertLogic> {
  const { origin, keyId, secretKey } = options;
  const connected = (secrets: readonly string[]) =>
    connect({
      ...connectionOf(options.surroundings, signal),
      ...{ service: "Alert Logic", secrets, toError: toSourceError(hints), toWords: errorWordsOf },
    });
  const basic = Buffer.from(`${keyId}:${secretKey}`).toString("base64");
  const purpose = "sign in";
  const signed = await connected([secretKey, basic])({
    ...{ method: "POST", address: `${origin}/aims/v1/authenticate`, purpose },
    headers: { accept: "application/json", authorization: `Basic ${basic}` },
  });
  const { token } = read(Signed, signed, purpose).authentication;

  const send = connected([secretKey, basic, token]);
  const get = (path: string, what: string): Promise<Answer> =>
    send({
      ...{ method: "GET", address: `${origin}${path}`, purpose: what },
      headers: { accept: "application/json", "x-aims-auth-token": token },
    });
  return {
    async accounts(customer) {
      const own = await get(`/aims/v1/${customer}/account`, `read the account ${customer}`);
      const what = `list the accounts that ${customer} manages`;
      const managed = read(Managed, await get(`/aims/v1/${customer}/accounts/managed`, what), what);
      return [own.body, ...managed.accounts];
    },
    async *remediations(account) {
      const what = `list the remediations of ${account}`;
      const first = new URLSearchParams({ group: "remediation", page_size: String(pageSize), include_filters: "false" });
      for (let query = first, before = ""; ; ) {
        const found = read(Exposures, await get(`/assets_query/v2/${account}/exposures?${query}`, what), what);
        yield found.remediations.assets;
        const next = found.continue || undefined;
        if (next === undefined) return;
        if (next === before) throw isTheSame(what);
        before = next;
        query = new URLSearchParams({ continue: next });
      }
    },
  };
}

const read = <S extends z.ZodType>(schema: S, { status, body }: Answer, tried: string): z.output<S> => {
  const { data, success } = schema.safeParse(body);
  if (success) return data;
  throw new SourceError({
    ...{ kind: "failed", tried, status, outcome: `the answer with status ${status} is none of Alert Logic's` },
    hint: "Check that the host is that of Alert Logic's API, such as api.cloudinsight.alertlogic.com.",
  });
};

const isTheSame = (tried: string) =>
  new SourceError({
    ...{ kind: "failed", tried, outcome: "Alert Logic says again and again that the same page is the next" },
    hint: "Try again later.",
  });

const hints: Readonly<Record<number, string>> = {
  400: "Alert Logic's words tell why; a password that is out of date must be changed.",
  401: "Check the access key; a user with a second factor can't sign in here, an access key can.",
  403: "Let the user of the access key read this account.",
  404: "Check the id of the account, and the host: each data centre has its own.",
};
