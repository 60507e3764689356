import { faultsIn } from "@plumbline/finding-model/faults-in";
import { titleOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { z } from "zod";
import { actingOf, lockAccounts, type Work } from "./acting.ts";
import { appendDecisions } from "./append-decisions.ts";
import { keepNames } from "./deciders.ts";
import { type Decision, RevokedPart } from "./decision.ts";
import { getCampaign } from "./get-campaign.ts";
import { type ReadItem, readItems } from "./item-rows.ts";
import { noSuchItem } from "./list-items.ts";
import { ReviewError } from "./review-error.ts";
import { noOtherNames, type OtherNames, reviewerIdsOf } from "./reviewer-ids.ts";
import { isOwn } from "./routes.ts";

/** One word on one item, as a reviewer gives it. */
export const Word = z.strictObject({
  item: z.string(),
  /** What the reviewer saw; the word is refused where the principal may do something else meanwhile. */
  permissionHash: z.string(),
  verdict: z.enum(["keep", "revoke"]),
  /** `everything` when left out; nothing with `keep`. */
  what: RevokedPart.optional(),
  reason: z.string().max(2000).default(""),
});
export type Word = z.output<typeof Word>;

interface Deciding {
  readonly campaign: string;
  readonly at: Date;
  readonly words: readonly z.input<typeof Word>[];
  /** Of who decides, where the sign-in tells more than the subject. */
  readonly names?: OtherNames;
}

/**
 * Decides on items of an open campaign as the transaction's subject, all or nothing. A reviewer decides what was routed or escalated to
 * them, an admin everything; nobody decides on themselves. A reason is demanded for `revoke`, and for `keep` of what is privileged. Saying
 * the same again adds nothing; saying something else replaces what was said, and both stay. Rejects with ReviewError.
 */
export async function decide(
  transaction: Work,
  { campaign, at, words: given, names = noOtherNames }: Deciding,
): Promise<readonly Decision[]> {
  const words = z.array(Word).min(1).safeParse(given);
  if (!words.success) throw new ReviewError("bad-input", `nothing was decided: ${faultsIn(words.error)}`);
  const { subject, isAdmin } = await actingOf(transaction);
  const ids = words.data.map(({ item }) => item);
  const seen = new Set<string>();
  const twice = ids.find((item) => seen.size === seen.add(item).size);
  if (twice !== undefined) throw new ReviewError("bad-input", `item ${twice} is decided twice at once`);

  await getCampaign(transaction, campaign);
  const wanted = sql`i.campaign_id = ${campaign} and i.item_id = any(${ids}::text[])`;
  const accounts = [...new Set((await readItems(transaction, wanted)).map(({ account }) => account))];
  const locked = await lockAccounts(transaction, campaign, accounts);
  // Only now does nobody close the campaign, refresh it or decide in these accounts besides us.
  const { state, opensAt } = await getCampaign(transaction, campaign);
  if (state === "closed") throw new ReviewError("not-open", `campaign ${campaign} is closed: nothing can be decided in it any more`);
  if (at.getTime() < Date.parse(opensAt)) throw new ReviewError("not-open", `campaign ${campaign} opens at ${opensAt}`);
  const items = new Map((await readItems(transaction, wanted)).map((item) => [item.item, item]));

  const reviews = await reviewerIdsOf(transaction, { campaign, subject, proven: names.proven });
  const who: Who = { subject, isAdmin, reviews, names: [...reviews, ...names.claimed] };
  const said = new Map<string, Decision>();
  const fresh: Omit<Decision, "seq" | "previous" | "hash">[] = [];
  for (const word of words.data) {
    const item = items.get(word.item);
    if (!item) throw noSuchItem(campaign, word.item);
    refuse(item, word, who);
    const { permissionHash, verdict, reason } = word;
    const what = verdict === "revoke" ? (word.what ?? "everything") : null;
    const last = item.decision;
    const isSame =
      last?.carriedFrom === null &&
      last.by === subject &&
      last.permissionHash === permissionHash &&
      last.verdict === verdict &&
      last.what === what;
    if (isSame && last.reason === reason.trim()) said.set(word.item, last);
    else
      fresh.push({
        ...{ campaign, account: item.account, item: word.item, permissionHash, verdict, what, reason: reason.trim() },
        ...{ by: subject, at: at.toISOString(), carriedFrom: null },
      });
  }
  for (const account of locked) {
    const ofAccount = fresh.filter((one) => one.account === account.account_id);
    const made = await appendDecisions(transaction, account, ofAccount);
    await keepNames(transaction, made, who.names);
    for (const decision of made) said.set(decision.item, decision);
  }
  return ids.flatMap((item) => said.get(item) ?? []);
}

interface Who {
  readonly subject: string;
  readonly isAdmin: boolean;
  /** Ids of reviewers that are theirs, and all names under which a principal may be. */
  readonly reviews: readonly string[];
  readonly names: readonly string[];
}

function refuse(item: ReadItem, { permissionHash, verdict, what, reason }: Word, { subject, isAdmin, reviews, names }: Who) {
  const named = `${titleOf(item.kind)} ${item.principalName}${item.via === null ? "" : ` in ${item.via}`} of ${item.account}`;
  const others = isOwn(item.reviewer, item.ownNames) ? "" : `${item.reviewer} or `;
  if (names.some((name) => isOwn(name, item.ownNames)))
    throw new ReviewError("own-principal", `${named} is ${subject}'s own: ${others}an admin can decide on it`);
  const isTheirs = reviews.some((id) => id === item.reviewer || id === item.escalatedTo);
  if (!isTheirs && !isAdmin)
    throw new ReviewError("not-yours", `${named} is for ${item.escalatedTo ?? item.reviewer} to decide on, not for ${subject}`);
  if (item.goneAt !== null) throw new ReviewError("gone", `${named} is no longer there since ${item.goneAt}: nothing is left to decide`);
  if (item.permissionHash !== permissionHash)
    throw new ReviewError("changed", `what ${named} may do has changed since you looked at it: look again, then decide`);
  if (verdict === "keep" && what !== undefined) throw new ReviewError("bad-input", `${named}: who keeps takes nothing away`);
  const isWhole = item.kind === "iam_membership" || item.kind === "sso_assignment";
  if (isWhole && what !== undefined && what !== "everything")
    throw new ReviewError("bad-input", `${named} can only be revoked as a whole, not its ${what}`);
  if (item.kind === "iam_role" && (what === "login" || what === "keys"))
    throw new ReviewError("bad-input", `${named} has no ${what} to take away`);
  if (reason.trim() !== "") return;
  if (verdict === "revoke") throw new ReviewError("reason-missing", `${named}: revoking takes a reason`);
  if (item.isPrivileged)
    throw new ReviewError("reason-missing", `${named} is privileged (${item.privilegedBecause[0] ?? ""}): keeping it takes a reason`);
}
