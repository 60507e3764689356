import { openStore } from "@plumbline/iam-store/open-store";
import { makeApp } from "../../apps/console/src/app.ts";
import { fillMany } from "../../apps/console/src/many-users.fixture.ts";

const many = 100_000;
const repeats = 5;
/** A page that takes longer than this is wrong, on whatever machine. */
const bound = 5000;
const account = "111122223333";
const origin = "http://127.0.0.1:7700";

/** What of 100,000 users a page is asked for: every order, both ways, and every filter. */
const asked: readonly string[] = [
  ...["name", "account", "createdAt", "updatedAt"].flatMap((sort) => ["asc", "desc"].map((order) => `sort=${sort}&order=${order}`)),
  ...["mfa=no", "mfa=yes", "mfa=missing", "password=yes", "password=no", "keys=yes", "keys=no", "unused=90", "unused=365"],
  ...[`account=${account}`, "q=worker-09999", "q=worker", "at=2026-06-01", "mfa=no&keys=yes&unused=90&sort=createdAt&order=desc"],
];

/** Serves tables of 100,000 users, with 350,000 records of what they hold, over PostgreSQL, and prints how long a page takes. */
export async function benchTables(url: string): Promise<string[]> {
  const store = await openStore({ url });
  try {
    await fillMany(store.db, { account, many });
    const app = makeApp({
      ...{ store, publicUrl: new URL(origin), isBehindProxy: false, isDevLogin: true, sessionHours: 12, idleMinutes: 60, services: {} },
      grants: [{ kind: "subject", principal: "dev:bench", role: "admin", accounts: ["*"] }],
      limits: { perAddress: 1_000_000, perSubject: 1_000_000, signInsPerAddress: 1000 },
      ...{ now: () => new Date("2026-06-30T12:00:00.000Z"), log: (message, fields) => console.error(message, fields) },
    });
    const env = { incoming: { socket: { remoteAddress: "127.0.0.1" } } };
    const ask = (path: string, init: RequestInit = {}) => Promise.resolve(app.request(`${origin}${path}`, init, env));
    const cookie = await signIn(ask);
    const wrong: string[] = [];
    for (const query of asked) {
      const times: number[] = [];
      let total = 0;
      for (let i = 0; i < repeats; i++) {
        const begun = performance.now();
        const answer = await ask(`/users?${query}`, { headers: { cookie } });
        const page = await answer.text();
        times.push(Math.round(performance.now() - begun));
        if (answer.status !== 200) wrong.push(`${query} was answered ${answer.status}`);
        total = Number((/<strong>([\d,]+) users?</.exec(page)?.[1] ?? "-1").replaceAll(",", ""));
      }
      const slowest = Math.max(...times);
      console.log(
        `/users?${query}: ${total} fit; p50 ${times.toSorted((a, b) => a - b)[Math.floor(repeats / 2)]} ms, the slowest of ${repeats} ${slowest} ms`,
      );
      if (slowest > bound) wrong.push(`/users?${query} took ${slowest} ms`);
    }
    return wrong;
  } finally {
    await store.close();
  }
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>;
async function signIn(ask: Ask): Promise<string> {
  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((one) => one.split(";")[0] ?? "")
      .filter((one) => !one.endsWith("="))
      .join("; ");
  const page = await ask("/sign-in");
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const body = new URLSearchParams({ csrf, name: "bench" });
  return cookiesOf(await ask("/sign-in/local", { method: "POST", body, headers: { origin, cookie: cookiesOf(page) } }));
}
