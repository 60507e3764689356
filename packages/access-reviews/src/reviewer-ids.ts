import { sql } from "kysely";
import type { Work } from "./acting.ts";
import { reviewerId } from "./routes.ts";

/** Under which names somebody is known besides the subject by which they sign in. */
export interface OtherNames {
  /** Names that nobody else can have, such as a verified mail address. They count for what is theirs to decide, and for what is their own. */
  readonly proven: readonly string[];
  /** Names that people may choose for themselves. They count for what is their own alone, so that nobody gets more by one. */
  readonly claimed: readonly string[];
}
export const noOtherNames: OtherNames = { proven: [], claimed: [] };

/**
 * Ids under which somebody reviews in a campaign, in lower case: their names, and the ids of reviewers whose mail, as the file of people or a
 * route has it, is one of them.
 */
export async function reviewerIdsOf(
  transaction: Work,
  { campaign, subject, proven }: { campaign: string; subject: string } & Pick<OtherNames, "proven">,
): Promise<readonly string[]> {
  const names = [...new Set([subject, ...proven].map(reviewerId))];
  const mails = names.filter((name) => name.includes("@"));
  if (mails.length === 0) return names;
  const { rows } = await sql<{ id: string }>`
    select reviewer as id from review_items where campaign_id = ${campaign} and lower(reviewer_mail) = any(${mails}::text[])
    union select escalated_to from review_items where campaign_id = ${campaign} and lower(escalated_mail) = any(${mails}::text[])
    order by 1`.execute(transaction);
  return [...new Set([...names, ...rows.map(({ id }) => id)])];
}
