import { createHash } from "node:crypto";
import { isGap } from "@plumbline/finding-model/coverage";
import type { RunHeader, RunSummary } from "@plumbline/finding-model/run-report";
import { callsByService } from "../calls.ts";
import { exceptionNotes } from "../exception-notes.ts";
import { scopeNote } from "../scope-note.ts";
import { counted } from "../text.ts";
import { escaped, number, shown, table, tile } from "./parts.ts";
import { visible } from "./select.ts";

const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * The head of the page. Its policy forbids every request, and every script and style but these two, by their digests
 * (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy).
 */
export const head = ({ id }: RunHeader, { style, script }: { style: string; script: string }): string => {
  const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Plumbline audit ${shown(id)}</title>
<style>${style}</style>
</head>
`;
};

const scopeSentence = (header: RunHeader): string => {
  const scope = scopeNote(header);
  return scope === undefined ? "" : `<p class="verdict incomplete">${shown(scope)}</p>\n`;
};

const coverageSentence = ({ coverage }: RunSummary): string => {
  const gaps = coverage.filter(isGap).length;
  if (gaps === 0) return '<p class="verdict complete">Coverage is complete: everything that was asked for was looked at.</p>';
  const cells = `${number(gaps)} of ${number(coverage.length)} cells`;
  return `<p class="verdict incomplete">Coverage is incomplete: ${cells} could not be looked at. See the <a href="#coverage">coverage ledger</a>.</p>`;
};

const exceptionList = (notes: readonly string[]): string =>
  notes.length === 0 ? "" : `\n<h3>Exceptions to look at</h3>\n<ul>\n${notes.map((note) => `<li>${shown(note)}</li>`).join("\n")}\n</ul>`;

/**
 * The run in one line, and the counts of the whole run; the filters do not change these. `standing` is how its benchmark stands, in HTML.
 */
export const overview = (header: RunHeader, summary: RunSummary, standing = ""): string => {
  const { id, partition, endpoint, accounts, checks, evaluatedAt, benchmark } = header;
  const { counts, failBySeverity } = summary;
  const regions = new Set(accounts.flatMap((account) => account.regions)).size;
  const scope = [counted(accounts.length, "account"), counted(regions, "region"), counted(checks.length, "check")].join(", ");
  const place = endpoint === undefined ? partition : `${partition} at ${endpoint}`;
  const title = benchmark ? shown(benchmark.title) : `Plumbline audit ${shown(id)}`;
  const tiles = `<dl class="tiles">
${tile("critical", failBySeverity.critical, "c-critical")}${tile("high", failBySeverity.high, "c-high")}
${tile("medium", failBySeverity.medium, "c-medium")}${tile("low", failBySeverity.low, "c-low")}
${tile("fail", counts.fail)}${tile("unknown", counts.unknown, "c-unknown")}${tile("pass", counts.pass, "c-pass")}
${tile("not applicable", counts["not-applicable"])}${tile("contained", counts.contained)}${tile("excepted", counts.excepted)}
</dl>`;
  return `<body>
${benchmark ? '<a class="skip" href="#controls-title">Skip to the controls</a>\n' : ""}<a class="skip" href="#findings-title">Skip to the findings</a>
<header>
<div><h1>${title}</h1>
<p class="quiet">${benchmark ? `Plumbline audit ${shown(id)}: ` : ""}${scope} in ${shown(place)}; evaluated at <time datetime="${escaped(evaluatedAt)}">${escaped(evaluatedAt)}</time></p></div>
<button type="button" id="theme" hidden></button>
</header>
<main>
<section aria-labelledby="overview-title">
<h2 id="overview-title">Overview</h2>
${standing === "" ? tiles : `<div class="standing"><div>${standing}</div>\n<div><h3>Findings</h3>\n${tiles}</div></div>`}
${scopeSentence(header)}${coverageSentence(summary)}${exceptionList(exceptionNotes({ header, summary }))}
</section>
`;
};

const chip = (name: string, value: string, isChosen = false): string =>
  `<label class="chip"><input type="checkbox" name="${name}" value="${value}"${isChosen ? " checked" : ""}>` +
  `<span class="${name} ${value}">${value}</span><output id="count-${value}"></output></label>`;

const choice = (name: string, title: string): string =>
  `<div class="field"><label for="filter-${name}">${title}</label>` +
  `<select id="filter-${name}" name="${name}"><option value="">All</option></select></div>`;

const pages = (name: string): string => {
  const buttons = ["first", "previous", "next", "last"].map(
    (value) => `<button type="button" value="${value}">${value.slice(0, 1).toUpperCase()}${value.slice(1)}</button>`,
  );
  const [first, previous, next, last] = buttons;
  return `<p class="print" id="${name}-cut" hidden>Paper shows the first 2,000 rows of the choice.</p>
<nav class="pages" id="${name}-pages" aria-label="Pages of ${name}" hidden>${first}${previous}<span id="${name}-page"></span>${next}${last}</nav>`;
};

/** The findings with their filters; the script fills the rows. Failing and unknown ones are chosen first, where there are any. */
export const findingsSection = ({ counts }: RunSummary, evidenceChoices = ""): string => {
  const isOpen = counts.fail + counts.unknown > 0;
  return `<section aria-labelledby="findings-title">
<h2 id="findings-title" tabindex="-1">Findings</h2>
<noscript><p>The findings, the filters and the coverage ledger need JavaScript; allow it for this file. It makes no network request.
Without it, read findings.jsonl of the same run.</p></noscript>
<form id="filters" aria-label="Filters">
<fieldset><legend>Severity (none chosen shows all)</legend>${["critical", "high", "medium", "low"].map((value) => chip("severity", value)).join("")}</fieldset>
<fieldset><legend>Status (none chosen shows all)</legend>${chip("status", "fail", isOpen)}${chip("status", "unknown", isOpen)}
${chip("status", "pass")}${chip("status", "not-applicable")}</fieldset>
${evidenceChoices}${choice("account", "Account")}${choice("region", "Region")}${choice("type", "Type")}${choice("check", "Check")}
<div class="field"><label for="filter-mark">Handled</label><select id="filter-mark" name="mark">
<option value="">All</option><option value="open">Neither</option><option value="contained">Contained</option><option value="excepted">Excepted</option></select></div>
<div class="field text"><label for="filter-text">Free text (every word must occur)</label><input type="search" id="filter-text" name="text" autocomplete="off"></div>
<button type="reset">Reset filters</button>
</form>
<p id="result" role="status" aria-live="polite"></p>
${table("findings", "Most severe first", ["Severity", "Status", "Check", "Account", "Region", "Resource", "Reason"])}
${pages("findings")}
</section>
`;
};

/** The coverage ledger; the script fills the rows. */
export const ledgerSection = (summary: RunSummary): string => `<section id="coverage" aria-labelledby="coverage-title">
<h2 id="coverage-title">Coverage ledger</h2>
${coverageSentence(summary).replace(/ See the .*<\/a>\./, "")}
<p class="ledger-choice"><label class="chip"><input type="checkbox" id="gaps-only">Gaps only</label></p>
${table("ledger", "How far each aspect was looked at, gaps first", ["Outcome", "Account", "Region", "Type", "Aspect", "Read", "Fetches", "Message"])}
${pages("ledger")}
</section>
`;

/** API calls by service. */
export const callsSection = ({ calls }: RunSummary): string => {
  const rows = callsByService(calls).map(({ service, total, operations }) => {
    const names = operations.map(({ name, count }) => `${shown(name)} ${number(count)}`).join(", ");
    return `<tr><th scope="row">${shown(service)}</th><td class="number">${number(total)}</td><td>${names}</td></tr>`;
  });
  return `<section aria-labelledby="calls-title">
<h2 id="calls-title">API calls</h2>
<div class="scroll"><table><caption>Retries included</caption>
<thead><tr><th scope="col">Service</th><th scope="col" class="number">Calls</th><th scope="col">Operations</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>
</section>
`;
};

/** What the run was asked to do. */
export const runSection = ({ tool, startedAt, accounts, checks, settings }: RunHeader, { finishedAt }: RunSummary): string => {
  const accountRows = accounts.map(
    ({ id, name = "", regions }) =>
      `<tr><th scope="row">${shown(id)}</th><td>${shown(name)}</td><td>${shown(regions.join(", "))}</td></tr>`,
  );
  const checkRows = checks.map(
    ({ id, title, severity }) => `<tr><th scope="row">${shown(id)}</th><td>${escaped(severity)}</td><td>${shown(title)}</td></tr>`,
  );
  const columns = (...names: string[]) => `<thead><tr>${names.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>`;
  return `<section aria-labelledby="run-title">
<h2 id="run-title">Run</h2>
<dl><dt>Tool</dt><dd>${shown(tool)}</dd><dt>Started</dt><dd>${escaped(startedAt)}</dd><dt>Finished</dt><dd>${escaped(finishedAt)}</dd></dl>
<details><summary>${counted(accounts.length, "account")}</summary>
<div class="scroll"><table>${columns("Account", "Name", "Regions")}<tbody>${accountRows.join("\n")}</tbody></table></div></details>
<details><summary>${counted(checks.length, "check")}</summary>
<div class="scroll"><table>${columns("Check", "Severity", "Title")}<tbody>${checkRows.join("\n")}</tbody></table></div></details>
<details><summary>Settings</summary><pre tabindex="0">${escaped(visible(JSON.stringify(settings, null, 2)))}</pre></details>
</section>
`;
};
