import { decide } from "@plumbline/access-reviews/decide";
import { listItems } from "@plumbline/access-reviews/list-items";
import { openCampaign } from "@plumbline/access-reviews/open-campaign";
import { flag } from "@plumbline/iam-store/flags";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { beginning, toRecord } from "@plumbline/run-store/chain";
import { importJournal } from "../imports/import-journal.ts";
import { importPlan } from "../imports/import-plan.ts";
import { importRun } from "../imports/import-run.ts";
import { demoJournal, demoPlan } from "./demo-plan.ts";
import { demoRuns } from "./demo-runs.ts";
import { demoAccounts } from "./plan-of-accounts.ts";

const day = 86_400_000;

/** Fills the demo with what people work on: findings of three scans, a plan, a journal, flags, and a campaign that is half decided. */
export async function fillWork(store: IamStore, now: Date): Promise<void> {
  const ago = (days: number) => new Date(now.getTime() - days * day);
  const by = { subject: "demo", at: now };
  await store.as({ role: "collector", accounts: "all", subject: "demo" }, async (transaction) => {
    for (const report of demoRuns([ago(28), ago(14), ago(1)])) await importRun(transaction, report, by);
    await importPlan(transaction, demoPlan(ago(1)), by);
    let head = beginning;
    const records = demoJournal(ago(13)).map((entry) => {
      const record = toRecord(entry, head);
      head = { seq: record.seq, hash: record.hash };
      return record;
    });
    await importJournal(transaction, records, now);
  });
  await fillReview(store, { opened: ago(1), now });
}

/** Each account's items go to its owner where it has one; the reviewer and the admin of the demo own theirs. */
async function fillReview(store: IamStore, { opened, now }: { opened: Date; now: Date }): Promise<void> {
  const campaign = "2026-q2";
  const [first, second, third] = demoAccounts;
  await store.as({ role: "admin", accounts: "all", subject: "dev:admin" }, (transaction) =>
    openCampaign(
      transaction,
      {
        ...{ id: campaign, name: "Quarterly review, second quarter of 2026", opensAt: opened, dueAt: new Date(now.getTime() + 10 * day) },
        ...{ accounts: demoAccounts.map(({ id }) => id), kinds: ["iam_user", "iam_role"], acceptIncomplete: true },
        routing: {
          routes: [first, second].map(({ id }) => ({ reviewer: "dev:reviewer", account: id })),
          ...{ defaultReviewer: "dev:admin", alternate: "dev:reviewer" },
        },
      },
      { at: opened },
    ),
  );
  await store.as({ role: "reviewer", accounts: [first.id, second.id], subject: "dev:reviewer" }, async (transaction) => {
    const { items } = await listItems(transaction, { campaign, limit: 60, state: "undecided" });
    const words = items.map(({ item, permissionHash, isPrivileged }, i) => ({
      ...{ item, permissionHash, verdict: i % 9 === 4 ? ("revoke" as const) : ("keep" as const) },
      reason: i % 9 === 4 ? "has left the team" : isPrivileged ? "runs the platform, asked on 2026-06-29" : "",
    }));
    await decide(transaction, { campaign, at: now, words });
    const [odd] = items.filter(({ kind }) => kind === "iam_user");
    if (odd)
      await flag(transaction, {
        ...{ account: odd.account, kind: odd.kind, recordId: odd.recordId, name: odd.principalName },
        ...{ reason: "signs in from two continents on one day", at: opened },
      });
  });
  await store.as({ role: "admin", accounts: "all", subject: "dev:admin" }, (transaction) =>
    flag(transaction, {
      ...{ account: third.id, kind: "account", recordId: third.id, name: third.id },
      ...{ reason: "nobody owns this account; asked the data unit", at: opened },
    }),
  );
}
