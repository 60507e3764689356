import { html } from "hono/html";
import type { Html } from "../frame/page.ts";
import { instant } from "../frame/parts.ts";
import { lineOf } from "./json-changes.ts";
import type { HistoryEvent } from "./timeline.ts";
import { eventWords } from "./words.ts";

const longest = 4000;
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** What changed when, newest first, with the values before and after. */
export const showTimeline = (
  events: readonly HistoryEvent[],
  { isCut, horizon }: { readonly isCut: boolean; readonly horizon: string | null },
): Html => html`
<section aria-labelledby="history"><h2 id="history">History</h2>
<p class="quiet">Each time is that of the look which saw it: it happened between the look before and this one.</p>
${horizon === null ? "" : html`<p class="note">What happened until ${instant(horizon)} is archived, and not told here: <code>plumbline iam restore</code> brings it back.</p>`}
${events.length === 0 ? html`<p class="empty">Nothing else is known of it until this time.</p>` : ""}
<ol class="timeline">${[...Map.groupBy(events, ({ at }) => at.toISOString())].map(
  ([at, all]) =>
    html`<li><h3>${instant(at)}</h3><ul>${all.map(
      (event) =>
        html`<li class="${event.did}">${eventWords(event)}${
          event.changes.length === 0
            ? ""
            : html`<table class="stacks changes"><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${event.changes.map(
                ({ path, before, after }) =>
                  html`<tr><th scope="row">${path}</th><td data-label="Before"><del>${cut(lineOf(before))}</del></td><td data-label="After"><ins>${cut(lineOf(after))}</ins></td></tr>`,
              )}</tbody></table>`
        }</li>`,
    )}</ul></li>`,
)}</ol>
${isCut ? html`<p>What is older is left out here: <code>plumbline iam diff</code> tells it.</p>` : ""}
</section>`;
