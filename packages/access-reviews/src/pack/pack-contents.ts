import type { Work } from "../acting.ts";
import type { Campaign } from "../campaign.ts";
import { AccountCoverage } from "../coverage.ts";
import type { Decision } from "../decision.ts";
import { canonicalJson } from "../digest.ts";
import type { ReadItem } from "../item-rows.ts";
import { countItems } from "../list-items.ts";
import { type NotedOutcome, outcomesOf } from "../read-outcomes.ts";
import { settingsOf } from "../refresh-campaign.ts";
import { everRevoked } from "../revocations-of.ts";
import { unseenIn } from "../unseen.ts";
import type { contentNames } from "./manifest.ts";
import { packReadme } from "./pack-readme.ts";
import { allDecisions, allDocuments, allItems, rosterEntries } from "./pack-tables.ts";
import { rosterColumns } from "./roster-columns.ts";
import { csvLines, jsonLines, jsonList } from "./rows.ts";

/** Where the chain of decisions of an account ends. */
export interface ChainEnd {
  readonly account: string;
  readonly decisions: number;
  readonly head: string;
}
type Texts = AsyncIterable<string> | Iterable<string>;

/** What stands in each file of a closed campaign's pack; a file is read from the database when its turn comes. */
export function packContents(
  transaction: Work,
  campaign: Campaign,
  { chains, isSigned }: { chains: readonly ChainEnd[]; isSigned: boolean },
): Readonly<Record<(typeof contentNames)[number], () => Texts>> {
  const { id, accounts } = campaign;
  const items = () => allItems(transaction, id);
  const decisions = () => allDecisions(transaction, id, accounts);
  return {
    "README.txt": async function* () {
      let keptAfterPlan = 0;
      for await (const { decidedLast } of revocations(transaction, id)) if (decidedLast === "keep") keptAfterPlan++;
      yield packReadme(campaign, { counts: await countItems(transaction, id), keptAfterPlan, isSigned });
    },
    "campaign.json": async function* () {
      const { openingHash: _, ...settings } = await settingsOf(transaction, id);
      yield `${canonicalJson({ campaign, settings, counts: await countItems(transaction, id), accounts: await accountsOf(transaction, id), chains })}\n`;
    },
    "coverage.json": () => jsonList(coverages(transaction, id)),
    "items.json": () => jsonList(mapped(items(), toOutcome)),
    "items.csv": async function* () {
      const outcomes = await outcomesOf(transaction, id);
      yield* csvLines(
        itemColumns,
        mapped(items(), (item) => ({ ...item, outcomes: outcomes.get(item.item) ?? [] })),
      );
    },
    "decisions.jsonl": () => jsonLines(decisions()),
    "decisions.csv": () => csvLines(decisionColumns, decisions()),
    "escalations.csv": () =>
      csvLines(
        escalationColumns,
        filtered(items(), ({ escalatedAt }) => escalatedAt !== null),
      ),
    "carried-over.csv": () =>
      csvLines(
        carriedColumns,
        filtered(decisions(), ({ carriedFrom }) => carriedFrom !== null),
      ),
    "revocations.json": () => jsonList(revocations(transaction, id)),
    "roster-before.json": () => jsonList(rosterEntries(transaction, id, "before")),
    "roster-before.csv": () => csvLines(rosterColumns, rosterEntries(transaction, id, "before")),
    "roster-after.json": () => jsonList(rosterEntries(transaction, id, "after")),
    "roster-after.csv": () => csvLines(rosterColumns, rosterEntries(transaction, id, "after")),
    "policies.jsonl": () => jsonLines(allDocuments(transaction, id, accounts)),
  };
}

async function* mapped<T, R>(rows: AsyncIterable<T>, to: (row: T) => R): AsyncGenerator<R> {
  for await (const row of rows) yield to(row);
}
async function* filtered<T>(rows: AsyncIterable<T>, fits: (row: T) => boolean): AsyncGenerator<T> {
  for await (const row of rows) if (fits(row)) yield row;
}

const accountsOf = async (transaction: Work, id: string) =>
  (
    await transaction
      .selectFrom("review_accounts")
      .select(["account_id as account", "name", "business_unit as businessUnit", "owner"])
      .where("campaign_id", "=", id)
      .orderBy("account_id")
      .execute()
  ).map((row) => ({ ...row }));

async function* coverages(transaction: Work, id: string) {
  const rows = transaction.selectFrom("review_accounts").select(["account_id", "opening", "closing"]);
  for (const { account_id, opening, closing } of await rows.where("campaign_id", "=", id).orderBy("account_id").execute())
    yield { account: account_id, opening: AccountCoverage.parse(opening), closing: AccountCoverage.parse(closing) };
}

async function* revocations(transaction: Work, id: string) {
  const outcomes = await outcomesOf(transaction, id);
  for (const { revocation, item, last } of await everRevoked(transaction, id)) {
    const became = (outcomes.get(item) ?? []).map(({ item: _, ...outcome }) => outcome);
    if (last.verdict === "revoke" || became.length > 0) yield { ...revocation, decidedLast: last.verdict, outcomes: became };
  }
}

/** What counts in the end: whatever nobody decided on is not kept. */
const outcomeOf = ({ state }: ReadItem): string => (state === "undecided" || state === "changed" ? "not decided" : state);
const toOutcome = ({ ownNames, campaign, ...item }: ReadItem) => ({ ...item, outcome: outcomeOf({ ownNames, campaign, ...item }) });

const itemColumns: Readonly<Record<string, (item: ReadItem & { readonly outcomes: readonly NotedOutcome[] }) => string | boolean | null>> =
  {
    account: ({ account }) => account,
    business_unit: ({ businessUnit }) => businessUnit,
    kind: ({ kind }) => kind,
    principal: ({ principalName }) => principalName,
    via: ({ via }) => via,
    arn: ({ arn }) => arn,
    privileged: ({ isPrivileged }) => (isPrivileged ? "yes" : "no"),
    privileged_because: ({ privilegedBecause }) => privilegedBecause.join("; "),
    not_looked_at: ({ permissions }) => unseenIn(permissions),
    reviewer: ({ reviewer }) => reviewer,
    routed_by: ({ routedBy }) => routedBy,
    outcome: outcomeOf,
    revoked: ({ decision, state }) => (state === "revoked" || state === "gone" ? (decision?.what ?? null) : null),
    changes: ({ outcomes }) => outcomes.map((one) => one.outcome).join(" "),
    decided_by: ({ decision }) => decision?.by ?? null,
    decided_at: ({ decision }) => decision?.at ?? null,
    reason: ({ decision }) => decision?.reason ?? null,
    carried_over_from: ({ decision }) => decision?.carriedFrom?.campaign ?? null,
    changed_at: ({ changedAt }) => changedAt,
    gone_at: ({ goneAt }) => goneAt,
    escalated_to: ({ escalatedTo }) => escalatedTo,
    escalated_at: ({ escalatedAt }) => escalatedAt,
    permission_hash: ({ permissionHash }) => permissionHash,
    item: ({ item }) => item,
  };
const decisionColumns: Readonly<Record<string, (decision: Decision) => string | number | null>> = {
  account: ({ account }) => account,
  seq: ({ seq }) => seq,
  item: ({ item }) => item,
  verdict: ({ verdict }) => verdict,
  what: ({ what }) => what,
  reason: ({ reason }) => reason,
  by: ({ by }) => by,
  at: ({ at }) => at,
  carried_over_from: ({ carriedFrom }) => carriedFrom?.campaign ?? null,
  permission_hash: ({ permissionHash }) => permissionHash,
  hash: ({ hash }) => hash,
};
const escalationColumns: Readonly<Record<string, (item: ReadItem) => string | null>> = {
  account: ({ account }) => account,
  kind: ({ kind }) => kind,
  principal: ({ principalName }) => principalName,
  reviewer: ({ reviewer }) => reviewer,
  escalated_to: ({ escalatedTo }) => escalatedTo,
  escalated_at: ({ escalatedAt }) => escalatedAt,
  outcome: outcomeOf,
  item: ({ item }) => item,
};
const carriedColumns: Readonly<Record<string, (decision: Decision) => string | null>> = {
  account: ({ account }) => account,
  item: ({ item }) => item,
  from_campaign: ({ carriedFrom }) => carriedFrom?.campaign ?? null,
  decided_by: ({ carriedFrom }) => carriedFrom?.by ?? null,
  decided_at: ({ carriedFrom }) => carriedFrom?.at ?? null,
  decision_hash: ({ carriedFrom }) => carriedFrom?.hash ?? null,
  carried_over_by: ({ by }) => by,
  reason: ({ reason }) => reason,
};
