import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attached, day, describeAccounts, look, people, user } from "@plumbline/access-reviews/inventory.fixture";
import { verifyPack } from "@plumbline/access-reviews/pack/verify-pack";
import { noteOutcome } from "@plumbline/access-reviews/revocations-of";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B } from "../app.fixture.ts";
import type { ConfiguredGrant } from "../frame/setup.ts";

const grant = (name: string, role: ConfiguredGrant["role"], ...accounts: string[]): ConfiguredGrant => ({
  ...{ kind: "subject", principal: `dev:${name}`, role, accounts },
});
const grants = [
  ...[grant("admin", "admin", "*"), grant("admin-a", "admin", A), grant("rev-a", "reviewer", A), grant("rev-b", "reviewer", B)],
  ...[grant("reader-a", "reader", A), grant("stranger", "reviewer", A), grant("bob", "admin", A)],
];
const form = {
  ...{ id: "2026-q2", name: "Second <quarter>", due: "2026-07-10", defaultReviewer: "dev:rev-a", alternate: "dev:admin" },
  ...{ routes: `dev:rev-b; account=${B}\n\ndev:rev-a; account=${A}` },
};
const opening = (over: Record<string, string> = {}) => {
  const fields = new URLSearchParams({ ...form, ...over });
  for (const account of [A, B]) fields.append("accounts", account);
  for (const kind of ["iam_user", "iam_role", "iam_membership"]) fields.append("kinds", kind);
  return fields;
};

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await look(store, day(30), people);
  await describeAccounts(store);
}, 60_000);
afterAll(() => store.close());
const now = { now: () => day(30, 12) };
const signedIn = (name: string) => appOver(store, { grants, ...now }).signIn(name);
type Person = Awaited<ReturnType<typeof signedIn>>;

interface Item {
  item: string;
  principalName: string;
  permissionHash: string;
  state: string;
}
const itemsOf = async (person: Person, query = "whose=all"): Promise<Item[]> => {
  const answer = await person.get(`/api/reviews/2026-q2?${query}`);
  return ((await answer.json()) as { data: { items: Item[] } }).data.items.toSorted((a, b) => (a.principalName < b.principalName ? -1 : 1));
};
/** Sends a form whose fields may come several times. */
async function send(name: string, path: string, fields: URLSearchParams, { token = true } = {}) {
  const told = appOver(store, { grants, ...now });
  const person = await told.signIn(name);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await person.text("/reviews"))?.[1] ?? "";
  if (token) fields.set("csrf", csrf);
  return told.ask(path, { method: "POST", body: fields, headers: { cookie: person.cookie, origin: "http://127.0.0.1:7700" } });
}
const decideOn = (items: readonly Item[], fields: Record<string, string>) => {
  const sent = new URLSearchParams(fields);
  for (const { item, permissionHash } of items) sent.append("item", `${item}:${permissionHash}`);
  return sent;
};
const base = "/reviews/2026-q2";

describe("a campaign", () => {
  const wrong: Record<string, [who: string, over: Record<string, string>, status: number]> = {
    "by a reviewer": ["rev-a", {}, 403],
    "by an admin of one of its accounts": ["admin-a", {}, 403],
    "with an id that is none": ["admin", { id: "Q 2" }, 400],
    "without a day": ["admin", { due: "soon" }, 400],
    "with a route that can't be read": ["admin", { routes: "ann; colour=red" }, 400],
  };
  it.each(Object.entries(wrong))("is not opened %s", async (_, [who, over, status]) => {
    expect((await send(who, "/open-review/open", opening(over))).status).toBe(status);
    expect(await (await signedIn("admin")).text("/reviews")).toContain("0 campaigns");
  });

  const unknown = opening();
  unknown.append("accounts", "999999999999");
  const words: Record<string, [fields: URLSearchParams, says: string]> = {
    "with an id that is none": [opening({ id: "Q 2" }), "id: a campaign&#39;s id has lower-case letters, digits and hyphens."],
    "over an account that nobody knows": [unknown, ": account 999999999999 is not in the inventory. Collect again"],
  };
  it.each(Object.entries(words))("says in one line why it is not opened %s", async (_, [fields, says]) => {
    const text = await (await send("admin", "/open-review/open", fields)).text();
    expect(text).toContain(says);
    expect(text).not.toMatch(/✖|→|never-looked/);
  });

  it("is not opened without the form's token", async () => {
    expect((await send("admin", "/open-review/open", opening(), { token: false })).status).toBe(403);
  });

  it("is not opened over what could not be looked at, unless that is said", async () => {
    await look(store, day(30, 1), people, { iam_policy: "denied" });
    const answer = await send("admin", "/open-review/open", opening());
    expect([answer.status, (await answer.text()).includes("iam_policy: denied")]).toEqual([409, true]);
    const accepted = await send("admin", "/open-review/open", opening({ id: "incomplete", acceptIncomplete: "yes" }));
    expect(accepted.status).toBe(303);
    const page = await (await signedIn("reader-a")).text("/reviews/incomplete");
    for (const text of ["opened although something could not be looked at", "at the opening of incomplete"]) expect(page).toContain(text);
    expect(page).toContain("not looked at: texts of policies");
    await look(store, day(30, 2), people);
  });

  it("is opened by an admin, and each sees the items of the own accounts alone", async () => {
    const answer = await send("admin", "/open-review/open", opening());
    expect([answer.status, answer.headers.get("location")]).toEqual([303, base]);
    const names = async (who: string) => (await itemsOf(await signedIn(who))).map(({ principalName }) => principalName);
    expect(await names("reader-a")).toEqual(["ann", "ann", "bob", "cyd", "deploy"]);
    expect(await names("rev-b")).toEqual(["eve"]);
    const reader = await signedIn("reader-a");
    for (const path of ["/reviews", base, `/api${base}`]) expect(await reader.text(path)).not.toMatch(/\beve\b|444455556666|rev-b/);
    const [eve] = await itemsOf(await signedIn("rev-b"));
    for (const path of [`${base}/items/${eve?.item}`, `/api${base}/items/${eve?.item}`]) expect((await reader.get(path)).status).toBe(404);
    expect(await reader.text("/reviews")).toContain("Second &lt;quarter&gt;");
  });

  it("shows an item's policies by their texts, its marks and its last use", async () => {
    const reviewer = await signedIn("rev-a");
    const [ann, , bob] = await itemsOf(reviewer);
    const page = await reviewer.text(`${base}/items/${bob?.item}`);
    for (const text of ["privileged", "&quot;Action&quot;: &quot;*&quot;", "Keep", "Revoke"]) expect(page).toContain(text);
    expect(await reviewer.text(`${base}/items/${ann?.item}`)).toContain("2026-05-01 00:00");
    expect((await reviewer.get(`${base}/items/${"0".repeat(24)}`)).status).toBe(404);
    expect((await reviewer.get("/reviews/none")).status).toBe(404);
    expect(await (await signedIn("reader-a")).text(`${base}/items/${bob?.item}`)).not.toContain("Decide");
  });

  const byName = async (who: string, name: string) => (await itemsOf(await signedIn(who))).filter((one) => one.principalName === name);
  const refused: Record<string, [who: string, action: string, names: string[], fields: Record<string, string>, status: number]> = {
    "by a reader": ["reader-a", "decide", ["deploy"], { verdict: "keep" }, 403],
    "by a reviewer whose items they are not": ["stranger", "decide", ["deploy"], { verdict: "keep" }, 403],
    "by a reviewer in the form of admins": ["rev-a", "decide-as-admin", ["deploy"], { verdict: "keep" }, 403],
    "by an admin on themselves": ["bob", "decide-as-admin", ["bob"], { verdict: "keep", reason: "mine" }, 403],
    "to revoke without a reason": ["rev-a", "decide", ["deploy"], { verdict: "revoke" }, 400],
    "to keep what is privileged without a reason": ["rev-a", "decide", ["bob"], { verdict: "keep" }, 400],
    "neither way": ["rev-a", "decide", ["deploy"], {}, 400],
    "on nothing": ["rev-a", "decide", [], { verdict: "keep" }, 400],
    "on many of which one can't be": ["rev-a", "decide", ["deploy", "bob"], { verdict: "keep" }, 400],
  };
  it.each(Object.entries(refused))("is not decided %s", async (_, [who, action, names, fields, status]) => {
    const items = (await Promise.all(names.map((name) => byName("admin", name)))).flat();
    expect((await send(who, `${base}/${action}`, decideOn(items, fields))).status).toBe(status);
    expect((await itemsOf(await signedIn("admin"))).every(({ state }) => state === "undecided")).toBe(true);
  });

  it("is refused in words that leave names as they are", async () => {
    const own = decideOn(await byName("admin", "bob"), { verdict: "keep", reason: "mine" });
    expect(await (await send("bob", `${base}/decide-as-admin`, own)).text()).toMatch(
      /IAM user bob of 111122223333 is dev:bob&#39;s own: dev:rev-a or an admin can decide on it\./,
    );
  });

  it("is not decided without the form's token, nor on an item of another account", async () => {
    const deploy = await byName("admin", "deploy");
    expect((await send("rev-a", `${base}/decide`, decideOn(deploy, { verdict: "keep" }), { token: false })).status).toBe(403);
    const eve = await byName("admin", "eve");
    expect((await send("rev-a", `${base}/decide`, decideOn(eve, { verdict: "keep" }))).status).toBe(404);
    expect((await send("admin-a", `${base}/decide-as-admin`, decideOn(eve, { verdict: "keep" }))).status).toBe(404);
  });

  it("is decided many at once with one reason, and told as it is", async () => {
    const all = (await Promise.all(["ann", "deploy", "bob"].map((name) => byName("rev-a", name)))).flat();
    const answer = await send(
      "rev-a",
      `${base}/decide`,
      decideOn(all, { verdict: "keep", reason: "still needed", back: `${base}?whose=mine` }),
    );
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${base}?whose=mine`]);
    expect((await itemsOf(await signedIn("rev-a"), "whose=mine&state=kept")).map(({ principalName }) => principalName).sort()).toEqual([
      ...["ann", "ann", "bob", "deploy"],
    ]);
    const revoked = await send(
      "admin",
      `${base}/decide-as-admin`,
      decideOn(await byName("admin", "cyd"), { verdict: "revoke", reason: "left", what: "keys" }),
    );
    expect(revoked.status).toBe(303);
    expect(await (await signedIn("reader-a")).text(base)).toContain("revoke keys by dev:admin");
    expect((await itemsOf(await signedIn("admin"), "whose=all&q=CYD")).map(({ state }) => state)).toEqual(["revoked"]);
  });

  it("tells what changed since, and wants it decided anew", async () => {
    await look(store, day(30, 3), [...people, attached(`AROAdeploy${A}`, "rule", A), user("new", A)]);
    expect((await send("admin", `${base}/refresh`, new URLSearchParams())).status).toBe(303);
    const [deploy] = await itemsOf(await signedIn("rev-a"), "whose=all&q=deploy");
    expect(deploy?.state).toBe("changed");
    const page = await (await signedIn("rev-a")).text(`${base}/items/${deploy?.item}`);
    expect(page).toContain("What changed since the opening");
    expect(page).not.toContain("What became of it");
    const made = { campaign: "2026-q2", item: deploy?.item ?? "", planHash: "a".repeat(64), outcome: "verified" as const, at: day(30, 4) };
    await store.as({ role: "admin", accounts: "all", subject: "boss" }, (transaction) => noteOutcome(transaction, made));
    const told = await (await signedIn("rev-a")).text(`${base}/items/${deploy?.item}`);
    for (const text of ["What became of it", "It is to be kept, and was planned to be taken away before"]) expect(told).toContain(text);
  });

  it("is closed by an admin of all its accounts who typed its id; its pack holds, and one changed byte shows", async () => {
    const close = (who: string, fields: Record<string, string>) => send(who, `${base}/close`, new URLSearchParams(fields));
    expect((await close("admin-a", { confirmed: "2026-q2", early: "yes" })).status).toBe(403);
    expect((await close("admin", { confirmed: "yes", early: "yes" })).status).toBe(400);
    expect((await close("admin", { confirmed: "2026-q2" })).status).toBe(409);
    const admin = await signedIn("admin");
    expect((await admin.get(`${base}/evidence-pack.zip`)).status).toBe(409);
    expect((await close("admin", { confirmed: "2026-q2", early: "yes" })).status).toBe(303);
    const answer = await admin.get(`${base}/evidence-pack.zip`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const path = join(mkdtempSync(join(tmpdir(), "plumbline-")), "pack.zip");
    writeFileSync(path, bytes);
    expect(await verifyPack(path)).toMatchObject({ ok: true, campaign: "2026-q2", decisions: 5 });
    for (const who of ["rev-a", "admin-a", "reader-a"])
      expect((await (await signedIn(who)).get(`${base}/evidence-pack.zip`)).status).toBe(403);

    const verify = async (sent: Uint8Array<ArrayBuffer>, { token = true } = {}) => {
      const told = appOver(store, { grants, ...now });
      const reader = await told.signIn("reader-a");
      const csrf = /name="csrf" value="([^"]+)"/.exec(await reader.text("/verify-pack"))?.[1] ?? "";
      const body = new FormData();
      body.set("csrf", token ? csrf : "forged");
      body.set("file", new File([sent], "pack <1>.zip"));
      return told.ask("/verify-pack/verify", { method: "POST", body, headers: { cookie: reader.cookie, origin: "http://127.0.0.1:7700" } });
    };
    expect(await (await verify(new Uint8Array(bytes))).text()).toContain("pack &lt;1&gt;.zip is as it was made");
    const spoilt = new Uint8Array(bytes);
    spoilt[200] = (spoilt[200] ?? 0) ^ 1;
    expect(await (await verify(spoilt)).text()).toContain("is not as it was made");
    expect(await (await verify(new TextEncoder().encode("no zip"))).text()).toContain("is not as it was made");
    expect((await verify(new Uint8Array(bytes), { token: false })).status).toBe(403);
    expect((await verify(new Uint8Array(65 * 1024 * 1024))).status).toBe(413);
  });
});
