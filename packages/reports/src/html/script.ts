import { evidenceOf, gravestOf, joinControls, outcomeOf, sectionName, selectControls } from "./control-select.ts";
import { showControls } from "./control-start.ts";
import {
  answersTable,
  attestationText,
  chooseFindings,
  controlDetail,
  controlFilterOf,
  controlRow,
  controlRows,
  countsText,
  evidenceTable,
} from "./control-view.ts";
import { decode, isWithin, pageOf, searchText, select, valuesOf, visible } from "./select.ts";
import {
  byId,
  detailOf,
  element,
  fillChoices,
  filterOf,
  findingRow,
  listenToTheme,
  pager,
  showFindings,
  showLedger,
  sourceLink,
  tableCell,
} from "./view.ts";

const pure = [decode, isWithin, pageOf, searchText, select, valuesOf, visible] as const;
const shown = [
  byId,
  detailOf,
  element,
  fillChoices,
  filterOf,
  findingRow,
  listenToTheme,
  pager,
  showFindings,
  showLedger,
  sourceLink,
  tableCell,
];

const ofControls = [
  ...[
    evidenceOf,
    gravestOf,
    joinControls,
    outcomeOf,
    sectionName,
    selectControls,
    showControls,
    answersTable,
    attestationText,
    chooseFindings,
  ],
  ...[controlDetail, controlFilterOf, controlRow, controlRows, countsText, evidenceTable],
];

type Named = Readonly<Record<string, { readonly name: string }>>;
const toolsOf = (tools: Named): string => {
  const parts = Object.entries(tools).map(([name, tool]) => `${name}: ${tool.name}`);
  return `{ ${parts.join(", ")} }`;
};

/**
 * The script of the page: the source texts of its functions, then the calls that start it. Names are read from the functions, since
 * a bundler may have changed them.
 */
export const pageScript = (hasControls: boolean): string => {
  const read = (id: string) => `JSON.parse(${byId.name}("${id}").textContent)`;
  const controlTools = toolsOf({
    ...{
      visible,
      byId,
      element,
      tableCell,
      sourceLink,
      evidenceOf,
      sectionName,
      selectControls,
      controlRows,
      controlFilterOf,
      chooseFindings,
    },
  });
  return [
    '(() => {\n"use strict";',
    ...[...pure, ...shown, ...(hasControls ? ofControls : [])].map(String),
    `const tools = ${toolsOf({ searchText, select, pageOf, valuesOf, visible })};`,
    `const rows = ${decode.name}(${read("findings")});`,
    `${listenToTheme.name}();`,
    // First, so that each finding knows its controls when the findings are filtered.
    ...(hasControls ? [`${showControls.name}(${controlTools}, ${joinControls.name}(${read("controls")}, rows));`] : []),
    `${showFindings.name}(tools, rows);`,
    `${showLedger.name}(tools, ${read("ledger")});`,
    "})();",
  ].join("\n");
};
