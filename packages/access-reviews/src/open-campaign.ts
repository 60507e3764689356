import { faultsIn } from "@plumbline/finding-model/faults-in";
import { titleOf } from "@plumbline/iam-model/kinds";
import { sql } from "kysely";
import { z } from "zod";
import { actingOf, type Work } from "./acting.ts";
import { appendDecisions } from "./append-decisions.ts";
import type { Campaign } from "./campaign.ts";
import { approvalsOf, lastClosed, type NotCarried, whyNotCarried } from "./carry-over.ts";
import { type AccountCoverage, gapText } from "./coverage.ts";
import { beginning } from "./decision-chain.ts";
import { hashOf } from "./digest.ts";
import { getCampaign } from "./get-campaign.ts";
import { Opening } from "./opening.ts";
import { type AccountRoster, readRosters } from "./read-rosters.ts";
import { ReviewError } from "./review-error.ts";
import { mailBook, makeRouter, ownNamesOf, reviewerId } from "./routes.ts";
import { type NewItem, storeDocuments, storeItems } from "./store-items.ts";

export interface Opened {
  readonly campaign: Campaign;
  readonly items: number;
  readonly carriedOver: number;
  /** How many approvals are asked for again, by why; empty where the campaign was there already. */
  readonly notCarried: Readonly<Partial<Record<NotCarried, number>>>;
  /** Items that nobody owns; the default reviewer has them. */
  readonly unowned: number;
  /** False where the same campaign was there already. */
  readonly isNew: boolean;
}

/**
 * Opens a campaign over what its accounts held at an instant, as admin. Opening the same once more changes nothing. Rejects with ReviewError:
 * `incomplete` where an account could not be seen fully and that is not accepted, `exists` where the id is taken, also by a campaign of other accounts, `no-reviewer`
 * where everyone who could decide on an item is its principal, `not-all-accounts` where the actor does not act for an account.
 */
export async function openCampaign(transaction: Work, given: z.input<typeof Opening>, { at }: { at: Date }): Promise<Opened> {
  const parsed = Opening.safeParse(given);
  if (!parsed.success) throw new ReviewError("bad-input", `the campaign can't be opened: ${faultsIn(parsed.error)}`);
  const opening = parsed.data;
  const { id, routing } = opening;
  const { subject } = await actingOf(transaction);
  const openingHash = hashOf({
    ...opening,
    opensAt: opening.opensAt?.toISOString() ?? null,
    dueAt: opening.dueAt.toISOString(),
    snapshotAt: opening.snapshotAt?.toISOString() ?? null,
  });
  // One opens at a time, so that the second one of the same id sees the first.
  await sql`select pg_advisory_xact_lock(hashtext(${`campaign ${id}`}))`.execute(transaction);
  const before = await transaction.selectFrom("campaigns").select(["settings"]).where("campaign_id", "=", id).executeTakeFirst();
  if (before) return alreadyOpen(transaction, id, before.settings, openingHash);

  const [opensAt, snapshotAt] = [opening.opensAt ?? at, opening.snapshotAt ?? at];
  if (opening.dueAt <= opensAt) throw new ReviewError("bad-input", `campaign ${id} would be due before it opens`);
  if (snapshotAt > at)
    throw new ReviewError("bad-input", `campaign ${id} can't review what accounts will hold at ${snapshotAt.toISOString()}`);
  const accounts = [...new Set(opening.accounts)].sort();
  await refuseUnnamed(transaction, accounts);
  const mailOf = mailBook(routing);
  const source = opening.carryOver === false ? undefined : await lastClosed(transaction, opening.carryOver);
  try {
    await transaction
      .insertInto("campaigns")
      .values({
        ...{
          campaign_id: id,
          name: opening.name,
          state: "open",
          opens_at: opensAt,
          due_at: opening.dueAt,
          snapshot_at: snapshotAt,
        },
        ...{ kinds: JSON.stringify(opening.kinds), account_count: accounts.length, default_reviewer: reviewerId(routing.defaultReviewer) },
        settings: JSON.stringify({
          ...{ openingHash, maxAgeHours: opening.maxAgeHours, ownerTags: routing.ownerTags, routes: routing.routes.length },
          alternate: routing.alternate === undefined ? null : reviewerId(routing.alternate),
          // Of those who may get what is escalated in any account; whoever sees one account sees them.
          people: [routing.defaultReviewer, routing.alternate].flatMap((who) =>
            who === undefined ? [] : [{ id: reviewerId(who), mail: mailOf(who) }],
          ),
        }),
        ...{ carried_over_from: source ?? null, accepted_incomplete: opening.acceptIncomplete, opened_by: subject, opened_at: at },
      })
      .execute();
  } catch (error) {
    // Row security hides a campaign of other accounts, and its id is taken all the same.
    if (error instanceof Error && "code" in error && error.code === "23505")
      throw new ReviewError("exists", `the id ${id} can't be taken: give the campaign another one`, { cause: error });
    throw error;
  }

  const gaps: string[] = [];
  let [items, carriedOver, unowned] = [0, 0, 0];
  const notCarried: Partial<Record<NotCarried, number>> = {};
  const known = await knownAccounts(transaction, accounts);
  for await (const roster of readRosters(transaction, {
    at: snapshotAt,
    accounts,
    kinds: opening.kinds,
    maxAgeHours: opening.maxAgeHours,
  })) {
    const isUnknown = !known.has(roster.account) && roster.coverage.gaps.every(({ cause }) => cause === "never-looked");
    if (isUnknown && roster.coverage.gaps.length > 0) gaps.push(`account ${roster.account} is not in the inventory`);
    else gaps.push(...roster.coverage.gaps.map(gapText));
    const account = known.get(roster.account) ?? { name: "", businessUnit: null, owner: null };
    await storeAccount(transaction, {
      campaign: id,
      account: roster.account,
      ...account,
      ownerMail: account.owner ? mailOf(account.owner) : null,
      coverage: roster.coverage,
    });
    await storeDocuments(transaction, { campaign: id, account: roster.account, documents: roster.documents });
    const made = itemsOf(roster, { opening, ...account });
    await storeItems(transaction, id, made);
    items += made.length;
    unowned += made.filter(({ routed }) => routed.isUnowned).length;
    if (source === undefined) continue;
    const approvals = await approvalsOf(transaction, { source, account: roster.account });
    const carried = made.flatMap(({ principal, ownNames }) => {
      const approval = approvals.get(principal.item);
      if (!approval) return [];
      const { reason, ...carriedFrom } = approval.decision;
      const why = whyNotCarried(approval, { principal, ownNames, mail: mailOf(carriedFrom.by) });
      if (why !== undefined) {
        notCarried[why] = (notCarried[why] ?? 0) + 1;
        return [];
      }
      const { item, permissionHash } = principal;
      return [
        {
          campaign: id,
          account: roster.account,
          item,
          permissionHash,
          verdict: "keep" as const,
          what: null,
          reason,
          by: subject,
          at: at.toISOString(),
          carriedFrom,
        },
      ];
    });
    await appendDecisions(transaction, { decisions: 0, head: beginning }, carried);
    carriedOver += carried.length;
  }
  if (gaps.length > 0 && !opening.acceptIncomplete)
    throw new ReviewError(
      "incomplete",
      `campaign ${id} was not opened, since not everything in its scope was seen at ${snapshotAt.toISOString()}: ${gaps.slice(0, 5).join("; ")}${
        gaps.length > 5 ? `; and ${gaps.length - 5} more` : ""
      }. Collect again, or accept it with --accept-incomplete: then the gaps stand in the evidence pack`,
    );
  return { campaign: await getCampaign(transaction, id), items, carriedOver, notCarried, unowned, isNew: true };
}

function itemsOf(
  { account, principals }: AccountRoster,
  { opening, businessUnit, owner }: { opening: Opening; businessUnit: string | null; owner: string | null },
): NewItem[] {
  const route = makeRouter(opening.routing);
  return principals.map((principal) => {
    const ownNames = ownNamesOf(principal.ownNames, opening.routing.people);
    const routed = route({ ...{ account, kind: principal.kind, businessUnit, accountOwner: owner, tags: principal.tags }, ownNames });
    if (!routed)
      throw new ReviewError(
        "no-reviewer",
        `nobody but the principal itself would decide on ${titleOf(principal.kind)} ${principal.principalName} of ${account}: name an alternate reviewer`,
      );
    return { principal, ownNames, businessUnit, routed };
  });
}

async function alreadyOpen(transaction: Work, id: string, settings: unknown, openingHash: string): Promise<Opened> {
  const { openingHash: was } = z.object({ openingHash: z.string() }).parse(settings);
  if (was !== openingHash) throw new ReviewError("exists", `there is another campaign ${id} already: give this one an id of its own`);
  const { rows } = await sql<{ items: number; unowned: number; carried: number }>`
    select count(*)::integer as items, (count(*) filter (where routed_by like 'default%'))::integer as unowned,
      (select count(*)::integer from review_decisions where campaign_id = ${id} and carried_from is not null) as carried
    from review_items where campaign_id = ${id}`.execute(transaction);
  const { items = 0, unowned = 0, carried = 0 } = rows[0] ?? {};
  return { campaign: await getCampaign(transaction, id), items, unowned, carriedOver: carried, notCarried: {}, isNew: false };
}

async function refuseUnnamed(transaction: Work, accounts: readonly string[]): Promise<void> {
  const { rows } = await sql<{ named: string }>`select current_setting('plumbline.accounts', true) as named`.execute(transaction);
  const named = rows[0]?.named ?? "";
  const outside = named === "*" ? [] : accounts.filter((account) => !named.split(",").includes(account));
  if (outside.length > 0)
    throw new ReviewError("not-all-accounts", `you don't act for ${outside.join(", ")}, which the campaign would span`);
}

async function knownAccounts(transaction: Work, accounts: readonly string[]) {
  const rows = await transaction.selectFrom("accounts").selectAll().where("account_id", "in", accounts).execute();
  return new Map(rows.map((row) => [row.account_id, { name: row.name, businessUnit: row.business_unit, owner: row.owner }]));
}

interface NewAccount {
  readonly campaign: string;
  readonly account: string;
  readonly name: string;
  readonly businessUnit: string | null;
  readonly owner: string | null;
  readonly ownerMail: string | null;
  readonly coverage: AccountCoverage;
}
const storeAccount = (transaction: Work, { campaign, account, name, businessUnit, owner, ownerMail, coverage }: NewAccount) =>
  transaction
    .insertInto("review_accounts")
    .values({
      ...{ campaign_id: campaign, account_id: account, name, business_unit: businessUnit, owner, owner_mail: ownerMail },
      ...{ opening: JSON.stringify(coverage), head: beginning },
    })
    .execute();
