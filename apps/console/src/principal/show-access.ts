import type { Kind } from "@plumbline/iam-model/kinds";
import type { Outcome, StatementRef } from "@plumbline/iam-model/questions/answer";
import { html } from "hono/html";
import type { IconName } from "../frame/icons.ts";
import type { Html } from "../frame/page.ts";
import { counted, sign } from "../frame/parts.ts";
import { shortArn } from "../tables/of-principal.ts";
import { notLooked } from "../tables/unseen.ts";
import type { JudgedAccess } from "./judge-access.ts";

const words: Readonly<Record<Outcome, string>> = {
  allowed: "yes",
  partly: "yes, but not all of it",
  conditional: "only under conditions",
  denied: "no",
};
const grave: Readonly<Record<Outcome, IconName>> = { allowed: "bad", partly: "bad", conditional: "warn", denied: "good" };
const plain: Readonly<Record<Outcome, IconName>> = { allowed: "good", partly: "warn", conditional: "warn", denied: "none" };

const statement = ({ policy, index, sid }: StatementRef): Html =>
  html`${shortArn(policy)}, statement ${index + 1}${sid === null ? "" : html` (<code>${sid}</code>)`}`;

const unreadWords = "not known: not all that gives it access could be read";
const notSeen = (unseen: readonly Kind[]): string => `not known: ${unseen.join(", ")} ${notLooked}`;

/** That it is none is said only where all that may make it one was read. */
function noAdministrator(undetermined: JudgedAccess["undetermined"], unseen: readonly Kind[]): Html {
  if (unseen.length > 0) return sign("unseen", notSeen(unseen));
  return undetermined.length > 0 ? sign("unseen", unreadWords) : sign("good", "no, by its own policies");
}

/** That it may not is said only where all that may allow it was read. */
function answerSign(outcome: Outcome, undetermined: JudgedAccess["undetermined"], unseen: readonly Kind[]): Html {
  if (outcome === "denied" && unseen.length > 0) return sign("unseen", notSeen(unseen));
  return outcome === "denied" && undetermined.length > 0 ? sign("unseen", unreadWords) : sign(plain[outcome], words[outcome]);
}

/** What a principal may do, by which statements, and what was not considered. */
export const showAccess = (
  { administrator, powers, answer, policies, levels, notConsidered, undetermined }: JudgedAccess,
  { asked, unseen }: { asked: URLSearchParams; unseen: readonly Kind[] },
): Html => html`
<section aria-labelledby="access"><h2 id="access">Effective access</h2>
<dl class="facts">
<dt>Administrator</dt><dd>${administrator === null ? noAdministrator(undetermined, unseen) : sign(grave[administrator.outcome], words[administrator.outcome])}
${administrator === null ? "" : html`<ul>${administrator.grants.map(({ by, conditions }) => html`<li>${statement(by)}${conditions.map(({ when, text }) => html` <small>${when} ${text}</small>`)}</li>`)}</ul>`}</dd>
${
  powers.length === 0
    ? ""
    : html`<dt>Far-reaching powers</dt><dd><ul>${powers.map(
        ({ title, page, outcome, grants }) =>
          html`<li>${sign(grave[outcome], title)}: ${words[outcome]}, by ${grants.slice(0, 3).map(({ by }, i) => html`${i === 0 ? "" : "; "}${statement(by)}`)} <a href="${page}" rel="noreferrer">AWS's page</a></li>`,
      )}</ul></dd>`
}
${undetermined.length === 0 ? "" : html`<dt>Not determined</dt><dd>${sign("unseen", "It may do more than is told here")}<ul>${undetermined.map(({ what, effect }) => html`<li>${what} <small>(${effect})</small></li>`)}</ul></dd>`}
<dt>Policies</dt><dd>${policies.length === 0 ? html`<span class="quiet">none that is in the inventory</span>${unseen.length === 0 ? "" : html` <small>${notSeen(unseen)}</small>`}` : html`<ul>${policies.map(({ layer, name, statements, unreadable }) => html`<li>${shortArn(name)}${layer === "boundary" ? " (boundary)" : ""} <small>${counted(statements, "statement", "statements")}${unreadable === null ? "" : `; can't be read: ${unreadable}`}</small></li>`)}</ul>`}</dd>
${levels.length === 0 ? "" : html`<dt>Service control policies</dt><dd><ul>${levels.map(({ target, policies: names }) => html`<li>${target}: ${names.join(", ")}</li>`)}</ul></dd>`}
</dl>
<form method="get" class="filters">
  <div class="field"><label for="action">May it do this action</label><input id="action" name="action" required placeholder="s3:GetObject" value="${asked.get("action") ?? ""}" maxlength="200"></div>
  <div class="field search"><label for="resource">on this resource</label><input id="resource" name="resource" placeholder="*" value="${asked.get("resource") ?? ""}" maxlength="500"></div>
  <button>Ask</button>
</form>
${
  answer === null
    ? ""
    : html`<div class="note" role="status"><p>${answerSign(answer.outcome, undetermined, unseen)}: <code>${answer.action}</code> on <code>${answer.resource}</code></p>
<ul>${answer.grants.slice(0, 10).map(({ by, conditions, except }) => html`<li>allowed by ${statement(by)}${conditions.map(({ when, text }) => html` <small>${when} ${text}</small>`)}${except.map((one) => html` <small>but for ${statement(one)}</small>`)}</li>`)}
${answer.cut.slice(0, 10).map(({ text, by }) => html`<li>${text}${by === null ? "" : html` (${statement(by)})`}</li>`)}</ul></div>`
}
<details><summary>Not considered</summary><ul>${notConsidered.map(({ what, effect }) => html`<li>${what} <small>(${effect})</small></li>`)}</ul></details>
</section>`;
