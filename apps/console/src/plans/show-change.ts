import { becauseText } from "@plumbline/finding-model/because";
import type { PlannedChange, Undo } from "@plumbline/finding-model/change";
import { colours } from "@plumbline/reports/colours";
import { stateDiff } from "@plumbline/reports/plan-diff";
import { blastRadiusText, callText } from "@plumbline/reports/plan-parts";
import { html } from "hono/html";
import { severityIcons } from "../findings/words.ts";
import type { Html } from "../frame/page.ts";
import { sign } from "../frame/parts.ts";

const outcomes: Readonly<Record<PlannedChange["outcome"], string>> = {
  cured: "cures: the check passes afterwards",
  contained: "contains: the harm is limited, the finding stays",
};

/** Two states as a unified diff; each line says by its first sign whether it goes or comes. */
export const showDiff = ({ before, after, aspect }: Pick<PlannedChange, "before" | "after" | "aspect">): Html => {
  const lines = stateDiff(before, after, colours(false));
  if (lines.length === 0) return html`<p class="quiet">${aspect}: no difference</p>`;
  return html`<pre class="diff" tabindex="0" aria-label="${aspect} before and after">${lines.map((line) =>
    line.startsWith("-") ? html`<del>${line}</del>\n` : line.startsWith("+") ? html`<ins>${line}</ins>\n` : html`${line}\n`,
  )}</pre>`;
};

export const undoWords = (undo: Undo): Html => {
  if (undo.kind === "impossible") return html`${sign("bad", "can't be undone")}: ${undo.reason}. It needs --allow-irreversible.`;
  return html`writes the state before back${undo.notRestored.length === 0 ? "" : `, except ${undo.notRestored.join(", ")}`}`;
};

/** A change with what it does, touches and leaves behind. */
export const showChange = (change: PlannedChange, number: number | undefined): Html => html`
<article class="change" aria-label="${change.change} of ${change.resource.id}">
<h3>${number === undefined ? "" : `${number}. `}${change.change} ${change.undo.kind === "impossible" ? sign("bad", "irreversible") : ""}</h3>
<dl class="facts"><dt>Resource</dt><dd>${change.resource.account} ${change.resource.region} ${change.resource.type} <span class="mono">${change.resource.id}</span></dd>
<dt>Check</dt><dd>${sign(severityIcons[change.severity], change.severity)} <a href="/findings/${change.resource.account}/${change.fingerprint}">${change.check}</a></dd>
${change.because === undefined ? "" : html`<dt>Because</dt><dd>${becauseText(change.because)}</dd>`}
<dt>Outcome</dt><dd>${outcomes[change.outcome]}</dd><dt>Undo</dt><dd>${undoWords(change.undo)}</dd>
<dt>Touches</dt><dd>${blastRadiusText(change.blastRadius) ?? html`<span class="quiet">nothing else, as far as is known</span>`}</dd>
<dt>IAM actions</dt><dd class="mono">${change.iam.length === 0 ? "none" : change.iam.join(", ")}</dd>
${change.calls.length === 0 ? "" : html`<dt>Calls</dt><dd>${change.calls.map((call) => html`<code>${callText(call)}</code><br>`)}</dd>`}
${change.note === undefined ? "" : html`<dt>Note</dt><dd>${change.note}</dd>`}<dt>Aspect</dt><dd>${change.aspect}, change <span class="mono">${change.id}</span></dd></dl>
${showDiff(change)}</article>`;
