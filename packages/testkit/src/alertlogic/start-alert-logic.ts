/**
 * A stand-in of Alert Logic: AIMS and the query of exposures.
 * https://github.com/alertlogic/alertlogic-sdk-definitions, aims.v1.yaml and assets_query.v1.yaml
 */
import { type JsonAnswer, type JsonRequest, type JsonServer, startJsonServer } from "../answer-json.ts";

export interface AlertLogicAccount {
  readonly id: string;
  readonly name: string;
  readonly active?: boolean;
  readonly remediations?: readonly object[];
}
export interface AlertLogicStandIn extends JsonServer {
  readonly keyId: string;
  readonly secretKey: string;
  /** What AIMS answers as the token; it is good for every account that was not forbidden. */
  readonly token: string;
  /** Sets the accounts: the caller's own first, then those that it manages. */
  put(accounts: readonly [AlertLogicAccount, ...AlertLogicAccount[]]): void;
  /** The caller may no more read what is exposed in an account. */
  forbid(account: string): void;
}
export interface AlertLogicOptions {
  /** True for a user who signs in with a second factor. */
  readonly wantsMfa?: boolean;
  /** The most rows of a page, whatever is asked. */
  readonly mostOfPage?: number;
}

const stamp = { at: 1430184599, by: "System" };
const toAccount = ({ id, name, active = true }: AlertLogicAccount) => ({
  ...{ id, name, active, version: 1, accessible_locations: ["insight-us-virginia"], default_location: "insight-us-virginia" },
  ...{ created: stamp, modified: stamp },
});

/** Starts a stand-in with one account, 12345678. */
export async function startAlertLogic({ wantsMfa = false, mostOfPage = 10_000 }: AlertLogicOptions = {}) {
  const [keyId, secretKey, token] = ["stand-in-key-id", "stand-in-secret-key", "stand-in.aims-token"];
  const basic = `Basic ${Buffer.from(`${keyId}:${secretKey}`).toString("base64")}`;
  const forbidden = new Set<string>();
  let accounts: readonly [AlertLogicAccount, ...AlertLogicAccount[]] = [{ id: "12345678", name: "Company" }];

  function answer({ method, path, headers }: JsonRequest): JsonAnswer {
    const { pathname, searchParams } = new URL(path, "http://127.0.0.1");
    if (pathname === "/aims/v1/authenticate") return method === "POST" ? authenticate(headers.authorization) : { status: 405 };
    if (headers["x-aims-auth-token"] !== token) return { status: 401 };
    const [, id = "", rest = ""] = /^\/(?:aims\/v1|assets_query\/v2)\/(\w+)\/(.+)$/.exec(pathname) ?? [];
    const account = accounts.find((one) => one.id === id);
    if (account === undefined) return { status: 403 };
    if (method === "GET" && rest === "account") return { status: 200, body: toAccount(account) };
    if (method === "GET" && rest === "accounts/managed")
      return { status: 200, body: { accounts: account === accounts[0] ? accounts.slice(1).map(toAccount) : [] } };
    if (method !== "GET" || rest !== "exposures") return { status: 404 };
    return forbidden.has(id) ? { status: 403 } : exposures(account, searchParams);
  }

  function authenticate(given: string | undefined): JsonAnswer {
    if (given !== basic) return { status: 401 };
    if (wantsMfa) return { status: 401, body: { error: "mfa_code_required" } };
    const [own] = accounts;
    const user = {
      id: "715A4EC0-9833-4D6E-9C03-A537E3F98D23",
      account_id: own.id,
      name: "Auditor",
      active: true,
      created: stamp,
      modified: stamp,
    };
    return { status: 200, body: { authentication: { user, account: toAccount(own), token, token_expiration: 1434042731 } } };
  }

  function exposures({ remediations = [] }: AlertLogicAccount, asked: URLSearchParams): JsonAnswer {
    if (asked.get("continue") === null && asked.get("group") !== "remediation") return { status: 400, body: { invalid_value: "group" } };
    const told = asked.get("continue");
    const [start = 0, size = Number(asked.get("page_size") ?? mostOfPage)] =
      told === null ? [] : Buffer.from(told, "base64url").toString().split(" ").map(Number);
    const page = remediations.slice(start, start + Math.min(size, mostOfPage));
    const end = start + page.length;
    const more = end < remediations.length ? { continue: Buffer.from(`${end} ${size}`).toString("base64url") } : {};
    return {
      status: 200,
      body: { filters: [], remediations: { assets: page, rows: page.length }, ...more, total_rows: remediations.length },
    };
  }

  const server = await startJsonServer("Alert Logic", answer);
  const standIn: AlertLogicStandIn = {
    ...{ ...server, keyId, secretKey, token },
    put: (given) => {
      accounts = given;
    },
    forbid: (account) => void forbidden.add(account),
  };
  return standIn;
}
