import type { Campaign } from "@plumbline/access-reviews/campaign";
import { ItemKind } from "@plumbline/access-reviews/campaign";
import type { ItemCounts, ItemPage } from "@plumbline/access-reviews/list-items";
import { ItemState, type ReviewItem } from "@plumbline/access-reviews/review-item";
import { html } from "hono/html";
import type { Html, View } from "../frame/page.ts";
import { counted, instant, orNone, sign } from "../frame/parts.ts";
import { may, type Viewer } from "../frame/viewer.ts";
import { withQuery } from "../tables/show-table.ts";
import { decideFields, decidesBy } from "./decide-fields.ts";
import { itemStates, kindWords, marksOf } from "./marks.ts";

interface Reviewed extends ItemPage {
  readonly campaign: Campaign;
  readonly counts: ItemCounts;
  /** Of the items that are for who looks. */
  readonly own: ItemCounts;
  readonly whose: "mine" | "all";
  /** Under which who looks reviews. */
  readonly ids: readonly string[];
}

export const showReview = (data: Reviewed, view: View): Html => {
  const { campaign, counts, own } = data;
  return html`<section aria-labelledby="progress"><h2 id="progress">${campaign.state === "open" ? html`Open until ${instant(campaign.dueAt)}` : html`Closed at ${instant(campaign.closedAt)} by ${campaign.closedBy}`}</h2>
<p><progress max="${Math.max(1, counts.all)}" value="${counts.all - counts.undecided - counts.changed}" aria-label="decided or gone"></progress> ${counts.all - counts.undecided - counts.changed} of ${counted(counts.all, "item", "items")} decided or gone${own.all === 0 ? "" : html`; of ${own.all} that are for you ${own.undecided + own.changed} are left`}.</p>
<dl class="tiles">${ItemState.options.map((state) => html`<div><dt>${sign(itemStates[state].icon, itemStates[state].words)}</dt><dd><a href="/reviews/${campaign.id}?whose=all&amp;state=${state}">${counts[state]}</a></dd></div>`)}
<div><dt>privileged</dt><dd>${counts.privileged}</dd></div>${counts.unseen === 0 ? "" : html`<div><dt>${sign("unseen", "not all looked at")}</dt><dd>${counts.unseen}</dd></div>`}<div><dt>escalated</dt><dd>${counts.escalated}</dd></div><div><dt>carried over</dt><dd>${counts.carriedOver}</dd></div></dl></section>
${closing(campaign, view)}
${list(data, view)}
<section aria-labelledby="facts"><h2 id="facts">Campaign</h2><dl class="facts"><dt>Id</dt><dd class="mono">${campaign.id}</dd><dt>Opened</dt><dd>${instant(campaign.openedAt)} by ${campaign.openedBy}, over what accounts held at ${instant(campaign.snapshotAt)}</dd>
<dt>Accounts</dt><dd>${campaign.accounts.join(", ")}${campaign.accounts.length < campaign.accountCount ? html` <small>and ${campaign.accountCount - campaign.accounts.length} that you don't see</small>` : ""}</dd>
<dt>Kinds</dt><dd>${campaign.kinds.map((kind) => kindWords[kind]).join(", ")}</dd><dt>Default reviewer</dt><dd>${campaign.defaultReviewer}</dd>
<dt>Carried over from</dt><dd>${orNone(campaign.carriedOverFrom, "nothing")}</dd>${campaign.acceptedIncomplete ? html`<dt>Coverage</dt><dd>${sign("unseen", "opened although something could not be looked at")}</dd>` : ""}</dl></section>`;
};

const closing = (campaign: Campaign, { viewer, csrf }: View): Html => {
  const sees = campaign.accounts.length === campaign.accountCount;
  if (campaign.state === "closed")
    return html`<section aria-labelledby="pack"><h2 id="pack">Evidence pack</h2>${
      sees
        ? html`<p><a class="button primary" href="/reviews/${campaign.id}/evidence-pack.zip" download>Download the evidence pack</a></p><p>It holds rosters, decisions, coverage and their hashes. <a href="/verify-pack">Verify a pack</a>, or run <code>plumbline review verify</code>.</p>`
        : html`<p class="quiet">It holds every account of the campaign, so that only who sees all of them may download it.</p>`
    }</section>`;
  if (!sees || !campaign.accounts.every((account) => may(viewer, "admin", account))) return html``;
  const form = (name: string, label: string) =>
    html`<form method="post" action="/reviews/${campaign.id}/${name}">${csrf}<button>${label}</button></form>`;
  return html`<section aria-labelledby="admin"><h2 id="admin">For admins</h2><div class="pager">${form("refresh", "Look for changes")}${form("escalate", "Escalate what is overdue")}</div>
<form method="post" action="/reviews/${campaign.id}/close" class="filters">${csrf}<div class="field"><label for="confirmed">Type ${campaign.id} to close it</label><input id="confirmed" name="confirmed" required autocomplete="off"></div>
<label class="check"><input type="checkbox" name="early" value="yes"> although something is undecided and not due</label><button class="danger">Close</button></form></section>`;
};

const list = ({ campaign, items, count, next, whose, ids }: Reviewed, view: View): Html => {
  const { viewer, query, csrf, path } = view;
  const base = `/reviews/${campaign.id}`;
  const by = (item: ReviewItem) => (campaign.state === "open" ? decidesBy(viewer, ids, item) : undefined);
  // One form decides in one role; what is one's own goes first.
  const form = items.some((item) => by(item) === "decide") ? "decide" : items.some((item) => by(item)) ? "decide-as-admin" : undefined;
  const table = html`<table class="stacks"><thead><tr>${form === undefined ? "" : html`<th scope="col" class="choose"><input type="checkbox" data-check-all aria-label="Choose all on this page"></th>`}<th scope="col">Who</th><th scope="col">State</th><th scope="col">Marks</th><th scope="col">Account</th><th scope="col">Reviewer</th><th scope="col">Decision</th></tr></thead>
<tbody>${items.map((item) => row(item, { base, viewer, form, choosable: by(item) === form && form !== undefined }))}</tbody></table>`;
  return html`<section aria-labelledby="items"><h2 id="items">${whose === "mine" ? "Your work list" : "All items"}</h2>
<form method="get" class="filters" role="search">
<div class="field search"><label for="q">Name, ARN or id</label><input id="q" type="search" name="q" value="${query.get("q") ?? ""}" maxlength="200"></div>
${choice(
  "whose",
  "Whose",
  [
    ["mine", "for me"],
    ["all", "all"],
  ],
  whose,
)}
${choice("state", "State", [["", "all"], ...ItemState.options.map((one): Choice => [one, itemStates[one].words])], query.get("state"))}
${choice("kind", "Kind", [["", "all"], ...ItemKind.options.map((one): Choice => [one, kindWords[one]])], query.get("kind"))}
${choice(
  "privileged",
  "Privileged",
  [
    ["", "all"],
    ["yes", "yes"],
    ["no", "no"],
  ],
  query.get("privileged"),
)}
<div class="field"><label for="account">Account</label><input id="account" name="account" value="${query.get("account") ?? ""}" inputmode="numeric" pattern="[0-9]{12}" placeholder="all" size="13"></div>
<button class="primary">Show</button></form>
<p><strong>${counted(count, "item", "items")}</strong>${items.length < count ? html`, ${items.length} on this page` : ""}</p>
${
  items.length === 0
    ? html`<p class="empty">None fits.</p>`
    : form === undefined
      ? table
      : html`<form method="post" action="${base}/${form}">${csrf}${table}${form === "decide-as-admin" ? html`<p class="note">These are for others to decide on; you decide as an admin, in your own name.</p>` : ""}${decideFields({ many: true, back: path })}</form>`
}
${next === undefined ? "" : html`<p class="pager"><a class="button" rel="next" href="${withQuery(base, query, { after: next })}">Next page</a></p>`}</section>`;
};

type Choice = readonly [value: string, label: string];
const choice = (name: string, label: string, choices: readonly Choice[], chosen: string | null): Html =>
  html`<div class="field"><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}">${choices.map(
    ([value, words]) => html`<option value="${value}" ${(chosen ?? "") === value ? "selected" : ""}>${words}</option>`,
  )}</select></div>`;

interface Drawn {
  readonly base: string;
  readonly viewer: Viewer;
  readonly form: string | undefined;
  readonly choosable: boolean;
}
const row = (item: ReviewItem, { base, form, choosable }: Drawn): Html => html`<tr>${
  form === undefined
    ? ""
    : html`<td class="choose">${choosable ? html`<input type="checkbox" name="item" value="${item.item}:${item.permissionHash}" aria-label="Choose ${item.principalName}${item.via === null ? "" : ` in ${item.via}`}">` : ""}</td>`
}<th scope="row"><a href="${base}/items/${item.item}">${item.principalName}</a>${item.via === null ? "" : html` in ${item.via}`} <small>${kindWords[item.kind]}</small></th>
<td data-label="State">${sign(itemStates[item.state].icon, itemStates[item.state].words)}</td><td data-label="Marks"><span>${marksOf(item)}</span></td><td data-label="Account">${item.account}</td>
<td data-label="Reviewer">${item.escalatedTo ?? item.reviewer}</td>
<td data-label="Decision"><span>${item.decision === null ? html`<span class="quiet">none</span>` : html`${item.decision.verdict}${item.decision.what === null ? "" : ` ${item.decision.what}`} by ${item.decision.by}${item.decision.reason === "" ? "" : html` <small>${item.decision.reason}</small>`}`}</span></td></tr>`;
