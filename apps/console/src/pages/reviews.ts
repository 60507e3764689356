import { listCampaigns } from "@plumbline/access-reviews/list-campaigns";
import { countItems } from "@plumbline/access-reviews/list-items";
import { html } from "hono/html";
import { z } from "zod";
import { definePage } from "../frame/page.ts";
import { counted, instant, sign } from "../frame/parts.ts";
import { may } from "../frame/viewer.ts";
import { reviewGaps } from "../reviews/review-gaps.ts";

/** Campaigns that review who may do what. */
export const reviews = definePage({
  path: "/reviews",
  title: "Access reviews",
  nav: { group: "Reviews" },
  role: "reader",
  query: z.object({}),
  async load({ transaction, viewer }) {
    const found = await listCampaigns(transaction);
    const campaigns: { campaign: (typeof found)[number]; counts: Awaited<ReturnType<typeof countItems>>; mine: number }[] = [];
    for (const campaign of found) {
      const counts = await countItems(transaction, campaign.id);
      const own = await countItems(transaction, campaign.id, { reviewer: viewer.subject });
      campaigns.push({ campaign, counts, mine: own.undecided + own.changed });
    }
    return { data: { campaigns }, gaps: found.filter(({ state }) => state === "open").flatMap(reviewGaps) };
  },
  show: ({ campaigns }, { viewer, now }) => html`
${may(viewer, "admin") ? html`<p><a class="button" href="/open-review">Open a campaign</a></p>` : ""}
<section aria-label="campaigns"><p><strong>${counted(campaigns.length, "campaign", "campaigns")}</strong></p>
${
  campaigns.length === 0
    ? html`<p class="empty">None touches an account that you may see.</p>`
    : html`<table class="stacks"><thead><tr><th scope="col">Campaign</th><th scope="col">State</th><th scope="col">Due</th><th scope="col">Progress</th><th scope="col">For you</th><th scope="col">Accounts</th></tr></thead>
<tbody>${campaigns.map(({ campaign, counts, mine }) => {
        const left = counts.undecided + counts.changed;
        const isLate = campaign.state === "open" && now.getTime() > Date.parse(campaign.dueAt);
        return html`<tr><th scope="row"><a href="/reviews/${campaign.id}">${campaign.name}</a> <small>${campaign.id}</small></th>
<td data-label="State">${campaign.state === "open" ? sign(isLate ? "warn" : "none", isLate ? "open, overdue" : "open") : sign("good", "closed")}</td><td data-label="Due">${instant(campaign.dueAt)}</td>
<td data-label="Progress"><span>${counts.all - left} of ${counts.all} decided or gone <progress max="${Math.max(1, counts.all)}" value="${counts.all - left}" aria-label="decided in ${campaign.name}"></progress></span></td>
<td data-label="For you">${campaign.state === "open" && mine > 0 ? html`<a href="/reviews/${campaign.id}?state=undecided">${counted(mine, "item", "items")}</a>` : html`<span class="quiet">nothing</span>`}</td>
<td data-label="Accounts">${campaign.accounts.length}${campaign.accounts.length < campaign.accountCount ? ` of ${campaign.accountCount}` : ""}</td></tr>`;
      })}</tbody></table>`
}</section>`,
});
