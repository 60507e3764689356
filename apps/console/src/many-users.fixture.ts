import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";

/** Users made in the database itself: every one with a key that was used at some day, every second with a password, every fourth with MFA. */
export async function fillMany(db: IamStore["db"], { account, many }: { account: string; many: number }): Promise<void> {
  const put = async (kind: string, each: number, id: string, facts: string) => {
    const listing = `aws/${account}/global/iam_user`;
    await sql`insert into records (listing, kind, record_id, account_id, first_seen_at, last_seen_at)
      select ${listing}, ${kind}, ${sql.raw(id)}, ${account}, '2026-01-01', '2026-06-29' from generate_series(1, ${many}::int, ${each}::int) n`.execute(
      db,
    );
    await sql`insert into versions (listing, kind, record_id, account_id, name, arn, created_at, hash, facts, valid_from)
      select ${listing}, ${kind}, ${sql.raw(id)}, ${account}, 'worker-' || lpad(n::text, 6, '0'), 'arn:aws:iam::' || ${account}::text || ':user/worker-' || n,
        timestamptz '2020-01-01' + n * interval '1 minute', 'h', ${sql.raw(facts)}, '2026-01-01' from generate_series(1, ${many}::int, ${each}::int) n`.execute(
      db,
    );
  };
  const ofUser = (more: string) => `jsonb_build_object('userId', 'AIDA' || n, 'userName', 'worker-' || n${more})`;
  await put("iam_user", 1, "'AIDA' || n", `'{"path": "/", "permissionsBoundary": null, "tags": {}}'::jsonb`);
  await put("iam_access_key", 1, "'AKIA' || n", ofUser(", 'status', case when n % 3 = 0 then 'Inactive' else 'Active' end"));
  const lastUsed = `to_char(timestamptz '2025-01-01' + (n % 540) * interval '1 day', 'YYYY-MM-DD"T00:00:00Z"')`;
  const activity = `jsonb_build_object('of', 'access-key', 'principalId', 'AIDA' || n, 'principalName', 'worker-' || n, 'lastUsedAt', ${lastUsed})`;
  await put("iam_activity", 1, "'AKIA' || n", activity);
  await put("iam_login_profile", 2, "'AIDA' || n", ofUser(""));
  await put("iam_mfa_device", 4, "'mfa-' || n", ofUser(", 'enabledAt', null"));
  await sql`analyze`.execute(db);
}
