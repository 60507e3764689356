import type { PermissionPart, PolicyUse } from "@plumbline/access-reviews/permissions";
import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import { hasPart, unseenWords, withUnseen } from "@plumbline/access-reviews/unseen";
import { html } from "hono/html";
import type { Html } from "../frame/page.ts";
import { sign } from "../frame/parts.ts";

type Documents = Readonly<Record<string, unknown>>;

/**
 * What a principal may do and how it gets in, with the text of each policy; of what was not wholly looked at it says that, and of what its kind does
 * not have it says nothing.
 */
export function showPermissions({ kind, permissions }: Pick<ReviewItem, "kind" | "permissions">, documents: Documents): Html {
  const { attached, inline, groups, boundary, keys, hasLogin, trust, permissionSet } = permissions;
  const hidden = (part: PermissionPart, isSome: boolean): Html | undefined => {
    const words = unseenWords(permissions, [part], isSome);
    return words === undefined ? undefined : sign("unseen", words);
  };
  const policies = (title: string, part: PermissionPart, uses: readonly PolicyUse[]): Html =>
    html`<h3>${title}</h3>${policyList(uses, documents)}${uses.length === 0 ? (hidden(part, false) ?? none) : hidden(part, true)}`;
  const own = (title: string, part: PermissionPart, uses: readonly PolicyUse[]) => (hasPart(kind, part) ? policies(title, part, uses) : "");
  const login = withUnseen(hasLogin === null ? "" : hasLogin ? "yes" : "no", permissions, ["login"]);
  return html`
<section aria-labelledby="may"><h2 id="may">What it may do</h2>${hidden("texts", true) === undefined ? "" : html`<p>What its policies say: ${hidden("texts", true)}</p>`}
<dl class="facts">${hasPart(kind, "login") ? html`<dt>Console password</dt><dd>${login}</dd>` : ""}
${hasPart(kind, "keys") ? html`<dt>Access keys</dt><dd>${keys.length === 0 ? (hidden("keys", false) ?? "none") : html`<ul>${keys.map(({ id, status }) => html`<li><span class="mono">${id}</span> ${status}</li>`)}</ul>${hidden("keys", true)}`}</dd>` : ""}
${permissionSet === null ? "" : html`<dt>Permission set</dt><dd>${permissionSet.name}</dd>`}</dl>
${own("Attached policies", "attached", attached)}${own("Inline policies", "inline", inline)}
${groups.map(({ name, attached: ofGroup, inline: inGroup }) => html`${policies(`By group ${name}`, "groups", [...ofGroup, ...inGroup])}`)}
${groups.length > 0 || hidden("groups", false) === undefined ? "" : html`<h3>Groups</h3>${hidden("groups", false)}`}
${boundary === null ? "" : html`<h3>Permissions boundary, which holds all of it back</h3>${policyList([boundary], documents)}`}
${trust === null ? "" : html`<h3>Who may take it on</h3>${policyList([{ name: "trust policy", arn: null, sha256: trust }], documents)}`}</section>`;
}

const none = html`<p class="quiet">none</p>`;
const policyList = (uses: readonly PolicyUse[], documents: Documents): Html =>
  html`${uses.map(({ name, arn, sha256 }) => {
    const document = sha256 === null ? undefined : documents[sha256];
    return document === undefined
      ? html`<p>${name} ${sign("unseen", "its text was not seen")}</p>`
      : html`<details><summary>${name}${arn === null ? "" : html` <small class="mono">${arn}</small>`}</summary><pre tabindex="0">${typeof document === "string" ? document : JSON.stringify(document, null, 2)}</pre></details>`;
  })}`;
