import { html } from "hono/html";
import type { Gap } from "./gaps.ts";
import { type IconName, icon } from "./icons.ts";
import type { Html } from "./page.ts";

/** The hidden field by which a form shows that it comes from this console. */
export const csrfInput = (token: string): Html => html`<input type="hidden" name="csrf" value="${token}">`;

/** What every page says at its head, such as `Demo: made-up accounts`. */
export const bannerOf = (text: string | undefined): Html => (text === undefined ? html`` : html`<p class="banner">${text}</p>`);

/** An instant, to the minute in UTC. */
export const instant = (at: Date | string | null | undefined, none = "never"): Html => {
  if (at === null || at === undefined) return html`<span class="quiet">${none}</span>`;
  const iso = typeof at === "string" ? at : at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)}<span class="utc"> UTC</span></time>`;
};

/** An icon with its words. */
export const sign = (name: IconName, words: Html | string): Html => html`<span class="sign ${name}">${icon(name)}${words}</span>`;

/** A text that may be missing. */
export const orNone = (text: string | null | undefined, none = "—"): Html =>
  text === null || text === undefined || text === "" ? html`<span class="quiet">${none}</span>` : html`${text}`;

const shown = 100;

/** What could not be looked at; nothing where all was. */
export const gapsNote = (gaps: readonly Gap[]): Html => {
  if (gaps.length === 0) return html``;
  const accounts = new Set(gaps.map(({ account }) => account)).size;
  return html`<details class="gaps note">
  <summary>${sign("unseen", `${counted(gaps.length, "listing", "listings")} of ${counted(accounts, "account", "accounts")} could not be looked at: what is missing here may still be there`)}</summary>
  <div class="scroll" tabindex="0" role="region" aria-label="What could not be looked at"><table>
    <thead><tr><th scope="col">Account</th><th scope="col">What</th><th scope="col">Cause</th><th scope="col">Last complete</th></tr></thead>
    <tbody>${gaps
      .slice(0, shown)
      .map(
        ({ account, what, outcome, message, completeAt }) =>
          html`<tr><td class="id">${orNone(account, "no one account")}</td><td>${what}</td><td>${outcome}${message === null ? "" : html` <small>${message}</small>`}</td><td>${instant(completeAt)}</td></tr>`,
      )}</tbody></table></div>
  ${gaps.length > shown ? html`<p>These are the first ${shown}; the coverage page has all.</p>` : ""}
</details>`;
};

/** `1 account`, `2 accounts`. */
export const counted = (count: number, one: string, many: string): string => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
