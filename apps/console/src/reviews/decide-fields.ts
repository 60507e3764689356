import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import { html } from "hono/html";
import type { Html } from "../frame/page.ts";
import { may, type Viewer } from "../frame/viewer.ts";

/** By which of its two forms somebody, who reviews under some ids, may decide on an item; undefined for who may not. */
export function decidesBy(
  viewer: Viewer,
  ids: readonly string[],
  { account, reviewer, escalatedTo, state }: ReviewItem,
): "decide" | "decide-as-admin" | undefined {
  if (state === "gone") return undefined;
  const isTheirs = ids.some((id) => id === reviewer || id === escalatedTo);
  if (isTheirs && may(viewer, "reviewer", account)) return "decide";
  return may(viewer, "admin", account) ? "decide-as-admin" : undefined;
}

/** Keep or revoke, what, and why. */
export const decideFields = ({ many, back }: { readonly many: boolean; readonly back: string }): Html => html`
<input type="hidden" name="back" value="${back}">
<fieldset class="decide"><legend>${many ? "Decide on those that are chosen: all of them, or none" : "Decide"}</legend>
<div class="filters"><div class="field search"><label for="reason">Reason, needed to revoke and to keep what is privileged</label><input id="reason" name="reason" maxlength="2000"></div>
<div class="field"><label for="what">Where revoked, take away</label><select id="what" name="what"><option value="everything">everything</option><option value="login">login or sessions</option><option value="keys">access keys</option><option value="policies">policies and groups</option></select></div>
<button name="verdict" value="keep">Keep</button><button class="danger" name="verdict" value="revoke">Revoke</button></div></fieldset>`;
