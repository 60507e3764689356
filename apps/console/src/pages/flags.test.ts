import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, tellsOfB } from "../app.fixture.ts";
import { changeOf, planOf } from "../work.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());
const signedIn = (name: string, services = {}) => appOver(store, { services }).signIn(name);

interface Listed {
  id: string;
  name: string;
  reason: string;
  by: string;
  end: { by: string } | null;
}
const flagsOf = async (who: string, query = ""): Promise<Listed[]> => {
  const answer = await (await signedIn(who)).get(`/api/flags${query}`);
  return ((await answer.json()) as { data: { flags: Listed[] } }).data.flags;
};

const idOf = async (name: string): Promise<string> => (await flagsOf("admin", "?history=yes")).find((one) => one.name === name)?.id ?? "";

describe("flags", () => {
  const refused: Record<string, [who: string, fields: Record<string, string>, status: number]> = {
    "by a reader": ["reader-a", { named: "ann", reason: "odd" }, 403],
    "without the form's token": ["reviewer-a", { named: "ann", reason: "odd", csrf: "forged" }, 403],
    "without a reason": ["reviewer-a", { named: "ann", reason: " " }, 400],
    "on nobody": ["reviewer-a", { named: "nobody", reason: "odd" }, 404],
    "on who is of another account": ["reviewer-a", { named: "mallory", reason: "odd" }, 404],
    "on an account that nobody knows": ["admin", { named: "999988887777", reason: "odd" }, 404],
    "on an account of others that nobody knows": ["reviewer-a", { named: "999988887777", reason: "odd" }, 403],
    "on another account": ["reviewer-a", { named: B, reason: "odd" }, 403],
  };
  it.each(Object.entries(refused))("are not put %s", async (_, [who, fields, status]) => {
    const person = await signedIn(who);
    expect((await person.post("/flags/flag", fields, "/flags")).status).toBe(status);
    expect(await flagsOf("admin")).toEqual([]);
  });

  it("leave a line in the audit log of each refused try, with what it was about", async () => {
    const { data } = await (await (await signedIn("admin")).get("/api/audit?outcome=refused&subject=dev:reviewer-a")).json();
    const lines = data.lines.map(({ action, target, account_id }: Record<string, string>) => [action, target, account_id]);
    for (const [target, account] of [
      ["mallory", ""],
      ["nobody", ""],
      [`account ${B}`, B],
    ])
      expect(lines).toContainEqual(["flag", target, account]);
  });

  it("are put by a reviewer, once, with the reason, and the audit log says so", async () => {
    const reviewer = await signedIn("reviewer-a");
    expect((await reviewer.post("/flags/flag", { named: "ann", reason: "odd <sign-ins>" }, "/flags")).status).toBe(303);
    expect((await reviewer.post("/flags/flag", { named: A, reason: "whole account" }, "/flags")).status).toBe(303);
    await (await signedIn("admin")).post("/flags/flag", { named: "ann", reason: "me too" }, "/flags");
    await (await signedIn("admin")).post("/flags/flag", { named: "mallory", reason: "of B" }, "/flags");
    expect(await flagsOf("reader-a")).toMatchObject([
      { name: A, reason: "whole account" },
      { name: "ann", reason: "odd <sign-ins>", by: "dev:reviewer-a", end: null },
    ]);
    expect(await (await signedIn("reader-a")).text("/flags")).toContain("odd &lt;sign-ins&gt;");
    expect(await (await signedIn("admin")).text("/audit")).toContain(`flag ${await idOf("ann")}: iam_user ann`);
  });

  it("stand on the pages of what is flagged, and elsewhere one may put one", async () => {
    const [reader, reviewer] = [await signedIn("reader-a"), await signedIn("reviewer-a")];
    const ann = `/principals/user/${A}/AIDAANN`;
    expect(await reader.text(ann)).toMatch(/Flagged<\/span> by dev:reviewer-a since .*: odd &lt;sign-ins&gt;/);
    expect((await (await reader.get(`/api${ann}`)).json()).data.flag).toMatchObject({ reason: "odd <sign-ins>" });
    expect(await reader.text(`${ann}?at=2026-06-29`)).not.toContain("Flagged");
    expect(await reader.text("/accounts")).toContain("whole account");
    const bob = `/principals/user/${A}/AIDABOB?at=2026-06-22`;
    expect(await reviewer.text(bob)).toContain(`href="/flags?account=${A}&amp;named=AIDABOB">Flag it`);
    expect(await reader.text(bob)).not.toContain("Flag it");
    expect(await reviewer.text(`/flags?account=${A}&named=AIDABOB`)).toMatch(/name="named"[^>]* value="AIDABOB"/);
  });

  it("of another account are nothing", async () => {
    for (const path of ["/flags", "/api/flags", "/flags?history=yes"])
      expect(await (await signedIn("reader-a")).text(path)).not.toMatch(tellsOfB);
    expect(await flagsOf("reader-b")).toMatchObject([{ name: "mallory" }]);
    for (const action of ["unflag", "plan"])
      expect(
        (await (await signedIn("reviewer-a")).post(`/flags/${action}`, { id: await idOf("mallory"), reason: "x" }, "/flags")).status,
      ).toBe(404);
  });

  it("show the command that plans, and no button where the console may not sign in to AWS", async () => {
    const reviewer = await signedIn("reviewer-a");
    const page = await reviewer.text("/flags");
    expect(page).toContain(`plumbline iam flag ${await idOf("ann")} --plan`);
    expect(page).not.toContain("Make a plan");
    expect((await reviewer.post("/flags/plan", { id: await idOf("ann") }, "/flags")).status).toBe(403);
  });

  it("become a plan, which then is read on its page and not approved by who made it", async () => {
    const plan = planOf([changeOf(A, "ann-as-bucket")]);
    const asked: unknown[] = [];
    const makePlan = async (revocations: readonly unknown[]) => {
      asked.push(...revocations);
      return { plan, unseen: ["keys of ann could not be judged"] };
    };
    const reviewer = await signedIn("reviewer-a", { makePlan });
    expect((await reviewer.post("/flags/plan", { id: await idOf("ann"), csrf: "forged" }, "/flags")).status).toBe(403);
    const answer = await reviewer.post("/flags/plan", { id: await idOf("ann") }, "/flags");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/plans/${plan.hash}`]);
    expect(decodeURIComponent(answer.headers.getSetCookie().join())).toContain("keys of ann could not be judged");
    expect(asked).toMatchObject([
      { account: A, kind: "iam_user", principalId: "AIDAANN", what: "login", because: { flag: await idOf("ann") } },
      { account: A, kind: "iam_user", principalId: "AIDAANN", what: "keys" },
    ]);
    expect(await reviewer.text(`/plans/${plan.hash}`)).toContain("ann-as-bucket");
    expect((await reviewer.post(`/plans/${plan.hash}/approve`, { confirmed: "yes" }, "/flags")).status).toBe(403);
    expect((await (await signedIn("reader-b")).get(`/plans/${plan.hash}`)).status).toBe(404);
  });

  it("are taken off with a reason, and stay in the history", async () => {
    const reviewer = await signedIn("reviewer-a");
    expect((await reviewer.post("/flags/unflag", { id: await idOf("ann"), reason: "" }, "/flags")).status).toBe(400);
    expect((await (await signedIn("reader-a")).post("/flags/unflag", { id: await idOf("ann"), reason: "x" }, "/flags")).status).toBe(403);
    expect((await reviewer.post("/flags/unflag", { id: await idOf("ann"), reason: "explained" }, "/flags")).status).toBe(303);
    expect((await flagsOf("reader-a")).map(({ name }) => name)).toEqual([A]);
    expect((await flagsOf("reader-a", "?history=yes")).find(({ name }) => name === "ann")).toMatchObject({
      end: { by: "dev:reviewer-a" },
    });
    expect((await reviewer.post("/flags/unflag", { id: await idOf("ann"), reason: "again" }, "/flags")).status).toBe(404);
  });
});
