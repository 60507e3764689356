import type { Reviewed } from "@plumbline/access-plans/reviewed";
import { getItem } from "@plumbline/access-reviews/list-items";
import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import type { Revocation } from "@plumbline/access-reviews/revocation";
import { noteOutcome, revocationsOf } from "@plumbline/access-reviews/revocations-of";
import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type DecisionPlan, makeDecisionPlan } from "@plumbline/cli/plan-decisions";
import { actingAs } from "./acting-as.ts";
import { carriesOut, isAbout } from "./carries-out.ts";
import type { DecisionPlanConfig } from "./decision-plan-config.ts";
import { withReviews } from "./reviews/with-reviews.ts";
import { tellDecisionPlan } from "./tell-decision-plan.ts";

/** What was reviewed of an item, in the words of a plan. A membership's item tells of its own group alone. */
const reviewedOf = ({ kind, permissions }: ReviewItem): Reviewed | undefined =>
  kind === "iam_user" || kind === "iam_role"
    ? {
        attached: permissions.attached.flatMap(({ arn }) => arn ?? []),
        inline: permissions.inline.map(({ name }) => name),
        groups: permissions.groups.map(({ name }) => name),
        keys: Object.fromEntries(permissions.keys.map(({ id, status }) => [id, status])),
        hasLogin: permissions.hasLogin,
      }
    : undefined;

/** What became of items of the campaign in a plan; what could not be judged has no outcome yet. */
function outcomesOf(
  { plan, unknown }: DecisionPlan,
  revocations: readonly Revocation[],
): { item: string; outcome: "planned" | "not-planned" }[] {
  return revocations.flatMap((revocation): ReturnType<typeof outcomesOf> => {
    if (!("item" in revocation.because)) return [];
    const { item } = revocation.because;
    if (plan.changes.some((change) => carriesOut(change, revocation))) return [{ item, outcome: "planned" }];
    const isLeft = plan.unplanned.some((left) => isAbout(left, revocation)) && !unknown.some((finding) => isAbout(finding, revocation));
    return isLeft ? [{ item, outcome: "not-planned" }] : [];
  });
}

/** `plumbline review plan`: plans what a campaign decided to take away, and notes with the campaign what was planned. */
export async function planReview(
  campaign: string,
  { config, by }: { config: DecisionPlanConfig; by: string | undefined },
  io: Io,
): Promise<ExitCode> {
  const actor = actingAs("admin", by, io);
  const { revocations, items } = await withReviews(config, io, (store) =>
    store.as(actor, async (transaction) => {
      const all = await revocationsOf(transaction, campaign);
      const seen = new Map<string, ReviewItem>();
      for (const { because } of all)
        if ("item" in because) seen.set(because.item, await getItem(transaction, { campaign, item: because.item }));
      return { revocations: all, items: seen };
    }),
  );
  const itemOf = (because: (typeof revocations)[number]["because"]) => ("item" in because ? items.get(because.item) : undefined);
  const made = await makeDecisionPlan(
    {
      ...{ global: config, revocations, deleteLogin: config.deleteLogin },
      reviewed({ because }) {
        const item = itemOf(because);
        return item && reviewedOf(item);
      },
    },
    io,
  );
  const { planFile, format } = config;
  const code = await tellDecisionPlan(made, { global: config, planFile, format }, io);
  await withReviews(config, io, (store) =>
    store.as(actor, async (transaction) => {
      for (const one of outcomesOf(made, revocations))
        await noteOutcome(transaction, { campaign, ...one, planHash: made.plan.hash, at: io.now() });
    }),
  );
  return code;
}
