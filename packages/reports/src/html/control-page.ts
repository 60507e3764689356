import type { Benchmark, ControlOutcome, ControlResult } from "@plumbline/finding-model/benchmark";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import { counted } from "../text.ts";
import { sectionName } from "./control-select.ts";
import { number, shown, table, tile } from "./parts.ts";

/** The order in which outcomes are told, everywhere. */
const outcomes: readonly ControlOutcome[] = ["fail", "unknown", "manual", "pass", "not-applicable"];
const inBar = 20;
const countOf = (results: readonly ControlResult[], outcome: ControlOutcome): number =>
  results.filter((result) => result.outcome === outcome).length;

/** A bar whose parts are as long as the outcomes are many. An image without words: the numbers stand beside it. */
const bar = (results: readonly ControlResult[]): string => {
  let from = 0;
  const parts = outcomes.flatMap((outcome) => {
    const count = countOf(results, outcome);
    const part = `<rect class="o-${outcome}" x="${from}" width="${count}" height="1"/>`;
    from += count;
    return count === 0 ? [] : [part];
  });
  return `<svg class="bar" viewBox="0 0 ${Math.max(1, results.length)} 1" preserveAspectRatio="none" aria-hidden="true">${parts.join("")}</svg>`;
};

const tally = (title: string, groups: readonly (readonly [string, readonly ControlResult[]])[]): string => {
  const head = outcomes.map((outcome) => `<th scope="col" class="number">${outcome === "not-applicable" ? "n/a" : outcome}</th>`).join("");
  const rows = groups.map(([name, results]) => {
    const cells = outcomes.map((outcome) => {
      const count = countOf(results, outcome);
      return `<td class="number${count > 0 ? ` outcome ${outcome}` : " none"}">${number(count)}</td>`;
    });
    return `<tr><th scope="row">${shown(name)}</th><td class="bars">${bar(results)}</td>${cells.join("")}</tr>`;
  });
  // What scrolls sideways on a narrow screen must be reached by keyboard.
  return `<div class="scroll" role="group" aria-label="Controls by ${title.toLowerCase()}" tabindex="0"><table class="tally"><thead><tr><th scope="col">${title}</th><td></td>${head}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
};

/** How the benchmark stands: counters by outcome, and a bar for each section and, where there are several, for each account. */
export const standing = ({ controls }: Benchmark, { accounts }: RunHeader, results: readonly ControlResult[]): string => {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const sectionOf = new Map(controls.map(({ id, section }) => [id, section]));
  const bySection = [...Map.groupBy(results, ({ control }) => sectionName(sectionOf.get(control) ?? ""))];
  const byAccount = [...Map.groupBy(results, ({ account }) => account)].map(
    ([account, own]) => [`${account} ${names.get(account) ?? ""}`.trim(), own] as const,
  );
  const perAccount = tally("Account", byAccount);
  const several =
    byAccount.length > inBar ? `<details><summary>${counted(byAccount.length, "account")}</summary>${perAccount}</details>` : perAccount;
  return `<h3>${byAccount.length > 1 ? `Controls: the answers of ${byAccount.length} accounts` : "Controls"}</h3>
<dl class="tiles outcomes">${outcomes.map((outcome) => tile(outcome === "not-applicable" ? "not applicable" : outcome, countOf(results, outcome), `outcome ${outcome}`)).join("")}</dl>
${tally("Section", bySection)}
${byAccount.length > 1 ? several : ""}`;
};

const chip = (name: string, value: string): string =>
  `<label class="chip"><input type="checkbox" name="${name}" value="${value}">` +
  `<span class="${name} ${value}">${value}</span><output id="controls-${value}"></output></label>`;

const choice = (name: string, title: string, values: readonly (readonly [value: string, text: string])[]): string => {
  const choices = values.map(([value, text]) => `<option value="${shown(value)}">${shown(text)}</option>`).join("");
  return `<div class="field"><label for="controls-${name}">${title}</label><select id="controls-${name}" name="${name}"><option value="">All</option>${choices}</select></div>`;
};

const alike = (values: readonly string[]): (readonly [string, string])[] => [...new Set(values)].map((value) => [value, value] as const);

const sections = (controls: Benchmark["controls"]): (readonly [string, string])[] =>
  alike(controls.map(({ section }) => section)).map(([section]) => [section, sectionName(section)] as const);

/** The controls with their filters; the script fills the rows. */
export const controlsSection = ({ controls }: Benchmark, { accounts }: RunHeader): string => {
  const doubt = controls.some(({ isLevelUncertain }) => isLevelUncertain) ? ". A level with a question mark: the sources differ" : "";
  const names = accounts.map(({ id, name = "" }) => [id, `${id} ${name}`.trim()] as const);
  return `<section aria-labelledby="controls-title">
<h2 id="controls-title" tabindex="-1">Controls</h2>
<form id="control-filters" aria-label="Filters of the controls">
<fieldset><legend>Outcome (none chosen shows all)</legend>${outcomes.map((outcome) => chip("outcome", outcome)).join("")}</fieldset>
<fieldset><legend>Highest severity that fails</legend>${["critical", "high", "medium", "low"].map((value) => chip("severity", value)).join("")}</fieldset>
${choice("section", "Section", sections(controls))}
${choice("level", "Level", alike(controls.map(({ level }) => String(level)).sort()))}
${choice("assessment", "Assessment", alike(controls.map(({ assessment }) => assessment).sort()))}
${choice("account", "Account", names)}
<div class="field text"><label for="controls-text">Free text (every word must occur)</label><input type="search" id="controls-text" name="text" autocomplete="off"></div>
<button type="reset">Reset filters</button>
</form>
<p id="controls-result" role="status" aria-live="polite"></p>
${table("controls", `In the order of the benchmark${doubt}`, ["Control", "Outcome", "Title", "Severity", "Level", "Assessment", "Findings"])}
<p id="controls-none" class="nothing" hidden>No control is as the filters want it. Reset them, or widen one.</p>
</section>
`;
};

/** Filters of the findings by what they are evidence of. */
export const evidenceChoices = ({ controls }: Benchmark): string => {
  const select = (name: string, title: string, values: readonly (readonly [string, string])[]) =>
    choice(name, title, values).replaceAll(`controls-${name}`, `filter-${name}`);
  return [
    select("section", "Section", sections(controls)),
    select(
      "control",
      "Control",
      controls.map(({ id, title }) => [id, `${id} ${title}`] as const),
    ),
  ].join("\n");
};
