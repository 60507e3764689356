/**
 * Where the content is narrower than a table needs, each row becomes a card of named values, beside each other as far as they fit. The width is
 * that of the content, not of the window, which has a menu too. The headers, by which one sorts, are gone then: the form above has what sorts.
 */
function stacked(columns: number, width: number): string {
  const table = `table.stacks:has(> thead th:nth-child(${columns}))`;
  return `@container content (max-width: ${width}px) {
  ${table} > thead { display: none; }
  .filters:has(+ section > table.stacks > thead th:nth-child(${columns})) .field.sorting { display: grid; }
  ${table}, ${table} > tbody { display: block; }
  ${table} > tbody > tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 2px 24px; padding: 8px 0; border-bottom: 1px solid var(--line); }
  ${table} > tbody > tr:last-child { border-bottom: 0; }
  ${table} > tbody > tr > * { border: 0; padding: 2px 0; width: auto; min-width: 0; text-align: left; }
  ${table} > tbody > tr > th { grid-area: 1 / 1 / 2 / -1; }
  ${table} > tbody > tr > td[data-label] { display: grid; grid-template-columns: minmax(96px, 34%) minmax(0, 1fr); gap: 8px; }
  ${table} > tbody > tr > td[data-label]::before { content: attr(data-label); color: var(--quiet); font-size: 12px; }
  ${table} > tbody > tr > td.choose { grid-area: 1 / -2 / 2 / -1; justify-self: end; position: relative; }
  ${table} > tbody > tr > td:has(> span:empty) { display: none; }
}`;
}

/** The style of tables and of the forms that filter them. */
export const tableStyle = `
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 7ch; }
thead th { color: var(--quiet); font-size: 12px; font-weight: 600; white-space: nowrap; }
thead th a { color: inherit; text-decoration: none; }
thead th a:hover { text-decoration: underline; }
thead th[aria-sort] a { color: var(--text); }
tbody tr:last-child > * { border-bottom: 0; }
td.number, th.number { text-align: right; }
tbody th { font-weight: 600; min-width: 15ch; }
td .utc { display: none; }
td small { display: block; }
.filters { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: end; margin: 0 0 12px; }
.filters .field { display: grid; gap: 2px; min-width: 0; }
.filters .field.sorting { display: none; }
.filters label { font-size: 12px; color: var(--quiet); }
.filters .search { flex: 1 1 220px; max-width: 420px; }
.filters select, .filters input { max-width: 100%; min-width: 0; }
.filters select { max-width: 240px; }
.counts { display: flex; flex-wrap: wrap; gap: 6px 16px; justify-content: space-between; align-items: center; margin: 0 0 8px; }
.counts p { margin: 0; }
.pager { display: flex; gap: 8px; margin-top: 12px; flex-wrap: wrap; }
.empty { color: var(--quiet); padding: 18px 0; }
.timeline { list-style: none; margin: 0; padding: 0 0 0 14px; border-left: 2px solid var(--line); }
.timeline h3 { margin: 14px 0 4px; }
.timeline > li:first-child h3 { margin-top: 0; }
.timeline ul { margin: 0; padding-left: 18px; }
.changes { margin: 4px 0 8px; }
.changes td, .changes th { font-size: 12.5px; }
del { color: var(--bad); } ins { color: var(--good); text-decoration: none; }
.chip { display: inline-block; background: var(--tint); border-radius: 4px; padding: 1px 8px; margin: 0 4px 4px 0; }
dd ul { margin: 0; padding-left: 18px; }
${stacked(1, 700)}
${stacked(5, 820)}
${stacked(7, 960)}
${stacked(9, 1010)}
${stacked(10, 1100)}
@media (max-width: 760px) {
  .filters { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .filters .search, .filters .check { grid-column: 1 / -1; }
  .filters .field, .filters .field select, .filters .field input { width: 100%; max-width: none; }
  button, .button { white-space: normal; }
}
`;
