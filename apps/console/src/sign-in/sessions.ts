import type { Actor } from "@plumbline/iam-store/actor";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import { hashOf, newSecret, seal, unseal } from "../frame/secret.ts";
import type { ConfiguredGrant } from "../frame/setup.ts";
import { ConsoleRole, type Grant, type Person, type Viewer } from "../frame/viewer.ts";

interface Life {
  readonly sessionHours: number;
  readonly idleMinutes: number;
  /** Whether sessions of the development login count; where it is off they are worth nothing. */
  readonly isDevLogin: boolean;
  readonly grants: readonly ConfiguredGrant[];
}

/** As whom the console acts before anybody is known: it sees sessions and grants, and no inventory. */
export const consoleActor = (subject = "console"): Actor => ({ role: "console", accounts: [], subject });

const Grants = z.array(z.object({ role: ConsoleRole, account: z.string() }));
const Names = z.array(z.string());
const OtherNames = z.object({ proven: Names, claimed: Names });

/** Opens a session and answers its cookie, which the database does not keep; a session that the browser had before ends. */
export async function openSession(
  transaction: Transaction<Tables>,
  { subject, name, groups, names, via }: Person,
  { now, sessionHours, before, idToken }: { now: Date; sessionHours: number; before: string | undefined; idToken: string | null },
): Promise<string> {
  const cookie = newSecret();
  if (before !== undefined) await closeSession(transaction, before);
  await transaction.deleteFrom("console_sessions").where("expires_at", "<=", now).execute();
  await transaction
    .insertInto("console_sessions")
    .values({
      ...{
        id_hash: hashOf(cookie),
        subject,
        name,
        groups: JSON.stringify(groups),
        names: JSON.stringify(names),
        via,
        created_at: now,
        seen_at: now,
      },
      ...{ expires_at: new Date(now.getTime() + sessionHours * 3_600_000), id_token: idToken === null ? null : seal(cookie, idToken) },
    })
    .execute();
  return cookie;
}

/**
 * Ends a session; from then on its cookie is worth nothing. Answers how it was begun, and the ID token that the provider is shown, which only the
 * cookie can read; undefined for none.
 */
export async function closeSession(transaction: Transaction<Tables>, cookie: string) {
  const ended = transaction.deleteFrom("console_sessions").where("id_hash", "=", hashOf(cookie)).returning(["via", "id_token"]);
  const row = await ended.executeTakeFirst();
  return row && { via: row.via, idToken: row.id_token === null ? null : (unseal(cookie, row.id_token) ?? null) };
}

/** Whose session a cookie is, with what that person may do at this moment; undefined for none, an ended or an idle one. */
export async function findViewer(store: IamStore, cookie: string, now: Date, life: Life): Promise<Viewer | undefined> {
  return store.as(consoleActor(), async (transaction) => {
    const { rows } = await sql<{
      subject: string;
      name: string;
      groups: unknown;
      names: unknown;
      via: Viewer["via"];
      seen_at: Date;
      grants: unknown;
    }>`
      select s.subject, s.name, s.groups, s.names, s.via, s.seen_at,
        (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'account', g.account_id)), '[]'::jsonb) from console_grants g
          where g.revoked_at is null and (g.principal_kind = 'subject' and g.principal = s.subject
            or g.principal_kind = 'group' and g.principal in (select jsonb_array_elements_text(s.groups)))) as grants
      from console_sessions s where s.id_hash = ${hashOf(cookie)} and s.expires_at > ${now}
        and s.seen_at > ${new Date(now.getTime() - life.idleMinutes * 60_000)}`.execute(transaction);
    const [row] = rows;
    if (row === undefined || (row.via === "dev" && !life.isDevLogin)) return undefined;
    // Once a minute is enough to know who is idle, and spares a write for each page.
    if (now.getTime() - row.seen_at.getTime() > 60_000)
      await transaction.updateTable("console_sessions").set({ seen_at: now }).where("id_hash", "=", hashOf(cookie)).execute();
    const { subject, name, via } = row;
    const groups = Names.parse(row.groups);
    const names = OtherNames.parse(row.names);
    return { subject, name, via, groups, names, grants: [...Grants.parse(row.grants), ...configured(life.grants, { subject, groups })] };
  });
}

/** What the configuration grants somebody. */
export const configured = (grants: readonly ConfiguredGrant[], { subject, groups }: Pick<Person, "subject" | "groups">): Grant[] =>
  grants
    .filter(({ kind, principal }) => (kind === "subject" ? principal === subject : groups.includes(principal)))
    .flatMap(({ role, accounts }) => accounts.map((account) => ({ role, account })));
