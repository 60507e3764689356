import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { html } from "hono/html";
import { z } from "zod";
import type { Html } from "../frame/page.ts";
import { instant, orNone, sign } from "../frame/parts.ts";
import { Activity, GroupName, KeyStatus, type OfPrincipal, PolicyArn, shortArn } from "../tables/of-principal.ts";
import { trustWords } from "../tables/trust-words.ts";
import { notLookedHtml } from "../tables/unseen.ts";

const Document = z.object({ document: z.json() });
const json = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** What a principal holds and is marked with, as terms and descriptions; `unseen` are the kinds that nobody ever looked at wholly. */
export function showOwn(record: IamRecord, own: readonly OfPrincipal[], unseen: readonly Kind[]): Html {
  const isUnseen = (kind: Kind): boolean => unseen.includes(kind);
  const none = (kind: Kind): Html => (isUnseen(kind) ? notLookedHtml : html`<span class="quiet">none</span>`);
  const of = (kind: OfPrincipal["kind"]) => own.filter((one) => one.kind === kind);
  const usedOf = (id: string) => of("iam_activity").find(({ record_id }) => record_id === id)?.facts;
  const lastUsed = (id: string): Html => {
    const activity = usedOf(id);
    if (activity === undefined && unseen.includes("iam_activity")) return notLookedHtml;
    return activity === undefined ? html`<span class="quiet">not known</span>` : instant(Activity.parse(activity).lastUsedAt);
  };
  const attached = of("iam_attachment").map(({ facts }) => shortArn(PolicyArn.parse(facts).policyArn));
  return html`
${record.kind === "iam_user" ? ofUser(record.id, { of, lastUsed, isUnseen, none }) : ""}
${
  record.kind === "iam_role"
    ? html`<dt>Last used</dt><dd>${lastUsed(record.id)}</dd><dt>Trusts</dt><dd>${orNone(trustWords(record.facts.trustPolicy).join(", "))}
<details><summary>Trust policy</summary><pre tabindex="0">${json(record.facts.trustPolicy)}</pre></details></dd>`
    : ""
}
${"permissionsBoundary" in record.facts ? html`<dt>Boundary</dt><dd class="mono">${orNone(String(record.facts.permissionsBoundary ?? ""), "none")}</dd>` : ""}
<dt>Attached policies</dt><dd>${attached.length === 0 ? none("iam_attachment") : attached.join(", ")}</dd>
<dt>Inline policies</dt><dd>${of("iam_inline_policy").length === 0 ? none("iam_inline_policy") : ""}${of("iam_inline_policy").map(
    ({ name, facts }) => html`<details><summary>${name}</summary><pre tabindex="0">${json(Document.parse(facts).document)}</pre></details>`,
  )}</dd>
${"tags" in record.facts ? html`<dt>Tags</dt><dd>${tags(record.facts.tags)}</dd>` : ""}`;
}

const tags = (given: unknown): Html => {
  const all = Object.entries(z.record(z.string(), z.string()).parse(given));
  return all.length === 0
    ? html`<span class="quiet">none</span>`
    : html`${all.map(([key, value]) => html`<span class="chip">${key}: ${value}</span> `)}`;
};

interface Reading {
  of(kind: OfPrincipal["kind"]): readonly OfPrincipal[];
  lastUsed(id: string): Html;
  isUnseen(kind: Kind): boolean;
  none(kind: Kind): Html;
}

const ofUser = (id: string, { of, lastUsed, isUnseen, none }: Reading): Html => html`
<dt>Password</dt><dd>${of("iam_login_profile").length === 0 ? none("iam_login_profile") : html`yes, last used ${lastUsed(id)}`}</dd>
<dt>MFA devices</dt><dd>${
  of("iam_mfa_device").length > 0
    ? of("iam_mfa_device").map(({ name }) => html`${sign("good", name)}<br>`)
    : of("iam_login_profile").length > 0 && !isUnseen("iam_mfa_device")
      ? sign("bad", "none")
      : none("iam_mfa_device")
}</dd>
<dt>Access keys</dt><dd>${of("iam_access_key").length === 0 ? none("iam_access_key") : ""}${of("iam_access_key").map(
  ({ name, record_id, facts }) =>
    html`<div><code>${name}</code>, ${KeyStatus.parse(facts).status.toLowerCase()}, last used ${lastUsed(record_id)}</div>`,
)}</dd>
<dt>Groups</dt><dd>${
  of("iam_membership").length === 0
    ? none("iam_membership")
    : of("iam_membership")
        .map(({ facts }) => GroupName.parse(facts).groupName)
        .join(", ")
}</dd>`;
