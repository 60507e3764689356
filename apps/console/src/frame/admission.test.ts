import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOver, fillTwo, type Told } from "../app.fixture.ts";
import { pages } from "../routes.ts";
import { takenBy } from "./admission.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());

const origin = "http://127.0.0.1:7700";
const signIn = "plumbline-sign-in-7700=x";

/** A body without an end, that tells how often somebody read of it. */
function endless() {
  const told = { reads: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        told.reads++;
        if (told.reads < 100) controller.enqueue(new Uint8Array(100_000));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { told, body };
}

interface Row {
  readonly method?: string;
  readonly who?: string;
  readonly cookie?: string;
  readonly from?: string;
  readonly told?: Told;
  readonly path: string;
  readonly status: number;
}
const unread: Record<string, Row> = {
  "a stranger's file": { path: "/verify-pack/verify", status: 303 },
  "a stranger's form": { path: "/grants/grant", status: 303 },
  "a stranger's theme": { path: "/theme", status: 303 },
  "what a stranger sends anywhere": { path: "/nothing", status: 303 },
  "what a stranger sends to the API": { path: "/api/users", status: 401 },
  "a file with a cookie of no session": { cookie: "plumbline-session-7700=x", path: "/verify-pack/verify", status: 303 },
  "a file of who sees no account": { who: "stranger", path: "/verify-pack/verify", status: 403 },
  "a reader's grant": { who: "reader-a", path: "/grants/grant", status: 403 },
  "a reader's word on a review": { who: "reader-a", path: "/reviews/2026-q2/decide", status: 403 },
  "a reader's undo": { who: "reader-a", path: "/journal/111122223333/c1/undo", status: 403 },
  "a sign-in from elsewhere": { from: "192.0.2.7", cookie: signIn, path: "/sign-in/local", status: 403 },
  "a sign-in where that is off": { told: { isDevLogin: false }, cookie: signIn, path: "/sign-in/local", status: 404 },
  "a sign-in that no page began": { path: "/sign-in/local", status: 403 },
  "what is put where the sign-in's form is posted": { method: "PUT", cookie: signIn, path: "/sign-in/local", status: 303 },
  "what is to be deleted there": { method: "DELETE", cookie: signIn, path: "/sign-in/local", status: 303 },
};
describe("before a body is read", () => {
  it.each(Object.entries(unread))(
    "%s is refused",
    async (_, { method = "POST", who, cookie = "", from = "127.0.0.1", told, path, status }) => {
      const given = appOver(store, told);
      const sent = endless();
      const headers = { origin, cookie: who === undefined ? cookie : (await given.signIn(who)).cookie };
      const env = { incoming: { socket: { remoteAddress: from } } } as never;
      const answer = await given.ask(path, { method, body: sent.body, duplex: "half", headers } as RequestInit, env);
      expect([answer.status, sent.told.reads]).toEqual([status, 0]);
    },
  );
  it("the refusal of who is signed in is noted in the audit log, once", async () => {
    const given = appOver(store);
    const headers = { origin, cookie: (await given.signIn("reader-b")).cookie };
    await given.ask("/grants/grant", { method: "POST", body: endless().body, duplex: "half", headers } as RequestInit);
    const { data } = await (await (await given.signIn("admin")).get("/api/audit?outcome=refused&subject=dev:reader-b")).json();
    expect(data.lines).toMatchObject([{ action: "grant", target: "/grants", outcome: "refused" }]);
  });
  it("is who sends it counted once", async () => {
    const given = appOver(store, { limits: { perAddress: 10_000, perSubject: 2, signInsPerAddress: 10_000 } });
    const reader = await given.signIn("reader-a");
    const theme = () => reader.post("/theme", { theme: "dark", csrf: "none" });
    expect([(await theme()).status, (await theme()).status, (await theme()).status]).toEqual([403, 403, 429]);
  });
  it("every form of every page is known", () => {
    const names = pages.flatMap(({ path, actions, extras }) =>
      [...Object.keys(actions), ...extras.flatMap(({ name, takes }) => (takes ? [name] : []))].map((name) => [path, name] as const),
    );
    const params = (path: string) => path.replace(/:hash\{[^/]*\}/, "0".repeat(64)).replaceAll(/:\w+/g, "x");
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter(([path, name]) => takenBy(pages)(params(`${path}/${name}`))?.page !== path)).toEqual([]);
  });
});

describe("the sign-in's form", () => {
  const post = async (length: number) => {
    const body = new URLSearchParams({ name: "x".repeat(length) });
    return (await appOver(store).ask("/sign-in/local", { method: "POST", body, headers: { origin, cookie: signIn } })).status;
  };
  it("has a few KiB at most", async () => expect([await post(8000), await post(9000)]).toEqual([403, 413]));
  it.each([
    [1900, "/users?q="],
    [2100, "/"],
  ])("leads back to an address of %i signs, or to the overview", async (length, to) => {
    const { ask } = appOver(store);
    const page = await (await ask(`/sign-in?to=${encodeURIComponent(`/users?q=${"a".repeat(length)}`)}`)).text();
    expect(/name="to" value="([^"a]*(?:users\?q=)?)/.exec(page)?.[1]).toBe(to);
  });
});
