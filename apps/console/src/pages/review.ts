import { ItemKind } from "@plumbline/access-reviews/campaign";
import { closeCampaign } from "@plumbline/access-reviews/close-campaign";
import { escalate } from "@plumbline/access-reviews/escalate";
import { getCampaign, getWholeCampaign } from "@plumbline/access-reviews/get-campaign";
import { countItems, listItems } from "@plumbline/access-reviews/list-items";
import { buildPack } from "@plumbline/access-reviews/pack/build-pack";
import { refreshCampaign } from "@plumbline/access-reviews/refresh-campaign";
import { ReviewError } from "@plumbline/access-reviews/review-error";
import { ItemState } from "@plumbline/access-reviews/review-item";
import { reviewerIdsOf } from "@plumbline/access-reviews/reviewer-ids";
import { z } from "zod";
import { download } from "../frame/download.ts";
import { action, definePage } from "../frame/page.ts";
import { counted } from "../frame/parts.ts";
import { Refusal } from "../frame/refusal.ts";
import { may } from "../frame/viewer.ts";
import { asRefusal } from "../reviews/as-refusal.ts";
import { decideAction } from "../reviews/decide-action.ts";
import { reviewGaps } from "../reviews/review-gaps.ts";
import { showReview } from "../reviews/show-review.ts";

const pageSize = 100;

/** One campaign: how far it is, and the work list of who looks at it. */
export const review = definePage({
  path: "/reviews/:campaign",
  title: "Access review",
  role: "reader",
  query: z.object({
    whose: z.enum(["mine", "all"]).optional(),
    state: ItemState.optional(),
    kind: ItemKind.optional(),
    privileged: z.enum(["yes", "no"]).optional(),
    account: z
      .string()
      .regex(/^\d{12}$/, "an account id has 12 digits")
      .optional(),
    q: z.string().max(200).optional(),
    after: z
      .string()
      .regex(/^[0-9a-f]{24}$/)
      .optional(),
  }),
  async load({ transaction, params, query, viewer }) {
    const id = params["campaign"] ?? "";
    const campaign = await getCampaign(transaction, id).catch((error) => {
      if (error instanceof ReviewError && error.code === "no-such-campaign") return undefined;
      throw error;
    });
    if (!campaign) return undefined;
    const ids = await reviewerIdsOf(transaction, { campaign: id, subject: viewer.subject, proven: viewer.names.proven });
    const own = await countItems(transaction, id, { reviewer: ids });
    // Who has nothing to decide is shown what there is.
    const whose = query.whose ?? (own.all > 0 && may(viewer, "reviewer") ? "mine" : "all");
    const { account, state, kind, privileged, q, after } = query;
    const page = await listItems(transaction, {
      ...{ campaign: id, limit: pageSize },
      ...(whose === "mine" ? { reviewer: ids } : {}),
      ...(account === undefined ? {} : { account }),
      ...(state === undefined ? {} : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...(privileged === undefined ? {} : { isPrivileged: privileged === "yes" }),
      ...(q === undefined ? {} : { text: q }),
      ...(after === undefined ? {} : { after }),
    });
    const data = { campaign, counts: await countItems(transaction, id), own, whose, ids, ...page };
    return { data, title: campaign.name, gaps: reviewGaps(campaign) };
  },
  show: showReview,
  actions: {
    decide: decideAction("reviewer"),
    "decide-as-admin": decideAction("admin"),
    refresh: action({
      role: "admin",
      does: "look for changes in a review",
      form: z.object({}),
      async run({ transaction, params, now }) {
        const id = params["campaign"] ?? "";
        const { changed, gone, gaps } = await asRefusal(`review ${id}`, () => refreshCampaign(transaction, { campaign: id, at: now }));
        const unseen = gaps.length === 0 ? "" : ` ${counted(gaps.length, "listing", "listings")} could not be looked at.`;
        return {
          ...{ to: `/reviews/${id}`, target: `review ${id}` },
          told: `${counted(changed, "item has", "items have")} changed, and ${counted(gone, "is", "are")} gone.${unseen}`,
        };
      },
    }),
    escalate: action({
      role: "admin",
      does: "escalate in a review",
      form: z.object({}),
      async run({ transaction, params, now }) {
        const id = params["campaign"] ?? "";
        const { escalated } = await asRefusal(`review ${id}`, () => escalate(transaction, { campaign: id, at: now }));
        return { to: `/reviews/${id}`, target: `review ${id}`, told: `${counted(escalated, "item is", "items are")} escalated.` };
      },
    }),
    close: action({
      role: "admin",
      does: "close a review",
      form: z.object({ confirmed: z.string(), early: z.literal("yes").optional() }),
      async run({ transaction, params, now, form: { confirmed, early } }) {
        const id = params["campaign"] ?? "";
        if (confirmed.trim() !== id)
          throw new Refusal(400, `To close the campaign, type its id: ${id}. Nothing was done.`, { target: `review ${id}` });
        const { counts } = await asRefusal(`review ${id}`, () =>
          closeCampaign(transaction, { campaign: id, at: now, isEarly: early === "yes" }),
        );
        const left = counts.undecided + counts.changed;
        return {
          ...{ to: `/reviews/${id}`, target: `review ${id}` },
          told: `The campaign is closed: ${counts.kept} kept, ${counts.revoked} revoked, ${left} not decided.`,
          detail: `${counts.kept} kept, ${counts.revoked} revoked, ${left} not decided, ${counts.gone} gone`,
        };
      },
    }),
  },
  extras: [
    download({
      name: "evidence-pack.zip",
      role: "reader",
      async run({ transaction, params, services }) {
        const id = params["campaign"] ?? "";
        const target = `review ${id}`;
        await asRefusal(target, async () => {
          const { state } = await getWholeCampaign(transaction, id);
          if (state === "open") throw new ReviewError("not-open", `campaign ${id} is open: its pack is made when it is closed`);
        });
        const pieces = buildPack(transaction, { campaign: id, ...(services.signer ? { signer: services.signer } : {}) });
        return { filename: `evidence-pack-${id}.zip`, type: "application/zip", target, pieces };
      },
    }),
  ],
});
