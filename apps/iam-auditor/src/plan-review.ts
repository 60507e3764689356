import type { Reviewed } from "@plumbline/access-plans/reviewed";
import { getCampaign } from "@plumbline/access-reviews/get-campaign";
import { getItem } from "@plumbline/access-reviews/list-items";
import type { PermissionPart } from "@plumbline/access-reviews/permissions";
import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import type { Revocation } from "@plumbline/access-reviews/revocation";
import { noteOutcome, revocationsOf } from "@plumbline/access-reviews/revocations-of";
import { usageError } from "@plumbline/cli/command-error";
import type { ExitCode } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { type DecisionPlan, makeDecisionPlan } from "@plumbline/cli/plan-decisions";
import { actingAs } from "./acting-as.ts";
import { carriesOut, isAbout } from "./carries-out.ts";
import type { DecisionPlanConfig } from "./decision-plan-config.ts";
import { withReviews } from "./reviews/with-reviews.ts";
import { tellDecisionPlan } from "./tell-decision-plan.ts";

/** What was reviewed of an item, as far as it was seen, in the words of a plan. A membership's item tells of its own group alone. */
function reviewedOf({ kind, permissions }: ReviewItem): Reviewed | undefined {
  if (kind !== "iam_user" && kind !== "iam_role") return undefined;
  const { attached, inline, groups, keys, hasLogin, unseen = [] } = permissions;
  const isSeen = (part: PermissionPart): boolean => unseen.every((one) => one.part !== part);
  return {
    ...(isSeen("attached") ? { attached: attached.flatMap(({ arn }) => arn ?? []) } : {}),
    ...(isSeen("inline") ? { inline: inline.map(({ name }) => name) } : {}),
    ...(isSeen("groups") ? { groups: groups.map(({ name }) => name) } : {}),
    ...(isSeen("keys") ? { keys: Object.fromEntries(keys.map(({ id, status }) => [id, status])) } : {}),
    ...(isSeen("login") && hasLogin !== null ? { hasLogin } : {}),
  };
}

const undecidedNote = (campaign: string): string =>
  `Campaign ${campaign} was open when this was planned: the decision may have changed since.`;

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
  const { revocations, items, isOpen } = await withReviews(config, io, (store) =>
    store.as(actor, async (transaction) => {
      const { state, dueAt } = await getCampaign(transaction, campaign);
      if (state === "open" && !config.beforeClose)
        throw usageError(
          `campaign ${campaign} is open until ${dueAt}, and what it decided may still change`,
          `close it first: plumbline review close ${campaign}; or plan what is decided so far with --before-close`,
        );
      const all = await revocationsOf(transaction, campaign);
      const seen = new Map<string, ReviewItem>();
      for (const { because } of all)
        if ("item" in because) seen.set(because.item, await getItem(transaction, { campaign, item: because.item }));
      return { revocations: all, items: seen, isOpen: state === "open" };
    }),
  );
  const itemOf = (because: (typeof revocations)[number]["because"]) => ("item" in because ? items.get(because.item) : undefined);
  const made = await makeDecisionPlan(
    {
      ...{ global: config, revocations, deleteLogin: config.deleteLogin, note: isOpen ? undecidedNote(campaign) : undefined },
      reviewed({ because }) {
        const item = itemOf(because);
        return item && reviewedOf(item);
      },
    },
    io,
  );
  if (isOpen)
    await print(
      io.stderr,
      `campaign ${campaign} is open: this is what is decided so far, and may still be decided otherwise. Plan anew before you apply it late; plumbline review outcomes ${campaign} tells what was made and then decided to keep\n`,
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
