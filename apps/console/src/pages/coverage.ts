import { isComplete } from "@plumbline/iam-model/outcomes";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import { html } from "hono/html";
import { z } from "zod";
import { gapsOf, neverLooked } from "../frame/gaps.ts";
import { definePage } from "../frame/page.ts";
import { counted, instant, orNone, sign } from "../frame/parts.ts";
import { withQuery } from "../tables/show-table.ts";

const pageSize = 200;

/** How far each kind of each listing was looked at, the last time. */
export const coverage = definePage({
  path: "/coverage",
  title: "Coverage",
  nav: { group: "Operations" },
  role: "reader",
  travels: true,
  query: z.object({
    account: z
      .string()
      .regex(/^\d{12}$/, "an account id has 12 digits")
      .optional(),
    gaps: z.enum(["yes"]).optional(),
    from: z
      .string()
      .regex(/^\d{1,9}$/)
      .default("0"),
  }),
  async load({ transaction, at, query: { account, gaps, from } }) {
    const about = { at, ...(account ? { accounts: [account] } : {}) };
    const told = await lookedAsOf(transaction, about);
    const looked = [...told, ...(await neverLooked(transaction, { ...about, looked: told }))].toSorted((a, b) =>
      `${a.account} ${a.listing} ${a.kind}` < `${b.account} ${b.listing} ${b.kind}` ? -1 : 1,
    );
    const wanted = gaps ? looked.filter(({ outcome }) => !isComplete(outcome)) : looked;
    const begin = Number(from);
    const cells = wanted.slice(begin, begin + pageSize);
    const next = begin + pageSize < wanted.length ? String(begin + pageSize) : null;
    return {
      data: { total: wanted.length, of: looked.length, cells, next },
      gaps: await gapsOf(transaction, about),
    };
  },
  show: ({ total, of, cells, next }, { query }) => html`
<form method="get" class="filters">
  ${query.has("at") ? html`<input type="hidden" name="at" value="${query.get("at")}">` : ""}
  <div class="field"><label for="account">Account</label><input id="account" name="account" value="${query.get("account") ?? ""}" inputmode="numeric" pattern="[0-9]{12}" placeholder="all" size="13"></div>
  <div class="field"><label for="gaps">Cells</label><select id="gaps" name="gaps"><option value="">all</option><option value="yes" ${query.get("gaps") === "yes" ? "selected" : ""}>gaps alone</option></select></div>
  <button class="primary">Show</button></form>
<section aria-label="Cells"><div class="counts"><p><strong>${counted(total, "cell", "cells")}</strong>${total < of ? html` of ${of}` : ""}</p></div>
${cells.length === 0 ? html`<p class="empty">No gap.</p>` : ""}
<table class="stacks"><thead><tr><th scope="col">Account</th><th scope="col">Listing</th><th scope="col">Kind</th><th scope="col">Outcome</th><th scope="col">Last complete</th></tr></thead>
<tbody>${cells.map(
    ({ account, listing, kind, outcome, message, completeAt }) =>
      html`<tr><td data-label="Account" class="id">${orNone(account, "no one account")}</td><td data-label="Listing">${orNone(listing)}</td><td data-label="Kind">${kind}</td>
<td data-label="Outcome">${sign(isComplete(outcome) ? "good" : "unseen", outcome)}${message === null ? "" : html` <small>${message}</small>`}</td><td data-label="Last complete">${instant(completeAt)}</td></tr>`,
  )}</tbody></table>
${next === null ? "" : html`<p class="pager"><a class="button" rel="next" href="${withQuery("/coverage", query, { from: next })}">Next page</a></p>`}</section>`,
});
