import { createHash } from "node:crypto";
import type { Actor } from "@plumbline/iam-store/actor";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { A, B, noon } from "./app.fixture.ts";
import { readFindings } from "./findings/read-findings.ts";
import { readJournal } from "./plans/read-journal.ts";
import { readParts, readPlans } from "./plans/read-plans.ts";
import { bringIn, changeOf, entryOf, planOf, runOf } from "./work.fixture.ts";

const tables = ["finding_runs", "run_findings", "finding_states", "plan_parts", "plan_changes", "plan_unplanned", "journal_entries"];
const as = (accounts: Actor["accounts"], role: Actor["role"] = "reader"): Actor => ({ role, accounts, subject: "ann" });
const plan = planOf([changeOf(A, "one"), changeOf(B, "two")]);

onBothStores("findings, plans and the journal", (given) => {
  beforeAll(async () => {
    await bringIn.run(given.store, runOf(1, { [A]: { back: "fail", old: "fail" }, [B]: { other: "fail" } }));
    await bringIn.run(given.store, runOf(2, { [A]: { back: "pass", old: "fail" } }));
    await bringIn.run(given.store, runOf(3, { [A]: { back: "fail", "grave-new": "fail", old: "unknown" } }));
    await bringIn.plan(given.store, plan);
    await bringIn.journal(given.store, [
      entryOf("2026-06-04T00:00:00.000Z", "writing", changeOf(A, "one")),
      entryOf("2026-06-04T00:00:00.000Z", "verified", changeOf(A, "one")),
      entryOf("2026-06-04T00:00:00.000Z", "verified", changeOf(B, "two")),
    ]);
  });

  const accountsSeen = (actor: Actor) =>
    given.store.as(actor, async (transaction) => {
      const seen = new Set<string>();
      for (const table of tables) {
        const { rows } = await sql<{ account_id: string }>`select distinct account_id from ${sql.table(table)}`.execute(transaction);
        for (const { account_id } of rows) seen.add(account_id);
      }
      return [...seen].sort();
    });

  it("are seen by account, of requests side by side", async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        accountsSeen(as(i % 3 === 0 ? "all" : i % 3 === 1 ? [A] : [B], i % 2 === 0 ? "reader" : "admin")),
      ),
    );
    for (const [i, seen] of all.entries()) expect(seen).toEqual(i % 3 === 0 ? [A, B] : i % 3 === 1 ? [A] : [B]);
    expect(await accountsSeen(as([]))).toEqual([]);
  });

  it.each(["reader", "reviewer", "admin"] as const)("are written by no %s", async (role) => {
    for (const table of tables)
      await expect(
        given.store.as(as("all", role), (transaction) => sql`delete from ${sql.table(table)}`.execute(transaction)),
      ).rejects.toThrow(/permission denied/);
    await expect(
      given.store.as(as("all", role), (transaction) => sql`update finding_states set state = 'resolved'`.execute(transaction)),
    ).rejects.toThrow(/permission denied/);
  });

  it("are paged in their order, each once", async () => {
    await given.store.as(as("all"), async (transaction) => {
      const found: string[] = [];
      for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
        const page = await readFindings(transaction, { limit: 1, after });
        found.push(...page.findings.map(({ finding, state }) => `${finding.resource.id} ${state}`));
        after = page.next;
      }
      expect(found).toEqual(["grave-new new", "back reopened", "old not-looked", "other new"]);
      const first = await readJournal(transaction, { limit: 2 });
      const rest = await readJournal(transaction, { limit: 2, after: first.next });
      expect([first.total, ...[...first.lines, ...rest.lines].map(({ place }) => place)]).toEqual([3, 3, 2, 1]);
      expect(rest.next).toBeUndefined();
    });
  });

  it("show a plan's part to who sees a part, and let only who sees it whole approve it", async () => {
    const approve = (accounts: Actor["accounts"]) =>
      given.store.as(as(accounts, "reviewer"), (transaction) =>
        transaction
          .insertInto("plan_approvals")
          .values({ plan_hash: plan.hash, approver: "ann", at: noon, expires: new Date(noon.getTime() + 1000), note: null })
          .execute(),
      );
    const part = await given.store.as(as([B]), async (transaction) => ({
      plans: await readPlans(transaction, { limit: 9 }),
      parts: await readParts(transaction, plan.hash, { after: -1, limit: 9 }),
      files: await transaction.selectFrom("plan_files").select("plan_hash").execute(),
    }));
    expect(part.plans).toMatchObject([{ accounts: [{ id: B }], accountCount: 2, changes: 1 }]);
    expect([part.parts.changes.map(({ change }) => change.resource.id), part.files]).toEqual([["two"], []]);
    await expect(approve([B])).rejects.toThrow(/row-level security/);
    await approve([A, B]);
    const seen = (accounts: Actor["accounts"]) =>
      given.store.as(as(accounts), (transaction) => transaction.selectFrom("plan_approvals").select("approver").execute());
    expect([await seen([B]), await seen(["777788889999"])]).toEqual([[{ approver: "ann" }], []]);
  });

  const session = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/Ann@example.com";
  const approvers: Record<string, [approver: string, who: string, importedBy: string, isTaken: boolean]> = {
    "somebody else": ["bob", session, "demo", true],
    "who brought it in, in other letters": ["Demo", "planner", "demo", false],
    "who brought it in, by the development login": ["dev:demo", "planner", "Demo", false],
    "who made it": ["planner", "planner", "demo", false],
    "who made it, by the development login": ["dev:Planner", "planner", "demo", false],
    "who made it in a session of the person's name": ["ann@example.com", session, "demo", false],
    "who made it as a user": ["ci", "arn:aws:iam::111122223333:user/ops/CI", "demo", false],
    "who made it as the user of their address's name": [
      "Ann.Costa@corp.example",
      "arn:aws:iam::111122223333:user/ann.costa",
      "demo",
      false,
    ],
    "who brought it in by the name before the @": ["demo@example.com", "planner", "dev:Demo", false],
    "an address of the same beginning elsewhere": ["ann@else.org", session, "demo", true],
    "who made it in a session of an address of their name": ["ann", session, "demo", false],
    "who brought it in by an address of their name": ["dev:demo", "planner", "Demo@example.com", false],
    "who brought it in, with blanks around the name": ["demo", "planner", "\t\u00a0dev:Demo\n", false],
    "one whose name is a part": ["an", session, "demo", true],
  };
  it.each(Object.entries(approvers))(
    "take an approval of %s, or refuse it in the database",
    async (name, [approver, who, importedBy, isTaken]) => {
      const made = { ...plan, who, hash: createHash("sha256").update(name).digest("hex") };
      await bringIn.plan(given.store, made, importedBy);
      const inserted = given.store.as({ role: "reviewer", accounts: "all", subject: approver }, (transaction) =>
        transaction
          .insertInto("plan_approvals")
          .values({ plan_hash: made.hash, approver, at: noon, expires: new Date(noon.getTime() + 1000), note: null })
          .execute(),
      );
      if (isTaken) await inserted;
      else await expect(inserted).rejects.toThrow(/row-level security/);
    },
  );
});
