import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { onBothStores } from "./test-stores.fixture.ts";

const [a, b] = ["012345678901", "210987654321"];
const actorOf = (role: Actor["role"], accounts: Actor["accounts"] = [a]): Actor => ({ role, accounts, subject: `own-${role}` });

const granting = (account: string, by: string, revoked = "null, null") => `insert into console_grants
  (principal_kind, principal, role, account_id, granted_by, granted_at, revoked_by, revoked_at)
  values ('subject', 'ann', 'reader', '${account}', '${by}', '2026-01-01', ${revoked})`;
const line = (account: string, by: string) => `insert into console_audit
  (at, request_id, subject, action, target, account_id, outcome, detail, address)
  values ('2026-01-01', 'r', '${by}', 'download', 't', '${account}', 'done', '', '')`;

onBothStores("grants and the audit log", (given) => {
  const say = (actor: Actor, statement: string) =>
    given.store.as(actor, (transaction) => sql.raw<Record<string, unknown>>(statement).execute(transaction));
  beforeAll(async () => {
    await say(actorOf("admin"), granting(a, "own-admin"));
    await say(actorOf("admin", "all"), granting(b, "own-admin"));
  });

  const refused: Record<string, [actor: Actor, statement: string, message: RegExp]> = {
    "an admin puts no other person into a grant": [actorOf("admin"), "update console_grants set principal = 'eve'", /permission denied/],
    "an admin makes no admin of a reader": [actorOf("admin"), "update console_grants set role = 'admin'", /permission denied/],
    "an admin does not say that another granted": [actorOf("admin"), "update console_grants set granted_by = 'eve'", /permission denied/],
    "an admin grants in no other name": [actorOf("admin"), granting(a, "eve"), /row-level security/],
    "an admin grants nothing that was revoked": [actorOf("admin"), granting(a, "own-admin", "'own-admin', now()"), /row-level security/],
    "an admin revokes in no other name": [
      actorOf("admin"),
      "update console_grants set revoked_by = 'eve', revoked_at = now()",
      /stays as it is: it is only revoked, once and in one's own name/,
    ],
    "a reader adds no line about another account": [actorOf("reader"), line(b, "own-reader"), /row-level security/],
    "an admin adds no line about another account": [actorOf("admin"), line(b, "own-admin"), /row-level security/],
    "a reviewer adds no line in another's name": [actorOf("reviewer"), line(a, "eve"), /row-level security/],
    "who acts for nothing adds no line about an account": [actorOf("reader", []), line(a, "own-reader"), /row-level security/],
    "the console adds no line in another's name": [actorOf("console", []), line(a, "eve"), /row-level security/],
  };
  it.each(Object.entries(refused))("%s", async (_, [actor, statement, message]) => {
    await expect(say(actor, statement)).rejects.toThrow(message);
  });

  const taken: Record<string, [actor: Actor, statement: string]> = {
    "a reader's line about the own account": [actorOf("reader"), line(a, "own-reader")],
    "a reader's line about no account": [actorOf("reader"), line("", "own-reader")],
    "an admin's line about any account, of all": [actorOf("admin", "all"), line(b, "own-admin")],
    "the console's line about what somebody was refused": [actorOf("console", []), line(b, "own-console")],
  };
  it.each(Object.entries(taken))("take %s", async (_, [actor, statement]) => {
    await expect(say(actor, statement)).resolves.toBeDefined();
  });
  it("let an admin revoke a grant of the own account, once", async () => {
    const revoke = "update console_grants set revoked_by = 'own-admin', revoked_at = now() returning account_id";
    expect((await say(actorOf("admin"), revoke)).rows).toEqual([{ account_id: a }]);
    for (const again of [revoke, "update console_grants set revoked_by = null, revoked_at = null"])
      await expect(say(actorOf("admin"), again)).rejects.toThrow(/stays as it is/);
    expect((await say(actorOf("admin", "all"), `select account_id from console_grants where revoked_at is null`)).rows).toEqual([
      { account_id: b },
    ]);
  });
});
