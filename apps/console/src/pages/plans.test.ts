import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { approversOf } from "@plumbline/cli/approvals";
import { Plan } from "@plumbline/finding-model/change";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, noon } from "../app.fixture.ts";
import type { ConfiguredGrant } from "../frame/setup.ts";
import { isInEffect } from "../plans/read-journal.ts";
import { bringIn, changeOf, entryOf, fingerprintOf, planOf } from "../work.fixture.ts";

const irreversible = { kind: "impossible", reason: "AWS keeps no copy of it" } as const;
const [ofA, both] = [
  planOf([changeOf(A, "one"), changeOf(A, "two", { undo: irreversible })]),
  planOf([changeOf(A, "one"), changeOf(B, "secret-of-b")]),
];
const grants: readonly ConfiguredGrant[] = [
  ...(["admin", "importer"] as const).map((name) => ({ ...subject(name), role: "admin" as const, accounts: ["*"] })),
  { ...subject("admin-a"), role: "admin", accounts: [A] },
  { ...subject("reviewer-a"), role: "reviewer", accounts: [A] },
  { ...subject("reader-a"), role: "reader", accounts: [A] },
  { ...subject("reader-b"), role: "reader", accounts: [B] },
];
function subject(name: string) {
  return { kind: "subject" as const, principal: `dev:${name}` };
}
let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  for (const plan of [ofA, both]) await bringIn.plan(store, plan, "dev:importer");
  await bringIn.journal(store, [
    entryOf("2026-06-04T00:00:00.000Z", "writing", changeOf(A, "one")),
    entryOf("2026-06-04T00:00:01.000Z", "verified", changeOf(A, "one")),
    entryOf("2026-06-04T00:00:02.000Z", "verified", changeOf(A, "taken-back")),
    entryOf("2026-06-05T00:00:00.000Z", "undone", changeOf(A, "taken-back"), "undo"),
    entryOf("2026-06-05T00:00:01.000Z", "verified", changeOf(B, "secret-of-b")),
  ]);
}, 60_000);
afterAll(() => store.close());
const signedIn = (name: string, told = {}) => appOver(store, { grants, ...told }).signIn(name);

describe("plans", () => {
  it("show each change before and after, whom it touches, and what can't be undone", async () => {
    const page = await (await signedIn("reader-a")).text(`/plans/${ofA.hash}`);
    for (const text of [
      ...["<del>-  &quot;BlockPublicAcls&quot;: false,</del>", "<ins>+  &quot;BlockPublicAcls&quot;: true,</ins>", "&lt;i&gt;"],
      ...["1 group: AllUsers", "AWS keeps no copy of it", "1 of them can&#39;t be undone", ofA.hash, "an exception holds until"],
    ])
      expect(page).toContain(text);
    expect(page).not.toContain("<i>");
  });

  it("are cut by account: of another one nobody sees a change, a name or a number", async () => {
    const reader = await signedIn("reader-a");
    for (const path of ["/plans", `/plans/${both.hash}`, `/api/plans/${both.hash}`, "/journal", "/api/journal"])
      expect(await reader.text(path)).not.toMatch(/secret-of-b|444455556666/);
    expect(await reader.text(`/plans/${both.hash}`)).toContain("The plan is of 2 accounts, and you see 1 of them.");
    const other = await signedIn("reader-b");
    expect((await other.get(`/plans/${ofA.hash}`)).status).toBe(404);
    expect(await other.text(`/plans/${both.hash}`)).toContain("secret-of-b");
    expect((await other.get(`/journal/${A}/${changeOf(A, "one").id}`)).status).toBe(404);
  });

  it("are not seen whole by SQL either", async () => {
    const seen = (accounts: readonly string[]) =>
      store.as({ role: "admin", accounts, subject: "x" }, async (transaction) => {
        const { rows } = await sql<{ of: string }>`select 'file ' || plan_hash as of from plan_files
          union all select 'change ' || account_id from plan_changes union all select 'entry ' || account_id from journal_entries`.execute(
          transaction,
        );
        return rows.map(({ of }) => of);
      });
    expect(new Set(await seen([A]))).toEqual(new Set([`file ${ofA.hash}`, `change ${A}`, `entry ${A}`]));
    expect(new Set(await seen([B]))).toEqual(new Set([`change ${B}`, `entry ${B}`]));
    expect(await seen([])).toEqual([]);
  });

  const refused: Record<string, [who: string, hash: string, fields: Record<string, string>, status: number]> = {
    "a reader": ["reader-a", ofA.hash, { confirmed: "yes" }, 403],
    "a form without its token": ["reviewer-a", ofA.hash, { confirmed: "yes", csrf: "forged" }, 403],
    "who has not read it": ["reviewer-a", ofA.hash, {}, 400],
    "a reviewer of one of two accounts": ["reviewer-a", both.hash, { confirmed: "yes" }, 404],
    "an admin of one of two accounts": ["admin-a", both.hash, { confirmed: "yes" }, 404],
    "who brought it in": ["importer", ofA.hash, { confirmed: "yes" }, 403],
    "a plan that is none": ["admin", "0".repeat(64), { confirmed: "yes" }, 404],
  };
  it.each(Object.entries(refused))("are not approved by %s", async (_, [who, hash, fields, status]) => {
    const person = await signedIn(who);
    expect((await person.post(`/plans/${hash}/approve`, fields, "/plans")).status).toBe(status);
    expect(await person.text(`/api/plans/${hash}`)).not.toContain('"approver"');
  });

  it("are approved by SQL under the own name alone, and not by who brought them in", async () => {
    const approve = (subject: string, approver: string, accounts: readonly string[] | "all" = "all") =>
      store.as({ role: "reviewer", accounts, subject }, (transaction) =>
        transaction
          .insertInto("plan_approvals")
          .values({ plan_hash: both.hash, approver, at: noon, expires: new Date(noon.getTime() + 1000), note: null })
          .execute(),
      );
    for (const [subject, approver, accounts] of [
      ["ann", "bob", "all"],
      ["ann", "ann", [A]],
      ["dev:importer", "dev:importer", "all"],
    ] as const)
      await expect(approve(subject, approver, accounts)).rejects.toThrow(/row-level security/);
  });

  it("are approved as plumbline apply understands it, and the audit log says so", async () => {
    const reviewer = await signedIn("reviewer-a");
    const answer = await reviewer.post(
      `/plans/${ofA.hash}/approve`,
      { confirmed: "yes", for: "4h", note: "TICKET-1" },
      `/plans/${ofA.hash}`,
    );
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/plans/${ofA.hash}`]);
    expect(await reviewer.text(`/plans/${ofA.hash}`)).toContain("TICKET-1");
    const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
    writeFileSync(join(folder, "approvals.json"), await reviewer.text(`/plans/${ofA.hash}/approvals.json`));
    const plan = Plan.parse(JSON.parse(await reviewer.text(`/plans/${ofA.hash}/plan.json`)));
    expect(plan).toEqual(ofA);
    const given = (now: Date) => approversOf(plan, { required: true, approvers: ["dev:reviewer-a"] }, { folder, now: () => now });
    expect(await given(noon)).toEqual(["dev:reviewer-a"]);
    await expect(given(new Date(noon.getTime() + 5 * 3_600_000))).rejects.toThrow(/expired/);
    const audit = await (await signedIn("admin")).text("/audit");
    expect(audit).toContain("approve a plan");
    expect((await (await signedIn("reader-a")).get(`/plans/${ofA.hash}/plan.json`)).status).toBe(403);
    expect((await reviewer.get(`/plans/${both.hash}/plan.json`)).status).toBe(404);
  });
});

describe("the journal", () => {
  it("tells what was written when, by whom, newest first", async () => {
    const reader = await signedIn("reader-a");
    const { data } = (await (await reader.get("/api/journal")).json()) as {
      data: { lines: { entry: { status: string } }[]; total: number };
    };
    expect([data.total, data.lines.map(({ entry }) => entry.status)]).toEqual([4, ["undone", "verified", "verified", "writing"]]);
    expect(await reader.text("/journal?status=writing")).toContain("approved by approver@example.com");
  });

  it("adds nothing when it is brought in once more", async () => {
    expect(await bringIn.journal(store, [entryOf("2026-06-04T00:00:00.000Z", "writing", changeOf(A, "one"))])).toBe(0);
  });

  const one = changeOf(A, "one");
  const path = `/journal/${A}/${one.id}`;
  it("shows the command that takes a change back, and no button where the console may not", async () => {
    const page = await (await signedIn("admin", { services: { commandOptions: " --output out" } })).text(path);
    expect(page).toContain(`plumbline undo ${one.id} --output out --apply`);
    expect(page).not.toContain("Undo in AWS");
    expect(await (await signedIn("admin")).text(`/journal/${A}/${changeOf(A, "taken-back").id}`)).toContain("Nothing of it is in effect.");
  });

  const asked: string[] = [];
  const undo = async (change: string) => {
    asked.push(change);
    return { outcomes: [{ status: "undone" as const }], keep: async () => undefined };
  };
  const refused: Record<string, [who: string, services: object, fields: Record<string, string>, status: number]> = {
    "where the console was not told that it may": ["admin", {}, { typed: one.id }, 403],
    "by a reviewer": ["reviewer-a", { undo }, { typed: one.id }, 403],
    "without the form's token": ["admin", { undo }, { typed: one.id, csrf: "forged" }, 403],
    "unless the change's id is typed": ["admin", { undo }, { typed: "yes" }, 400],
  };
  it.each(Object.entries(refused))("takes nothing back %s", async (_, [who, services, fields, status]) => {
    const person = await signedIn(who, { services });
    expect((await person.post(`${path}/undo`, fields, "/journal")).status).toBe(status);
    expect(asked).toEqual([]);
  });

  it("takes a change back for an admin who typed its id, and notes that before and after", async () => {
    const admin = await signedIn("admin-a", { services: { undo } });
    expect(await admin.text(path)).toContain("Undo in AWS");
    expect((await admin.post(`${path}/undo`, { typed: one.id }, path)).headers.get("location")).toBe(path);
    expect(asked).toEqual([one.id]);
    const { data } = (await (await admin.get("/api/audit")).json()) as { data: { lines: { action: string; outcome: string }[] } };
    expect(data.lines.slice(0, 2)).toMatchObject([
      { action: "undo a change", outcome: "done" },
      { action: "undo a change: begun", outcome: "done" },
    ]);
    expect((await admin.post(`/journal/${B}/${changeOf(B, "secret-of-b").id}/undo`, { typed: "x" }, path)).status).toBe(404);
  });

  it("says in the log what failed", async () => {
    const broken = async () => {
      throw new Error("AWS said no");
    };
    const admin = await signedIn("admin-a", { services: { undo: broken } });
    expect((await admin.post(`${path}/undo`, { typed: one.id }, path)).status).toBe(500);
    const { data } = (await (await admin.get("/api/audit")).json()) as {
      data: { lines: { action: string; outcome: string; detail: string }[] };
    };
    expect(data.lines[0]).toMatchObject({ action: "undo a change", outcome: "failed", detail: "AWS said no" });
  });
});

describe("isInEffect", () => {
  const [apply, undo] = ["apply", "undo"] as const;
  const rows: Record<
    string,
    [entries: [typeof apply | typeof undo, "verified" | "writing" | "undone" | "refused" | "failed" | "drifted"][], is: boolean]
  > = {
    "what was made": [[[apply, "verified"]], true],
    "what was begun and never ended": [[[apply, "writing"]], true],
    "what was refused": [[[apply, "refused"]], false],
    "what was taken back": [
      [
        [apply, "verified"],
        [undo, "writing"],
        [undo, "undone"],
      ],
      false,
    ],
    "what could not be taken back": [
      [
        [apply, "verified"],
        [undo, "drifted"],
      ],
      true,
    ],
    "what was made again": [
      [
        [apply, "verified"],
        [undo, "undone"],
        [apply, "verified"],
      ],
      true,
    ],
  };
  it.each(Object.entries(rows))("%s", (_, [entries, is]) => {
    expect(isInEffect(entries.map(([action, status]) => entryOf("2026-06-04T00:00:00.000Z", status, changeOf(A, "x"), action)))).toBe(is);
  });
  it("is asked of what the finding names", () => expect(changeOf(A, "x").fingerprint).toBe(fingerprintOf(A, "x")));
});
