import { awsListing } from "@plumbline/iam-model/listing";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, noon, tellsOfB } from "./app.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());

const noPlaces = (path: string, places: readonly (string | number)[][]) => places.map((place) => ({ path, place }));
const noFindings = noPlaces("/findings", [["x"], [1, A, "check", "id", "", "\0"], [9_999_999_999, A, "check", "id", "", "f"]]);
const noEntries = noPlaces("/journal", [
  ["yesterday", 1, "h"],
  ["0000-01-01T00:00:00Z", 1, "h"],
  ["2026-06-29T00:00:00Z", 9_999_999_999, "h"],
  ["2026-06-29T00:00:00Z", 1, "\0"],
]);

describe("whom a page is for", () => {
  const made = (...place: (string | number)[]) => Buffer.from(JSON.stringify(place)).toString("base64url");
  const rows: Record<string, [name: string, path: string, status: number]> = {
    "a reader, users": ["reader-a", "/users", 200],
    "a reader, the audit log": ["reader-a", "/audit", 403],
    "a reviewer, grants": ["reviewer-a", "/grants", 403],
    "an admin of one account, grants": ["admin-a", "/grants", 200],
    "somebody without a grant": ["stranger", "/users", 403],
    "a principal of the own account": ["reader-a", `/principals/user/${A}/AIDAANN`, 200],
    "one of another": ["reader-a", `/principals/user/${B}/AIDAMALLORY`, 404],
    "one of another, under the own account": ["reader-a", `/principals/user/${A}/AIDAMALLORY`, 404],
    "one of another by the API": ["reader-a", `/api/principals/user/${B}/AIDAMALLORY`, 404],
    "no such kind": ["reader-a", `/principals/planet/${A}/AIDAANN`, 404],
    "no such page": ["reader-a", "/nothing", 404],
    "a day that is none": ["reader-a", "/users?at=yesterday", 400],
    "an hour that is none": ["reader-a", "/users?at=2026-06-29T25:00:00Z", 400],
    "a day of no calendar": ["reader-a", "/users?at=2026-02-30", 400],
    "a day with words behind": ["reader-a", "/users?at=2026-06-29%20(x)", 400],
    "a day before all": ["reader-a", "/users?at=0001-01-01", 400],
    "an instant with its offset": ["reader-a", "/users?at=2026-06-29T12:00:00%2B02:00", 200],
    "a search with a NUL sign": ["reader-a", "/users?q=%00", 400],
    "a path with a NUL sign": ["reader-a", `/principals/user/${A}/%00`, 400],
    "a place in words, where days are sorted": ["reader-a", `/users?sort=createdAt&after=${made("x", "1")}`, 400],
    "a place with a NUL sign": ["reader-a", `/users?after=${made("\0", "1")}`, 400],
    "a place in the download": ["reader-a", `/users.csv?sort=createdAt&after=${made("x", "1")}`, 400],
    "an order that is none": ["reader-a", "/users?order=up", 400],
    ...Object.fromEntries(
      [...noFindings, ...noEntries].map(({ path, place }) => [
        `${path} from ${JSON.stringify(place)}`,
        ["reader-a", `${path}?after=${made(...place)}`, 400],
      ]),
    ),
    "a page that is none": ["reader-a", "/users?after=nonsense", 400],
  };
  it.each(Object.entries(rows))("%s", async (_, [name, path, status]) => {
    const { signIn } = appOver(store);
    expect((await (await signIn(name)).get(path)).status).toBe(status);
  });
  it("shows a reader of A nothing of B on any page, in JSON or in a download", async () => {
    const { signIn } = appOver(store);
    const reader = await signIn("reader-a");
    const paths = [
      "/",
      "/accounts",
      "/users",
      "/groups",
      "/roles",
      "/policies",
      "/coverage",
      "/users?q=mallory",
      `/users?account=${B}`,
      `/coverage?account=${B}`,
    ];
    for (const path of [
      ...paths,
      "/api/overview",
      "/api/users",
      "/api/accounts",
      "/api/coverage",
      "/users.csv",
      `/users.csv?account=${B}`,
    ]) {
      const text = (await reader.text(path)).replaceAll(/value="[^"]*"|account=\d+|q=mallory/g, "");
      expect([path, tellsOfB.exec(text)]).toEqual([path, null]);
    }
    expect(await (await signIn("reader-b")).text("/users")).toContain("mallory");
  });
  it("tells the API's callers what is missing in their own words", async () => {
    const { ask, signIn } = appOver(store);
    const nobody = await ask("/api/users");
    expect([nobody.status, await nobody.json()]).toMatchObject([401, { error: "Not signed in" }]);
    const found = await (await (await signIn("reader-a")).get("/api/users")).json();
    expect(found).toMatchObject({ at: noon.toISOString(), data: { total: 1, rows: [{ name: "ann", account: A }] } });
    expect(found.gaps[0]).toMatchObject({ account: A, outcome: "denied", completeAt: null });
  });
});

describe("every answer", () => {
  it("has the headers of safety, and is kept by nobody", async () => {
    const { signIn } = appOver(store);
    const { headers } = await (await signIn("reader-a")).get("/users");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    );
    expect([headers.get("cache-control"), headers.get("x-content-type-options"), headers.get("x-frame-options")]).toEqual([
      "no-store",
      "nosniff",
      "DENY",
    ]);
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
  it("tells nothing of the inside when something breaks, and the log its cause", async () => {
    const broken = { ...store, as: () => Promise.reject(new Error("password of the database: hunter2")) } as IamStore;
    const { ask, logged } = appOver(broken);
    const answer = await ask("/users", { headers: { cookie: "plumbline-session-7700=x" } });
    const text = await answer.text();
    expect([answer.status, /hunter2|Error/.exec(text)]).toEqual([500, null]);
    expect(logged).toEqual([expect.objectContaining({ path: "/users", error: expect.stringContaining("hunter2") })]);
    expect(text).toContain(answer.headers.get("x-request-id"));
  });
  it.each(["/", "/users", "/api/users", "/users.csv", `/principals/user/${A}/AIDAANN`, "/findings", "/accounts"])(
    "reads %s at one instant, whoever collects meanwhile",
    async (path) => {
      const acted: string[] = [];
      const watched: IamStore = {
        ...store,
        as: (actor, work, options) => {
          acted.push(`${actor.role} ${options?.oneInstant ?? false}`);
          return store.as(actor, work, options);
        },
      };
      await (await appOver(watched).signIn("reader-a")).text(path);
      const read = acted.filter((one) => one.startsWith("reader"));
      expect(read.slice(0, 1)).toEqual(["reader true"]);
    },
  );
  it("is only given to who asks for the console's own name", async () => {
    expect((await appOver(store).ask("http://evil.example:7700/sign-in")).status).toBe(421);
  });
  it("stops when an address or a person asks too often, and says how long", async () => {
    const limits = { perAddress: 8, perSubject: 10_000, signInsPerAddress: 10_000 };
    const { signIn, ask } = appOver(store, { limits });
    const reader = await signIn("reader-a");
    const answers: Response[] = [];
    for (let i = 0; i < 8; i++) answers.push(await reader.get("/users"));
    const last = answers.at(-1);
    expect([answers[0]?.status, last?.status, Number(last?.headers.get("retry-after"))]).toEqual([
      200,
      429,
      expect.toSatisfy((n) => n > 0 && n <= 60),
    ]);
    const elsewhere = { incoming: { socket: { remoteAddress: "192.0.2.1" } } } as never;
    expect((await ask("/sign-in", {}, elsewhere)).status).toBe(200);
    const person = appOver(store, { limits: { ...limits, perAddress: 10_000, perSubject: 2 } });
    const one = await person.signIn("reader-a");
    expect([(await one.get("/users")).status, (await one.get("/users")).status, (await one.get("/users")).status]).toEqual([200, 200, 429]);
    expect((await (await person.signIn("reader-b")).get("/users")).status).toBe(200);
  });
  it("uses cookies that https alone carries where the console has it", async () => {
    const { ask } = appOver(store, { publicUrl: new URL("https://console.example"), isBehindProxy: true });
    const [cookie] = (await ask("https://console.example/sign-in")).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-plumbline-sign-in=\S+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });
});

describe("what nobody looked at", () => {
  it("is said in a table's page, in JSON and in the download, and is no absence", async () => {
    const { signIn } = appOver(store);
    const reader = await signIn("reader-a");
    const [row] = (await (await reader.get("/api/users")).json()).data.rows;
    const unseen = "not looked at";
    expect(row.texts.slice(0, 7)).toEqual(["ann", A, "", unseen, unseen, unseen, unseen]);
    expect((await reader.text("/users.csv")).split("\r\n")[1]).toBe(
      `ann,${A},,${unseen},${unseen},${unseen},${unseen},2026-01-01T00:00:00.000Z`,
    );
    expect((await reader.text("/users")).match(/<td[^>]*><span class="quiet">not looked at/g)).toHaveLength(4);
  });
  it("is no number of roles of an account, and a gap where it was refused", async () => {
    const listing = awsListing({ account: B, region: "global", type: "iam_role" });
    const writer = await writeListing(store, { run: "denied", listing, account: B, at: noon });
    await writer.end([{ kind: "iam_role", outcome: "denied", message: "iam:ListRoles is not allowed" }]);
    const reader = await appOver(store).signIn("reader-b");
    const { data, gaps } = await (await reader.get("/api/accounts")).json();
    expect(data.accounts).toMatchObject([{ account_id: B, users: 1, roles: null, unseen: ["iam_role"] }]);
    expect(gaps).toMatchObject([
      { account: B, outcome: "denied", message: "iam:ListRoles is not allowed" },
      { what: "organization_account", outcome: "never-looked" },
    ]);
    expect(await reader.text("/accounts")).toMatch(/<td data-label="Roles"[^>]*><a[^>]*>not looked at</);
  });
  it("makes nobody a principal without administrator's rights", async () => {
    const { signIn } = appOver(store);
    const page = await (await signIn("reader-a")).text(`/principals/user/${A}/AIDAANN`);
    expect(page).toMatch(/<dt>Administrator<\/dt><dd><span class="sign unseen">/);
    expect(page).toMatch(/<dt>MFA devices<\/dt><dd><span class="quiet">not looked at/);
  });
});

describe("one principal", () => {
  it("has its history, also when it is gone, and as of a day", async () => {
    const { signIn } = appOver(store);
    const reader = await signIn("reader-a");
    const ann = await (await reader.get(`/api/principals/user/${A}/AIDAANN`)).json();
    expect(
      ann.data.events.map(({ did, kind, at }: { did: string; kind: string; at: string }) => `${at.slice(0, 10)} ${kind} ${did}`),
    ).toEqual([
      "2026-06-29 iam_user changed",
      "2026-06-20 iam_membership ended",
      "2026-06-10 iam_user began",
      "2026-06-10 iam_membership began",
    ]);
    expect(await reader.text(`/principals/user/${A}/AIDABOB`)).toContain("It is gone");
    expect(await reader.text(`/principals/user/${A}/AIDABOB?at=2026-06-22`)).not.toContain("It is gone");
    expect((await (await reader.get("/api/users?at=2026-06-22")).json()).data.total).toBe(2);
  });
});
