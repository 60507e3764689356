import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { openStore } from "@plumbline/iam-store/open-store";
import { tryPostgres } from "@plumbline/testkit/postgres";
import autocannon from "autocannon";
import { fillDemo } from "../../apps/console/src/demo/fill-demo.ts";
import { root } from "../gen/names.ts";
import { benchTables } from "./console-tables.ts";

const connections = 1000;
const seconds = 30;
const pages = [
  "/",
  "/users",
  "/users?sort=createdAt&order=desc",
  "/users?mfa=missing",
  "/roles",
  "/policies",
  "/groups",
  "/coverage",
  "/accounts",
];
const enough = 10_000_000;

/**
 * Serves the console from its sources over PostgreSQL, both as processes of their own, and asks it for pages: 1,000 connections at once for
 * 30 seconds, with limits that let them, where no request may fail; and with a limit that is exceeded, where the others are answered with 429
 * and how long to wait. Then how long each order and filter of a large table takes.
 */
export async function benchConsole(): Promise<void> {
  const found = await tryPostgres({ cacheFolder: join(root, ".cache"), environment: process.env, log: () => undefined });
  if ("missing" in found) throw new Error(found.missing);
  const folder = mkdtempSync(join(tmpdir(), "plumbline-console-bench-"));
  const wrong: string[] = [];
  try {
    const url = await found.server.create("console");
    const store = await openStore({ url });
    await fillDemo(store);
    await store.close();
    wrong.push(...(await load(url, folder)), ...(await exceed(url, folder)), ...(await benchTables(await found.server.create("tables"))));
  } finally {
    await found.server.stop();
    await rm(folder, { recursive: true });
  }
  for (const one of wrong) console.error(`wrong: ${one}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

async function load(url: string, folder: string): Promise<string[]> {
  const served = await serve(url, folder, { perAddress: enough, perSubject: enough });
  try {
    const cookie = await signIn(served.origin);
    const requests = pages.map((path) => ({ method: "GET" as const, path, headers: { cookie } }));
    // Its own histogram has no 95 %.
    const times: number[] = [];
    const setupClient = (client: autocannon.Client) => {
      client.on("response", (_status, _bytes, milliseconds) => times.push(milliseconds));
    };
    const {
      errors,
      timeouts,
      non2xx,
      statusCodeStats,
      requests: told,
    } = await autocannon({
      ...{ url: served.origin, connections, duration: seconds, timeout: 60, requests, setupClient },
    });
    const within = percentiles(times);
    console.log(
      `${connections} connections for ${seconds} s: ${told.total} pages, ${Math.round(told.average)} a second; p50 ${within(0.5)} ms, p95 ${within(0.95)} ms, p99 ${within(0.99)} ms, the slowest ${within(1)} ms`,
    );
    console.log(`statuses: ${JSON.stringify(statusCodeStats)}; ${errors} errors, ${timeouts} of them timeouts`);
    const wrong = [...(errors > 0 ? [`${errors} requests failed`] : []), ...(non2xx > 0 ? [`${non2xx} answers were no pages`] : [])];
    return told.total === 0 ? [...wrong, "no page came"] : wrong;
  } finally {
    await served.stop();
  }
}

/** The time within which a share of the answers came, in whole milliseconds. */
function percentiles(times: readonly number[]): (share: number) => number {
  const sorted = times.toSorted((a, b) => a - b);
  return (share) => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

async function exceed(url: string, folder: string): Promise<string[]> {
  const limit = 100;
  const served = await serve(url, folder, { perAddress: enough, perSubject: limit });
  try {
    const cookie = await signIn(served.origin);
    const { errors, statusCodeStats = {} } = await autocannon({
      ...{ url: `${served.origin}/users`, connections: 50, amount: 400, headers: { cookie }, timeout: 60 },
    });
    const last = await fetch(`${served.origin}/users`, { headers: { cookie } });
    const wait = last.headers.get("retry-after");
    console.log(
      `400 requests where ${limit} a minute are let in: ${JSON.stringify(statusCodeStats)}; the next is answered ${last.status}, Retry-After: ${wait}`,
    );
    const isRight = errors === 0 && last.status === 429 && Number(wait) > 0 && Number(wait) <= 60;
    const fit = statusCodeStats["200"]?.count ?? 0;
    return isRight && fit === limit
      ? []
      : [`${fit} of ${limit} were let in, ${errors} failed, and the last was answered ${last.status} with ${wait}`];
  } finally {
    await served.stop();
  }
}

interface Served {
  readonly origin: string;
  stop(): Promise<void>;
}

async function serve(database: string, folder: string, limits: { perAddress: number; perSubject: number }): Promise<Served> {
  const main = ["--conditions=@plumbline/source", join(root, "apps/console/src/main.ts")];
  const words = [
    ...["--listen", "127.0.0.1:0", "--dev-login", "--grant", "subject:dev:bench=admin:all", "--connections", "20", "--quiet"],
    ...["--rate-per-address", String(limits.perAddress), "--rate-per-subject", String(limits.perSubject)],
  ];
  const env = { PATH: process.env["PATH"], DATABASE_URL: database };
  const child = spawn(process.execPath, [...main, ...words], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  return { origin: await addressOf(child), stop: () => ended(child) };
}
type Child = ChildProcessByStdio<Writable | null, Readable, null>;

async function addressOf(child: Child): Promise<string> {
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const [, origin] = /at (http:\/\/[\w.:]+)\//.exec(said) ?? [];
    if (origin !== undefined) return origin;
  }
  throw new Error(`the console did not start: ${said}`);
}

async function ended(child: Child): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Signs in by the development login, and answers the cookie. */
async function signIn(origin: string): Promise<string> {
  const cookieOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((one) => one.split(";")[0] ?? "")
      .filter((one) => !one.endsWith("="));
  const page = await fetch(`${origin}/sign-in`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const entered = await fetch(`${origin}/sign-in/local`, {
    ...{ method: "POST", redirect: "manual", body: new URLSearchParams({ csrf, name: "bench" }) },
    headers: { origin, cookie: cookieOf(page).join("; ") },
  });
  return cookieOf(entered).join("; ");
}
