import type { IamRecord } from "@plumbline/iam-model/kinds";
import { awsListing } from "@plumbline/iam-model/listing";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { makeApp } from "./app.ts";
import type { Gathered, Setup } from "./frame/setup.ts";

/** What the rows of one store's tests can be told otherwise. */
export type Told = Partial<Omit<Setup, "store">>;

export const A = "111122223333";
export const B = "444455556666";
export const noon = new Date("2026-06-30T12:00:00.000Z");
const origin = "http://127.0.0.1:7700";

const day = 86_400_000;
const user = (account: string, id: string, name: string, path = "/"): IamRecord => ({
  ...{ kind: "iam_user", id, account, name, arn: `arn:aws:iam::${account}:user/${name}` },
  ...{ createdAt: "2026-01-01T00:00:00.000Z", updatedAt: null, facts: { path, permissionsBoundary: null, tags: {} } },
});
const member = (account: string, userId: string, userName: string, groupName: string): IamRecord => ({
  ...{ kind: "iam_membership", id: `${userId}/${groupName}`, account, name: groupName, arn: null, createdAt: null, updatedAt: null },
  facts: { userId, userName, groupId: null, groupName },
});

/**
 * Two accounts: A with ann, who left the admins, moved, and bob, who is gone; B with mallory, whose name nobody of A may ever see. Credentials
 * of A could not be looked at.
 */
export async function fillTwo(store: IamStore): Promise<void> {
  const look = async (account: string, daysAgo: number, records: readonly IamRecord[]) => {
    const at = new Date(noon.getTime() - daysAgo * day);
    const listing = awsListing({ account, region: "global", type: "iam_user" });
    const writer = await writeListing(store, { run: `run-${account}-${daysAgo}`, listing, account, at });
    await writer.put(records);
    await writer.end([
      { kind: "iam_user", outcome: "ok" },
      { kind: "iam_membership", outcome: "ok" },
      { kind: "iam_login_profile", outcome: "denied", message: "iam:GetLoginProfile is not allowed" },
    ]);
  };
  const ann = [user(A, "AIDAANN", "ann"), member(A, "AIDAANN", "ann", "admins")];
  await look(A, 20, [...ann, user(A, "AIDABOB", "bob")]);
  await look(A, 10, [...ann.slice(0, 1), user(A, "AIDABOB", "bob")]);
  await look(A, 1, [user(A, "AIDAANN", "ann", "/staff/")]);
  await look(B, 1, [user(B, "AIDAMALLORY", "mallory"), member(B, "AIDAMALLORY", "mallory", "secret-group-of-b")]);
  await store.as({ role: "collector", accounts: "all", subject: "test" }, (transaction) =>
    transaction
      .insertInto("accounts")
      .values([
        { ...about, account_id: A, name: "account-a", owner: "owner-of-a@example.com" },
        { ...about, account_id: B, name: "account-b", owner: "owner-of-b@example.com" },
      ])
      .execute(),
  );
}
const about = { business_unit: null, support_team: null, security_contact: null, updated_at: noon };

/** What tells of account B. */
export const tellsOfB = /444455556666|mallory|secret-group-of-b|account-b|owner-of-b/i;

/** An app over a store, with the development login on, and what it wrote to its log. */
export function appOver(store: IamStore, told: Told = {}) {
  const logged: unknown[] = [];
  const clock = { now: noon };
  const app = makeApp({
    ...{ store, publicUrl: new URL(origin), isBehindProxy: false, isDevLogin: true, sessionHours: 12, idleMinutes: 60, services: {} },
    grants: [
      { kind: "subject", principal: "dev:admin", role: "admin", accounts: ["*"] },
      { kind: "subject", principal: "dev:admin-a", role: "admin", accounts: [A] },
      { kind: "subject", principal: "dev:reviewer-a", role: "reviewer", accounts: [A] },
      { kind: "subject", principal: "dev:reader-a", role: "reader", accounts: [A] },
      { kind: "subject", principal: "dev:reader-b", role: "reader", accounts: [B] },
    ],
    limits: { perAddress: 10_000, perSubject: 10_000, signInsPerAddress: 10_000 },
    now: () => clock.now,
    log: (message, fields) => logged.push({ message, ...fields }),
    ...told,
  });
  const env = { incoming: { socket: { remoteAddress: "127.0.0.1" }, destroy: () => undefined } } as unknown as Gathered["Bindings"];
  const ask = (path: string, init: RequestInit = {}, from = env): Promise<Response> =>
    Promise.resolve(app.request(path.startsWith("http") ? path : `${origin}${path}`, init, from));
  return { app, ask, clock, logged, signIn: (name: string) => signIn(ask, name) };
}
export type Ask = ReturnType<typeof appOver>["ask"];

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((cookie) => !cookie.endsWith("="))
    .join("; ");
const tokenOf = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** Signs in by the form, as a browser does, and answers how to ask from then on. */
async function signIn(ask: Ask, name: string) {
  const page = await ask("/sign-in");
  const form = new URLSearchParams({ csrf: tokenOf(await page.text()), name });
  const entered = await ask("/sign-in/local", { method: "POST", body: form, headers: { cookie: cookiesOf(page), origin } });
  const cookie = cookiesOf(entered);
  const get = (path: string, headers: Record<string, string> = {}) => ask(path, { headers: { cookie, ...headers } });
  return {
    cookie,
    get,
    text: async (path: string) => (await get(path)).text(),
    /** Sends a form with the token of a page. */
    async post(path: string, fields: Record<string, string>, page = "/sign-in-test") {
      const csrf = fields["csrf"] ?? tokenOf(await (await get(page)).text());
      return ask(path, { method: "POST", body: new URLSearchParams({ ...fields, csrf }), headers: { cookie, origin } });
    },
  };
}
