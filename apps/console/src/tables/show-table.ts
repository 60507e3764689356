import { html } from "hono/html";
import type { Html, View } from "../frame/page.ts";
import { counted } from "../frame/parts.ts";
import type { Filter, TableData } from "./table.ts";

interface Shown {
  readonly path: string;
  readonly data: TableData;
  readonly cells: readonly (readonly (Html | string | number)[])[];
  readonly filters: readonly Pick<Filter, "name" | "label" | "choices">[];
  readonly what: { readonly one: string; readonly many: string };
}

/** An address with some of its query changed; undefined takes a part out. */
export function withQuery(path: string, query: URLSearchParams, changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** A table with its search, filters, counts, sorting headers, pages and download. */
export const showTable = ({ path, data, cells, filters, what }: Shown, { query }: View): Html => html`
<form method="get" class="filters" role="search">
  ${query.has("at") ? html`<input type="hidden" name="at" value="${query.get("at")}">` : ""}
  <div class="field search"><label for="q">Name, ARN or id</label><input id="q" type="search" name="q" value="${query.get("q") ?? ""}" maxlength="200"></div>
  <div class="field"><label for="account">Account</label><input id="account" name="account" value="${query.get("account") ?? ""}" inputmode="numeric" pattern="[0-9]{12}" placeholder="all" size="13"></div>
  ${filters.map(
    ({ name, label, choices }) =>
      html`<div class="field"><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}"><option value="">all</option>${Object.entries(
        choices,
      ).map(
        ([value, choice]) => html`<option value="${value}" ${query.get(name) === value ? "selected" : ""}>${choice.label}</option>`,
      )}</select></div>`,
  )}
  ${sorting(data.columns, query)}
  <button class="primary">Show</button>
  ${[...query.keys()].some((name) => ["q", "account", ...filters.map((filter) => filter.name)].includes(name)) ? html`<a class="button" href="${path}">Clear</a>` : ""}
</form>
<section aria-label="${what.many}">
<div class="counts"><p><strong>${counted(data.total, what.one, what.many)}</strong>${data.rows.length < data.total ? html`, ${data.rows.length} on this page` : ""}</p>
<a class="button" href="${withQuery(`${path}.csv`, query, { after: undefined })}" download>Download CSV</a></div>
${
  data.rows.length === 0
    ? html`<p class="empty">None fits. Where something could not be looked at, it is said above.</p>`
    : html`<table class="stacks"><thead><tr>${data.columns.map((column) => heading(path, column, query))}</tr></thead>
<tbody>${cells.map(
        (row) =>
          html`<tr>${row.map((cell, i) => {
            const column = data.columns[i];
            return i === 0
              ? html`<th scope="row">${cell}</th>`
              : html`<td data-label="${column?.label}" class="${column?.isNumber ? "number" : ""}">${cell}</td>`;
          })}</tr>`,
      )}</tbody></table>`
}
<p class="pager">${query.has("after") ? html`<a class="button" href="${withQuery(path, query, { after: undefined })}">First page</a>` : ""}
${data.after === undefined ? "" : html`<a class="button" rel="next" href="${withQuery(path, query, { after: data.after })}">Next page</a>`}</p>
</section>`;

/** How the rows are sorted, for where the table is stacked and has no headers; elsewhere it is hidden, and keeps what the headers chose. */
function sorting(columns: TableData["columns"], query: URLSearchParams): Html {
  const { sort, order } = orderOf(query);
  const field = (name: string, label: string, chosen: string, choices: readonly (readonly [string, string])[]) =>
    html`<div class="field sorting"><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(
      ([value, words]) => html`<option value="${value}" ${value === chosen ? "selected" : ""}>${words}</option>`,
    )}</select></div>`;
  const sortable = columns.flatMap(({ label, sort: by }) => (by === undefined ? [] : [[by, label] as const]));
  const orders = [["asc", "ascending"] as const, ["desc", "descending"] as const];
  return html`${field("sort", "Sort by", sort, sortable)}${field("order", "Order", order, orders)}`;
}

const orderOf = (query: URLSearchParams) => ({ sort: query.get("sort") ?? "name", order: query.get("order") ?? "asc" });

function heading(path: string, { label, sort, isNumber }: TableData["columns"][number], query: URLSearchParams): Html {
  const number = isNumber ? "number" : "";
  if (sort === undefined) return html`<th scope="col" class="${number}">${label}</th>`;
  const asked = orderOf(query);
  const current = asked.sort === sort ? asked.order : undefined;
  const next = current === "asc" ? "desc" : "asc";
  const link = html`<a href="${withQuery(path, query, { sort, order: next, after: undefined })}">${label}${current === undefined ? "" : current === "asc" ? " ▲" : " ▼"}</a>`;
  return current === undefined
    ? html`<th scope="col" class="${number}">${link}</th>`
    : html`<th scope="col" class="${number}" aria-sort="${current === "asc" ? "ascending" : "descending"}">${link}</th>`;
}
