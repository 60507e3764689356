import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { flag, listFlags, unflag } from "./flags.ts";
import { onBothStores } from "./test-stores.fixture.ts";

const [one, other] = ["111111111111", "222222222222"];
const reviewer: Actor = { role: "reviewer", accounts: [one], subject: "rita" };
const stranger: Actor = { role: "reviewer", accounts: [other], subject: "otto" };
const at = new Date("2026-03-01T12:00:00.000Z");
const later = new Date("2026-03-02T12:00:00.000Z");
let last = 0;
const fresh = () => ({ account: one, kind: "iam_user", recordId: `AIDA${++last}` });
const said = { name: "ann", reason: "odd sign-ins", at };

onBothStores("flags", (given) => {
  describe("a flag", () => {
    it("stands, is taken off, and both stay in the history", async () => {
      const of = fresh();
      const made = await given.store.as(reviewer, (transaction) => flag(transaction, { ...of, ...said }));
      expect(made).toEqual({
        isNew: true,
        flag: { ...of, id: expect.any(String), name: "ann", reason: "odd sign-ins", by: "rita", at: at.toISOString(), end: null },
      });
      expect(await given.store.as(reviewer, (transaction) => listFlags(transaction, { of }))).toEqual([made.flag]);
      const ended = await given.store.as({ ...reviewer, subject: "rosa" }, (transaction) =>
        unflag(transaction, { ...of, reason: "explained", at: later }),
      );
      expect(ended).toEqual({ ...made.flag, end: { by: "rosa", at: later.toISOString(), reason: "explained" } });
      expect(await given.store.as(reviewer, (transaction) => listFlags(transaction, { of }))).toEqual([]);
      const again = await given.store.as(reviewer, (transaction) => flag(transaction, { ...of, ...said, reason: "again", at: later }));
      expect(await given.store.as(reviewer, (transaction) => listFlags(transaction, { of, history: true }))).toEqual([ended, again.flag]);
    });

    it("that stands is answered, not doubled", async () => {
      const of = fresh();
      const first = await given.store.as(reviewer, (transaction) => flag(transaction, { ...of, ...said }));
      const second = await given.store.as(reviewer, (transaction) => flag(transaction, { ...of, ...said, reason: "me too" }));
      expect(second).toEqual({ flag: first.flag, isNew: false });
    });

    it("is put once by eight at once", async () => {
      const of = fresh();
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          given.store.as({ ...reviewer, subject: `r${i}` }, (transaction) => flag(transaction, { ...of, ...said })),
        ),
      );
      expect([all.filter(({ isNew }) => isNew).length, new Set(all.map((made) => made.flag.id)).size]).toEqual([1, 1]);
    });

    it("that nobody put can't be taken off", async () => {
      expect(await given.store.as(reviewer, (transaction) => unflag(transaction, { ...fresh(), reason: "x", at }))).toBeUndefined();
    });

    it("is of an account too", async () => {
      const of = { account: one, kind: "account", recordId: one };
      await given.store.as(reviewer, (transaction) => flag(transaction, { ...of, ...said, name: "production" }));
      expect(await given.store.as(reviewer, (transaction) => listFlags(transaction, { of }))).toMatchObject([{ name: "production" }]);
    });
  });

  describe("the database", () => {
    it("shows no flag of another account, and takes none for it", async () => {
      const of = fresh();
      await given.store.as(reviewer, (transaction) => flag(transaction, { ...of, ...said }));
      expect(await given.store.as(stranger, (transaction) => listFlags(transaction, { of, history: true }))).toEqual([]);
      expect(await given.store.as(stranger, (transaction) => unflag(transaction, { ...of, reason: "x", at }))).toBeUndefined();
      await expect(given.store.as(stranger, (transaction) => flag(transaction, { ...fresh(), ...said }))).rejects.toThrow(
        /row-level security/,
      );
    });

    const insert = "insert into flags (account_id, kind, record_id, name, number, reason, flagged_by, flagged_at)";
    const refused: Record<string, [actor: Actor, statement: string]> = {
      "a reader's flag": [{ ...reviewer, role: "reader" }, `${insert} values ('${one}', 'iam_user', 'x', 'x', 1, 'x', 'rita', now())`],
      "a collector's flag": [
        { ...reviewer, role: "collector" },
        `${insert} values ('${one}', 'iam_user', 'x', 'x', 1, 'x', 'rita', now())`,
      ],
      "a flag in another's name": [reviewer, `${insert} values ('${one}', 'iam_user', 'x', 'x', 1, 'x', 'otto', now())`],
      "a flag without a reason": [reviewer, `${insert} values ('${one}', 'iam_user', 'x', 'x', 1, '', 'rita', now())`],
      "a change of a flag": [reviewer, "update flags set reason = 'none'"],
      "an admin's change of a flag": [{ ...reviewer, role: "admin", accounts: "all" }, "update flags set reason = 'none'"],
      "a flag's deletion": [{ ...reviewer, role: "admin", accounts: "all" }, "delete from flags"],
      "an end's deletion": [{ ...reviewer, role: "archivist" }, "delete from unflags"],
    };
    it.each(Object.entries(refused))("refuses %s", async (_, [actor, statement]) => {
      await expect(given.store.as(actor, (transaction) => sql.raw(statement).execute(transaction))).rejects.toThrow(
        /permission denied|row-level security|check constraint/,
      );
    });
  });
});
