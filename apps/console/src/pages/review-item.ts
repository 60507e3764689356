import { getCampaign } from "@plumbline/access-reviews/get-campaign";
import { getItem } from "@plumbline/access-reviews/list-items";
import { Permissions } from "@plumbline/access-reviews/permissions";
import { ReviewError } from "@plumbline/access-reviews/review-error";
import { reviewerIdsOf } from "@plumbline/access-reviews/reviewer-ids";
import { html } from "hono/html";
import { z } from "zod";
import { gapsOf } from "../frame/gaps.ts";
import { definePage } from "../frame/page.ts";
import { instant, sign } from "../frame/parts.ts";
import { jsonChanges, lineOf } from "../principal/json-changes.ts";
import { decideFields, decidesBy } from "../reviews/decide-fields.ts";
import { itemStates, kindWords, marksOf, principalPath } from "../reviews/marks.ts";
import { readUse, showUse } from "../reviews/read-use.ts";
import { itemGaps } from "../reviews/review-gaps.ts";
import { showPermissions } from "../reviews/show-permissions.ts";

/** One item of a campaign: what the principal may do, when it was last used, and what was decided. */
export const reviewItem = definePage({
  path: "/reviews/:campaign/items/:item",
  title: "Review item",
  role: "reader",
  query: z.object({}),
  async load({ transaction, params, viewer, now }) {
    const named = { campaign: params["campaign"] ?? "", item: params["item"] ?? "" };
    try {
      const campaign = await getCampaign(transaction, named.campaign);
      const item = await getItem(transaction, named);
      const { opening_permissions } = await transaction
        .selectFrom("review_items")
        .select("opening_permissions")
        .where("campaign_id", "=", named.campaign)
        .where("item_id", "=", named.item)
        .executeTakeFirstOrThrow();
      const use = await readUse(transaction, item, now);
      const ofUse = use ? await gapsOf(transaction, { at: now, kinds: ["iam_activity"], accounts: [item.account] }) : [];
      const ids = await reviewerIdsOf(transaction, { campaign: named.campaign, subject: viewer.subject, proven: viewer.names.proven });
      return {
        data: {
          ...{ item, ids, isOpen: campaign.state === "open", use: use ?? null },
          changes: jsonChanges(Permissions.parse(opening_permissions), item.permissions),
        },
        title: `${item.principalName}${item.via === null ? "" : ` in ${item.via}`}`,
        gaps: [...itemGaps(campaign, item), ...ofUse],
      };
    } catch (error) {
      if (error instanceof ReviewError && ["no-such-campaign", "no-such-item"].includes(error.code)) return undefined;
      throw error;
    }
  },
  show: ({ item, ids, isOpen, use, changes }, { viewer, csrf, path }) => {
    const by = isOpen ? decidesBy(viewer, ids, item) : undefined;
    const page = principalPath(item);
    return html`<p><a href="/reviews/${item.campaign}">Back to the campaign</a></p>
<section aria-labelledby="state"><h2 id="state">${sign(itemStates[item.state].icon, itemStates[item.state].words)}</h2><p>${marksOf(item)}</p>
${item.isPrivileged ? html`<p class="note">It counts as privileged: ${item.privilegedBecause.join("; ")}.</p>` : ""}
<dl class="facts"><dt>Kind</dt><dd>${kindWords[item.kind]}</dd><dt>Account</dt><dd>${item.account}${item.businessUnit === null ? "" : html` <small>${item.businessUnit}</small>`}</dd>
<dt>ARN</dt><dd class="mono">${item.arn ?? "—"}</dd>${use === null ? "" : showUse(use)}
<dt>Reviewer</dt><dd>${item.reviewer} <small>by ${item.routedBy}</small>${item.escalatedTo === null ? "" : html`, escalated to ${item.escalatedTo} at ${instant(item.escalatedAt)}`}</dd>
${item.changedAt === null ? "" : html`<dt>Changed</dt><dd>${instant(item.changedAt)}</dd>`}${item.goneAt === null ? "" : html`<dt>Gone</dt><dd>${instant(item.goneAt)}</dd>`}
${page === undefined ? "" : html`<dt>Inventory</dt><dd><a href="${page}">Facts, history and effective access</a></dd>`}</dl></section>
${by === undefined ? "" : html`<section aria-label="Your decision"><form method="post" action="/reviews/${item.campaign}/${by}">${csrf}<input type="hidden" name="item" value="${item.item}:${item.permissionHash}">${by === "decide-as-admin" ? html`<p class="note">It is for ${item.escalatedTo ?? item.reviewer} to decide on; you decide as an admin, in your own name.</p>` : ""}${decideFields({ many: false, back: path })}</form></section>`}
${
  changes.length === 0
    ? ""
    : html`<section aria-labelledby="changed"><h2 id="changed">What changed since the opening</h2><table class="stacks changes"><thead><tr><th scope="col">What</th><th scope="col">At the opening</th><th scope="col">Now</th></tr></thead><tbody>${changes.map(
        ({ path: what, before, after }) =>
          html`<tr><th scope="row">${what}</th><td data-label="At the opening"><del>${lineOf(before)}</del></td><td data-label="Now"><ins>${lineOf(after)}</ins></td></tr>`,
      )}</tbody></table></section>`
}
${showPermissions(item, item.documents)}
<section aria-labelledby="decisions"><h2 id="decisions">Decisions</h2>${
      item.history.length === 0
        ? html`<p class="empty">Nobody has decided.</p>`
        : html`<ol class="timeline">${item.history
            .toReversed()
            .map(
              (one) =>
                html`<li><h3>${one.verdict === "keep" ? "Keep" : `Revoke ${one.what ?? ""}`}</h3><p>${one.by} at ${instant(one.at)}${one.reason === "" ? "" : html`: ${one.reason}`}${one.carriedFrom === null ? "" : html` <small>carried over from ${one.carriedFrom.campaign}, where ${one.carriedFrom.by} decided at ${instant(one.carriedFrom.at)}</small>`}${one.permissionHash === item.permissionHash ? "" : html` <small>on what it could do then</small>`}</p></li>`,
            )}</ol>`
    }</section>
${
  item.outcomes.length === 0
    ? ""
    : html`<section aria-labelledby="became"><h2 id="became">What became of it</h2>${
        item.decision?.verdict === "keep"
          ? html`<p class="note">It is to be kept, and was planned to be taken away before: undo what was made, and don't apply the plan.</p>`
          : ""
      }<ol class="timeline">${item.outcomes.map(({ outcome, planHash, by: noter, at }) => html`<li><h3>${outcome}</h3><p>in plan <span class="mono">${planHash.slice(0, 12)}</span>, noted by ${noter} at ${instant(at)}</p></li>`)}</ol></section>`
}`;
  },
});
