import type { Permissions, PolicyUse } from "@plumbline/access-reviews/permissions";
import { html } from "hono/html";
import type { Html } from "../frame/page.ts";
import { sign } from "../frame/parts.ts";

type Documents = Readonly<Record<string, unknown>>;

/** What a principal may do and how it gets in, with the text of each policy. */
export const showPermissions = (
  { attached, inline, groups, boundary, keys, hasLogin, trust, permissionSet }: Permissions,
  documents: Documents,
): Html => html`
<section aria-labelledby="may"><h2 id="may">What it may do</h2><dl class="facts"><dt>Console password</dt><dd>${hasLogin ? "yes" : "no"}</dd>
<dt>Access keys</dt><dd>${keys.length === 0 ? "none" : html`<ul>${keys.map(({ id, status }) => html`<li><span class="mono">${id}</span> ${status}</li>`)}</ul>`}</dd>
${permissionSet === null ? "" : html`<dt>Permission set</dt><dd>${permissionSet.name}</dd>`}</dl>
${policies("Attached policies", attached, documents)}${policies("Inline policies", inline, documents)}
${groups.map(({ name, attached: ofGroup, inline: inGroup }) => html`${policies(`By group ${name}`, [...ofGroup, ...inGroup], documents, "the group gives nothing that was seen")}`)}
${boundary === null ? "" : policies("Permissions boundary, which holds all of it back", [boundary], documents)}
${trust === null ? "" : policies("Who may take it on", [{ name: "trust policy", arn: null, sha256: trust }], documents)}</section>`;

const policies = (title: string, uses: readonly PolicyUse[], documents: Documents, none = "none"): Html =>
  html`<h3>${title}</h3>${
    uses.length === 0
      ? html`<p class="quiet">${none}</p>`
      : uses.map(({ name, arn, sha256 }) => {
          const document = sha256 === null ? undefined : documents[sha256];
          return document === undefined
            ? html`<p>${name} ${sign("unseen", "its text was not seen")}</p>`
            : html`<details><summary>${name}${arn === null ? "" : html` <small class="mono">${arn}</small>`}</summary><pre tabindex="0">${typeof document === "string" ? document : JSON.stringify(document, null, 2)}</pre></details>`;
        })
  }`;
