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

/**
 * The script of the page: the source texts of its functions, then the calls that start it. Names are read from the functions, since
 * a bundler may have changed them.
 */
export const pageScript = (): string => {
  const tools = Object.entries({ select, pageOf, valuesOf, visible }).map(([name, tool]) => `${name}: ${tool.name}`);
  const read = (id: string) => `JSON.parse(${byId.name}("${id}").textContent)`;
  return [
    '(() => {\n"use strict";',
    ...[...pure, ...shown].map(String),
    `const tools = { ${tools.join(", ")} };`,
    `${listenToTheme.name}();`,
    `${showFindings.name}(tools, ${decode.name}(${read("findings")}));`,
    `${showLedger.name}(tools, ${read("ledger")});`,
    "})();",
  ].join("\n");
};
