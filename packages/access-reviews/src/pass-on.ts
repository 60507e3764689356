import type { Work } from "./acting.ts";
import type { KeptSettings } from "./opening.ts";
import { makeRouter, type Routed } from "./routes.ts";

interface Passing {
  readonly campaign: string;
  readonly account: string;
  readonly settings: KeptSettings;
}
/** Makes a function that finds who decides in place of a reviewer who is the principal; it answers undefined where there is nobody else. */
export async function passerOn(transaction: Work, { campaign, account, settings }: Passing) {
  const { owner, default_reviewer: defaultReviewer } = await transaction
    .selectFrom("review_accounts as a")
    .innerJoin("campaigns as c", "c.campaign_id", "a.campaign_id")
    .select(["a.owner", "c.default_reviewer"])
    .where("a.campaign_id", "=", campaign)
    .where("a.account_id", "=", account)
    .executeTakeFirstOrThrow();
  const { alternate } = settings;
  const people = settings.people.flatMap(({ id, mail }) => (mail === null ? [] : [{ id, mail, principals: [] }]));
  return (reviewer: string, of: { readonly kind: string; readonly ownNames: readonly string[] }): Routed | undefined =>
    makeRouter({ ...{ routes: [{ reviewer }], people, ownerTags: [], defaultReviewer }, ...(alternate === null ? {} : { alternate }) })({
      ...{ ...of, account, businessUnit: null, accountOwner: owner, tags: {} },
    });
}
