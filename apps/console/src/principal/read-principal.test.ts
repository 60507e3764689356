import type { RecordOf } from "@plumbline/iam-model/kinds";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { A, B } from "../app.fixture.ts";
import { readKnown } from "./read-principal.ts";

const day = (n: number) => new Date(Date.UTC(2026, 5, n));
const user = (account: string): RecordOf<"iam_user"> => ({
  ...{ kind: "iam_user", id: "u", account, name: "moved", arn: null, createdAt: null, updatedAt: null },
  facts: { path: "/", permissionsBoundary: null, tags: {} },
});
let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  for (const [n, account] of [
    [1, A],
    [3, B],
  ] as const) {
    const writer = await writeListing(store, { run: `run-${n}`, listing: "cloudhealth/customer", account: "", at: day(n) });
    await writer.put([user(account)]);
    await writer.end([{ kind: "iam_user", outcome: "ok" }]);
  }
});
afterAll(() => store.close());

const rows: Record<string, [account: string, at: Date, goneSince: Date | null | undefined]> = {
  "before, of the first": [A, day(2), null],
  "before, of the second": [B, day(2), undefined],
  "after, of the first": [A, day(4), day(3)],
  "after, of the second": [B, day(4), null],
};
it.each(Object.entries(rows))("a user whose account changed, %s", async (_, [account, at, goneSince]) => {
  const known = await store.as({ role: "reader", accounts: [account], subject: "test" }, (transaction) =>
    readKnown(transaction, { kind: "iam_user", account, id: "u", at }),
  );
  expect(known?.goneSince).toEqual(goneSince);
});
