import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B } from "../app.fixture.ts";
import { bringIn, fingerprintOf, runOf } from "../work.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await bringIn.run(
    store,
    runOf(1, { [A]: { back: "fail", gone: "fail", mended: "fail", old: "fail", unsure: "fail" }, [B]: { "b-only": "fail" } }),
  );
  await bringIn.run(store, runOf(2, { [A]: { back: "pass", gone: "fail", mended: "fail", old: "fail", unsure: "fail" } }));
  await bringIn.run(store, runOf(3, { [A]: { back: "fail", "grave-new": "fail", mended: "pass", old: "fail", unsure: "unknown" } }));
}, 60_000);
afterAll(() => store.close());

const [denied, never] = ["777788889999", "888899990000"] as const;
const readerOf = (...accounts: string[]) =>
  appOver(store, { grants: [{ kind: "subject", principal: "dev:reader", role: "reader", accounts }] }).signIn("reader");

const states = async (name: string, query: string): Promise<string[]> => {
  const { signIn } = appOver(store);
  const answer = await (await signIn(name)).get(`/api/findings?${query}`);
  const { data } = (await answer.json()) as { data: { findings: { state: string; finding: { resource: { id: string } } }[] } };
  return data.findings.map(({ state, finding }) => `${finding.resource.id} ${state}`);
};

describe("findings", () => {
  const rows: Record<string, [who: string, query: string, says: string[]]> = {
    "what is open, the gravest first": ["reader-a", "", ["grave-new new", "back reopened", "old open", "unsure not-looked"]],
    "all that became of them": [
      "reader-a",
      "state=all",
      ["grave-new new", "back reopened", "gone resource-gone", "mended resolved", "old open", "unsure not-looked"],
    ],
    "one state": ["reader-a", "state=resolved", ["mended resolved"]],
    "one severity": ["reader-a", "severity=critical", ["grave-new new"]],
    "part of an id": ["reader-a", "q=OL", ["old open"]],
    "another check": ["reader-a", "check=iam_user/mfa", []],
    "another account": ["reader-a", `account=${B}`, []],
    "account B": ["reader-b", "state=all", ["b-only new"]],
    "both accounts": ["admin", `account=${B}`, ["b-only new"]],
  };
  it.each(Object.entries(rows))("tell of %s", async (_, [who, query, says]) => {
    expect(await states(who, query)).toEqual(says);
  });

  it("are the same after a run is brought in once more", async () => {
    await bringIn.run(store, runOf(2, { [A]: { back: "pass", gone: "fail", mended: "fail", old: "fail", unsure: "fail" } }));
    expect(await states("reader-a", "")).toEqual(["grave-new new", "back reopened", "old open", "unsure not-looked"]);
  });

  it("show one with evidence, remedy, controls, and what each run said", async () => {
    const reader = await appOver(store).signIn("reader-a");
    const page = await reader.text(`/findings/${A}/${fingerprintOf(A, "back")}`);
    for (const text of ["AllUsers &lt;b&gt;", "Blocks public access.", "FSBP S3.2", "anybody may read it", "plumbline plan --run run-03"])
      expect(page).toContain(text);
    expect(page.match(/data-label="Verdict"/g)).toHaveLength(3);
    expect(page).not.toContain("<b>");
    expect((await reader.text(`/findings/${A}/${fingerprintOf(A, "unsure")}`)).includes("it could not be judged (denied, acl)")).toBe(true);
  });

  it("of account B are nothing to a reader of A, by page, API and CSV", async () => {
    const reader = await appOver(store).signIn("reader-a");
    const named = `/findings/${B}/${fingerprintOf(B, "b-only")}`;
    expect([(await reader.get(named)).status, (await reader.get(`/api${named}`)).status]).toEqual([404, 404]);
    for (const path of ["/findings?state=all", "/findings.csv?state=all", "/api/findings?state=all"])
      expect(await reader.text(path)).not.toMatch(/b-only|444455556666/);
  });

  it("say what could not be looked at", async () => {
    await bringIn.run(store, runOf(11, { [denied]: { old: "fail" } }));
    await bringIn.run(store, runOf(12, { [denied]: {} }, [denied]));
    const reader = await readerOf(denied, never);
    const page = await reader.text("/findings");
    for (const text of ["s3:ListAllMyBuckets is not allowed", "no run of it was brought in"]) expect(page).toContain(text);
    expect(await reader.text(`/findings/${denied}/${fingerprintOf(denied, "old")}`)).toContain(
      `s3_bucket in eu-west-1 of account ${denied} could not be listed (denied)`,
    );
  });

  it("refuse a place that no page has told", async () => {
    const reader = await appOver(store).signIn("reader-a");
    expect((await reader.get("/findings?after=x")).status).toBe(400);
    expect((await reader.get("/findings?severity=huge")).status).toBe(400);
  });

  it("come page by page, each once", async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`bucket-${i}`, "fail" as const]));
    await bringIn.run(store, runOf(1, { [never]: many }));
    const reader = await readerOf(never);
    const seen: string[] = [];
    for (let path: string | undefined = "/api/findings"; path !== undefined; ) {
      const { data } = (await (await reader.get(path)).json()) as {
        data: { total: number; next?: string; findings: { finding: { resource: { id: string } } }[] };
      };
      expect(data.total).toBe(120);
      seen.push(...data.findings.map(({ finding }) => finding.resource.id));
      path = data.next && `/api/findings?after=${data.next}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
  });
});
