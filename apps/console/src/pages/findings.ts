import { LifecycleState } from "@plumbline/finding-model/lifecycle";
import { Severity } from "@plumbline/finding-model/resource";
import { html } from "hono/html";
import { z } from "zod";
import { checksOf, countFindings, type FindingState, newestRuns, readFindings, runGaps } from "../findings/read-findings.ts";
import { severityIcons, standing, stateWords } from "../findings/words.ts";
import { accountsToLookAt } from "../frame/accounts-to-look-at.ts";
import type { Gap } from "../frame/gaps.ts";
import { type Asked, definePage, type Html } from "../frame/page.ts";
import { counted, instant, sign } from "../frame/parts.ts";
import { accountsOf } from "../frame/viewer.ts";
import { withQuery } from "../tables/show-table.ts";

const pageSize = 50;
const downloadSize = 2000;
const Query = z.object({
  state: z.enum(["standing", "all", ...LifecycleState.options]).default("standing"),
  severity: Severity.optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, "an account id has 12 digits")
    .optional(),
  check: z.string().max(200).optional(),
  q: z.string().max(200).optional(),
  after: z.string().max(6000).optional(),
});
type Query = z.output<typeof Query>;

const read = ({ transaction, query: { state, severity, account, check, q, after } }: Asked<Query>, limit: number, from = after) =>
  readFindings(transaction, {
    ...{ severity, account, check, text: q, after: from, limit },
    ...(state === "all" ? {} : { states: state === "standing" ? standing : [state] }),
  });

async function gaps({ transaction, viewer, now }: Asked<Query>, runs: Awaited<ReturnType<typeof newestRuns>>): Promise<readonly Gap[]> {
  const own = accountsOf(viewer, "reader");
  return runGaps(runs, own === "all" ? await accountsToLookAt(transaction, now) : own);
}

/** Findings of scans, and what became of each from run to run. */
export const findings = definePage({
  path: "/findings",
  title: "Findings",
  nav: { group: "Findings" },
  role: "reader",
  query: Query,
  async load(asked) {
    const { transaction } = asked;
    const page = await read(asked, pageSize);
    const runs = await newestRuns(transaction);
    const counts = await countFindings(transaction);
    const data = { ...page, counts, checks: await checksOf(transaction), runs: runs.map(({ coverage: _, ...run }) => run) };
    return { data, gaps: await gaps(asked, runs) };
  },
  show: ({ findings, total, next, counts, checks, runs }, { query }) => html`
<section aria-labelledby="states"><h2 id="states">What became of them</h2><dl class="tiles">${LifecycleState.options.map(
    (state) =>
      html`<div><dt>${sign(stateWords[state].icon, stateWords[state].words)}</dt><dd><a href="${withQuery("/findings", query, { state, after: undefined })}" title="${stateWords[state].meaning}">${(counts[state] ?? 0).toLocaleString("en")}</a></dd></div>`,
  )}</dl>
<p class="quiet">${runs.length === 0 ? "No run was brought in yet: plumbline console import-run FOLDER takes what plumbline scan wrote." : html`By the newest run of each account${runs.length > 5 ? "" : html`: ${runs.map(({ account, at }, i) => html`${i === 0 ? "" : "; "}${account} ${instant(at)}`)}`}. What an exception covers is not counted here.`}</p></section>
<form method="get" class="filters" role="search">
  <div class="field search"><label for="q">Resource</label><input id="q" type="search" name="q" value="${query.get("q") ?? ""}" maxlength="200"></div>
  ${choice("state", "State", query, [["standing", "open, whatever the reason"], ["all", "all"], ...LifecycleState.options.map((one): Choice => [one, stateWords[one].words])], "standing")}
  ${choice("severity", "Severity", query, [["", "all"], ...Severity.options.toReversed().map((one): Choice => [one, one])])}
  ${choice("check", "Check", query, [["", "all"], ...checks.map((one): Choice => [one, one])])}
  <div class="field"><label for="account">Account</label><input id="account" name="account" value="${query.get("account") ?? ""}" inputmode="numeric" pattern="[0-9]{12}" placeholder="all" size="13"></div>
  <button class="primary">Show</button>
  ${[...query.keys()].length > 0 ? html`<a class="button" href="/findings">Clear</a>` : ""}
</form>
<section aria-label="findings">
<div class="counts"><p><strong>${counted(total, "finding", "findings")}</strong>${findings.length < total ? html`, ${findings.length} on this page` : ""}</p>
<a class="button" href="${withQuery("/findings.csv", query, { after: undefined })}" download>Download CSV</a></div>
${
  findings.length === 0
    ? html`<p class="empty">None fits. Where something could not be looked at, it is said above.</p>`
    : html`<table class="stacks"><thead><tr><th scope="col">Finding</th><th scope="col">State</th><th scope="col">Severity</th><th scope="col">Resource</th><th scope="col">Account</th><th scope="col">First failed</th></tr></thead>
<tbody>${findings.map(row)}</tbody></table>`
}
<p class="pager">${query.has("after") ? html`<a class="button" href="${withQuery("/findings", query, { after: undefined })}">First page</a>` : ""}
${next === undefined ? "" : html`<a class="button" rel="next" href="${withQuery("/findings", query, { after: next })}">Next page</a>`}</p></section>`,
  csv: {
    header: [
      "state",
      "severity",
      "check",
      "title",
      "account",
      "region",
      "type",
      "resource",
      "part",
      "excepted",
      "first failed",
      "last failed",
      "reason",
    ],
    gaps: async (asked) => gaps(asked, await newestRuns(asked.transaction)),
    async next(asked, after) {
      const { findings, next } = await read(asked, downloadSize, after);
      return { rows: findings.map(texts), after: next };
    },
  },
});

type Choice = readonly [value: string, label: string];
const choice = (name: string, label: string, query: URLSearchParams, choices: readonly Choice[], none = ""): Html =>
  html`<div class="field"><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}">${choices.map(
    ([value, words]) => html`<option value="${value}" ${(query.get(name) ?? none) === value ? "selected" : ""}>${words}</option>`,
  )}</select></div>`;

const row = ({ account, fingerprint, state, isExcepted, firstFailedAt, finding }: FindingState): Html => html`<tr>
<th scope="row"><a href="/findings/${account}/${fingerprint}">${finding.title}</a> <small>${finding.check}</small></th>
<td data-label="State">${sign(stateWords[state].icon, stateWords[state].words)}${isExcepted ? html` <small>excepted</small>` : ""}${finding.contained ? html` <small>contained</small>` : ""}</td>
<td data-label="Severity">${sign(severityIcons[finding.severity], finding.severity)}</td>
<td data-label="Resource"><span>${finding.resource.type} <span class="mono">${finding.resource.id}${finding.subKey === undefined ? "" : ` (${finding.subKey})`}</span></span></td>
<td data-label="Account">${account}</td><td data-label="First failed">${instant(firstFailedAt)}</td></tr>`;

const texts = ({ account, state, isExcepted, firstFailedAt, lastFailedAt, reason, finding }: FindingState): readonly string[] => [
  ...[state, finding.severity, finding.check, finding.title, account, finding.resource.region, finding.resource.type, finding.resource.id],
  ...[finding.subKey ?? "", isExcepted ? "yes" : "no", firstFailedAt ?? "", lastFailedAt ?? "", reason ?? ""],
];
