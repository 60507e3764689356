import type { Finding } from "@plumbline/finding-model/finding";
import { RunHeader } from "@plumbline/finding-model/run-report";
import { html } from "hono/html";
import { z } from "zod";
import { newestRuns, readFinding, readVerdicts, runGaps } from "../findings/read-findings.ts";
import { severityIcons, stateWords } from "../findings/words.ts";
import { definePage, type Html } from "../frame/page.ts";
import { instant, orNone, sign } from "../frame/parts.ts";
import { plansOf } from "../plans/read-plans.ts";

const verdictIcons = { pass: "good", fail: "bad", "not-applicable": "none", unknown: "unseen" } as const;

/** One finding: evidence, remedy, controls, and what each run said of it. */
export const finding = definePage({
  path: "/findings/:account/:fingerprint",
  title: "Finding",
  role: "reader",
  query: z.object({}),
  async load({ transaction, params }) {
    const named = { account: params["account"] ?? "", fingerprint: params["fingerprint"] ?? "" };
    const state = await readFinding(transaction, named);
    if (!state) return undefined;
    const { header } = await transaction
      .selectFrom("finding_runs")
      .select("header")
      .where("run_id", "=", state.run)
      .where("account_id", "=", named.account)
      .executeTakeFirstOrThrow();
    const { checks, benchmark } = RunHeader.parse(header);
    const about = checks.find(({ id }) => id === state.finding.check);
    const controls = benchmark?.controls.filter(({ questions }) => questions.includes(state.finding.check)) ?? [];
    const runs = (await newestRuns(transaction, named.account)).filter(({ series }) => series === state.series);
    return {
      data: {
        ...state,
        about: about ?? null,
        controls: controls.map(({ id, title, rationale, fix }) => ({ id, title, rationale, fix })),
        benchmark: benchmark ? `${benchmark.title} ${benchmark.edition}` : null,
        verdicts: await readVerdicts(transaction, named),
        plans: await plansOf(transaction, named),
      },
      title: state.finding.title,
      gaps: runGaps(runs, []).filter(({ what }) => what.includes(` of ${state.finding.resource.type} in `)),
    };
  },
  show: ({
    account,
    state,
    reason,
    isExcepted,
    firstFailedAt,
    lastFailedAt,
    run,
    finding,
    about,
    controls,
    benchmark,
    verdicts,
    plans,
  }) => html`
<section aria-labelledby="state"><h2 id="state">${sign(stateWords[state].icon, stateWords[state].words)}</h2><p>${stateWords[state].meaning}${reason === null ? "" : html` ${reason}.`}</p>
${isExcepted && finding.exception ? html`<p class="note">An exception covers it, so that it does not count.</p>` : ""}
${finding.contained ? html`<p class="note">It is contained: the harm is limited, and the fault remains.</p>` : ""}
<dl class="facts"><dt>Severity</dt><dd>${sign(severityIcons[finding.severity], finding.severity)}</dd><dt>Account</dt><dd>${account}</dd><dt>Region</dt><dd>${finding.resource.region}</dd>
<dt>Resource</dt><dd>${finding.resource.type} <span class="mono">${finding.resource.id}</span></dd>${finding.subKey === undefined ? "" : html`<dt>Part</dt><dd class="mono">${finding.subKey}</dd>`}
<dt>Check</dt><dd><a href="/findings?check=${encodeURIComponent(finding.check)}">${finding.check}</a></dd><dt>First failed</dt><dd>${instant(firstFailedAt)}</dd><dt>Failed last</dt><dd>${instant(lastFailedAt)}</dd>
<dt>Newest run</dt><dd class="mono">${run}</dd><dt>Fingerprint</dt><dd class="mono">${finding.fingerprint}</dd></dl></section>
<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>${evidence(finding)}</section>
<section aria-labelledby="remedy"><h2 id="remedy">Remedy</h2><p>${orNone(about?.remediation, "The check names no remedy that can be planned.")}</p>
${plans.length === 0 ? html`<p>No plan that was brought in changes it. A plan for it: <code>plumbline plan --run ${run} --accounts ${account} --checks ${finding.check}</code></p>` : html`<ul>${plans.map(({ hash, change, createdAt }) => html`<li><a href="/plans/${hash}">Plan ${hash.slice(0, 12)}</a> of ${instant(createdAt)}: ${change}</li>`)}</ul>`}</section>
<section aria-labelledby="controls"><h2 id="controls">Controls</h2>${
    controls.length + (about?.references?.length ?? 0) === 0
      ? html`<p class="quiet">The run names no control that this check answers.</p>`
      : html`<ul>${controls.map(({ id, title, fix }) => html`<li><strong>${benchmark} ${id}</strong> ${title}${fix === "" ? "" : html`<br><span class="quiet">${fix}</span>`}</li>`)}${(about?.references ?? []).map((one) => html`<li>${one}</li>`)}</ul>`
  }</section>
<section aria-labelledby="runs"><h2 id="runs">What each run said</h2><table class="stacks"><thead><tr><th scope="col">When</th><th scope="col">Verdict</th><th scope="col">Why</th><th scope="col">Run</th></tr></thead>
<tbody>${verdicts.map(
    (one) =>
      html`<tr><th scope="row">${instant(one.at)}</th><td data-label="Verdict">${sign(verdictIcons[one.finding.verdict.status], one.finding.verdict.status)}</td><td data-label="Why">${why(one.finding)}</td><td data-label="Run" class="mono">${one.run}</td></tr>`,
  )}</tbody></table></section>`,
});

const why = ({ verdict }: Finding): Html => orNone("reason" in verdict ? verdict.reason : undefined);

const evidence = ({ verdict }: Finding): Html => {
  const told = "evidence" in verdict ? verdict.evidence : undefined;
  return html`${"reason" in verdict ? html`<p>${verdict.reason}</p>` : ""}${
    told === undefined
      ? html`<p class="quiet">There is none: it was not judged, or there was nothing to judge.</p>`
      : html`<pre tabindex="0">${JSON.stringify(told, null, 2)}</pre>`
  }`;
};
