import type { ItemState, ReviewItem } from "@plumbline/access-reviews/review-item";
import { unseenIn } from "@plumbline/access-reviews/unseen";
import { html } from "hono/html";
import type { IconName } from "../frame/icons.ts";
import type { Html } from "../frame/page.ts";
import { sign } from "../frame/parts.ts";

export const itemStates: Readonly<Record<ItemState, { readonly icon: IconName; readonly words: string }>> = {
  undecided: { icon: "unseen", words: "undecided" },
  changed: { icon: "warn", words: "changed, decide anew" },
  kept: { icon: "good", words: "kept" },
  revoked: { icon: "bad", words: "revoked" },
  gone: { icon: "none", words: "gone" },
};
export const kindWords: Readonly<Record<ReviewItem["kind"], string>> = {
  iam_user: "user",
  iam_role: "role",
  iam_membership: "member of a group",
  sso_assignment: "assignment",
};

/** What a reviewer should know of an item before deciding. */
export const marksOf = ({ isPrivileged, changedAt, escalatedTo, decision, state, permissions }: ReviewItem): Html =>
  html`${
    isPrivileged ? html`<span class="chip">${sign("warn", "privileged")}</span>` : ""
  }${unseenIn(permissions) === "" ? "" : html`<span class="chip">${sign("unseen", `not looked at: ${unseenIn(permissions)}`)}</span>`}${changedAt !== null && state !== "changed" ? html`<span class="chip">${sign("warn", "changed since the opening")}</span>` : ""}${
    escalatedTo === null ? "" : html`<span class="chip">${sign("flag", `escalated to ${escalatedTo}`)}</span>`
  }${decision?.carriedFrom ? html`<span class="chip">${sign("none", `carried over from ${decision.carriedFrom.campaign}`)}</span>` : ""}`;

/** Where the inventory's page of an item's principal is; undefined for who has none. */
export const principalPath = ({ kind, account, recordId, principalId }: ReviewItem): string | undefined => {
  if (kind === "iam_user" || kind === "iam_role") return `/principals/${kind === "iam_user" ? "user" : "role"}/${account}/${recordId}`;
  return kind === "iam_membership" ? `/principals/user/${account}/${principalId}` : undefined;
};
