/** The style of the page: system fonts, one accent, colours for light and dark with a contrast of at least 4.5. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1b1f26);
  --text: light-dark(#1c2430, #e4e8ee);
  --quiet: light-dark(#566171, #a0abba);
  --line: light-dark(#dce0e6, #313843);
  --accent: light-dark(#1f5fbf, #82b1ff);
  --critical: light-dark(#a3123a, #ff8fa8);
  --high: light-dark(#b3360b, #ff9d73);
  --medium: light-dark(#7d5a00, #e6be5a);
  --low: light-dark(#2a5d87, #8bc0ea);
  --pass: light-dark(#1d6b3c, #74cf97);
  --unknown: light-dark(#6b3fa0, #c9a8f5);
  --tint: light-dark(#eef1f5, #232932);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 1600px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 18px; display: flex; gap: 12px; align-items: start; justify-content: space-between; }
h1 { font-size: 20px; margin: 0 0 2px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0 0 10px; }
p { margin: 0 0 8px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 14px 16px; margin: 14px 0; }
.quiet, small, caption { color: var(--quiet); }
small { display: block; font-size: 12px; }
a { color: var(--accent); overflow-wrap: anywhere; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--card); padding: 6px 10px; z-index: 2; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button, select, input { font: inherit; color: inherit; }
button, select, input[type="search"] { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 4px 9px; min-height: 30px; }
button { cursor: pointer; white-space: nowrap; }
button[aria-disabled="true"] { opacity: .55; cursor: default; }
.tiles { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 0; }
.tiles div { display: flex; flex-direction: column-reverse; }
.tiles dt { color: var(--quiet); font-size: 12px; }
.tiles dd { margin: 0; font-size: 22px; font-variant-numeric: tabular-nums; line-height: 1.2; }
.verdict { font-weight: 600; margin: 12px 0 0; }
.complete { color: var(--pass); }
.incomplete { color: var(--unknown); }
.c-critical { color: var(--critical); } .c-high { color: var(--high); } .c-medium { color: var(--medium); } .c-low { color: var(--low); }
.c-unknown { color: var(--unknown); } .c-pass { color: var(--pass); }
form { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: end; margin-bottom: 10px; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; }
legend, .field > label { font-size: 12px; color: var(--quiet); padding: 0; display: block; margin-bottom: 2px; }
.chip { display: inline-flex; gap: 6px; align-items: center; border: 1px solid var(--line); border-radius: 4px; padding: 3px 9px; min-height: 30px; cursor: pointer; }
.chip:has(:checked) { background: var(--tint); border-color: var(--accent); }
.chip:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; }
.chip input { margin: 0; accent-color: var(--accent); }
.chip output { color: var(--quiet); font-variant-numeric: tabular-nums; }
.field { min-width: 0; }
.field select { max-width: 230px; }
.field.text { flex: 1 1 220px; }
.field.text input { width: 100%; }
#result { font-weight: 600; margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; scroll-margin-top: 10px; }
caption { text-align: left; padding-bottom: 6px; }
th { text-align: left; font-size: 12px; font-weight: 600; color: var(--quiet); border-bottom: 1px solid var(--line); padding: 4px 10px 4px 0; white-space: nowrap; }
td { border-bottom: 1px solid var(--line); padding: 5px 10px 5px 0; vertical-align: top; overflow-wrap: break-word; }
td b { font-weight: 600; }
tbody th { font-size: inherit; color: inherit; padding: 5px 10px 5px 0; vertical-align: top; }
.id, pre, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12.5px; overflow-wrap: anywhere; unicode-bidi: isolate; }
.reason { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; min-width: 160px; }
.toggle { border: 0; background: none; padding: 0 6px 0 0; min-height: 22px; min-width: 22px; }
.toggle::before { content: "\\25b8"; display: inline-block; color: var(--quiet); }
.toggle[aria-expanded="true"]::before { transform: rotate(90deg); }
.severity, .status { font-weight: 600; white-space: nowrap; }
.severity.critical { color: var(--critical); } .severity.high { color: var(--high); } .severity.medium { color: var(--medium); } .severity.low { color: var(--low); }
.status.fail { color: var(--critical); } .status.pass, .status.ok { color: var(--pass); } .status.unknown, .status.gap { color: var(--unknown); }
.status.not-applicable, .status.skipped, .status.gone, .status.region-disabled { color: var(--quiet); }
.mark { display: block; width: max-content; font-size: 12px; border: 1px solid var(--line); border-radius: 3px; padding: 0 5px; margin-top: 2px; }
.detail > td { background: var(--tint); padding: 10px 14px; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; max-height: 420px; overflow: auto; white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 8px 10px; }
.pages { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding-top: 10px; }
.pages[hidden], [hidden] { display: none; }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 20px; width: 1%; }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--accent); }
details > * + * { margin-top: 8px; }
.print { display: none; }
@media screen and (min-width: 761px) {
  #findings-table td:nth-child(1), #findings-table td:nth-child(5) { white-space: nowrap; }
  #findings-table td:nth-child(3) { min-width: 190px; max-width: 280px; }
  #findings-table td:nth-child(6) { min-width: 180px; max-width: 380px; }
  #findings-table .detail > td { white-space: normal; max-width: none; }
}
@media screen and (max-width: 760px) {
  header, main { padding-left: 12px; padding-right: 12px; }
  .paged, .paged caption, .paged tbody, .paged tr, .paged td { display: block; width: auto; max-width: none; }
  .paged thead { position: absolute; left: -9999px; }
  .paged tr { border-bottom: 1px solid var(--line); padding: 8px 0; }
  .paged td { border: 0; padding: 1px 0; max-width: none; }
  .paged tr:not(.detail) > td { display: grid; grid-template-columns: 84px minmax(0, 1fr); }
  .paged tr:not(.detail) > td > * { grid-column: 2; }
  .paged tr:not(.detail) > td::before { content: attr(data-label); color: var(--quiet); font-size: 12px; grid-row: 1; }
  .paged tr:not(.detail) > td > .toggle { grid-column: 2; grid-row: 1; justify-self: end; min-width: 44px; }
  .paged tr:not(.detail) > td > .toggle + .severity { grid-row: 1; justify-self: start; }
  .paged tr.detail > td { padding: 10px; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 6px; }
  .field, .field select { width: 100%; max-width: none; }
}
@page { size: landscape; margin: 12mm; }
@media print {
  :root, :root[data-theme] { color-scheme: light; --page: #fff; }
  body { font-size: 10px; }
  small, caption, th, pre, .id, .mark { font-size: 9px; }
  .scroll { overflow: visible; }
  td, th { padding-right: 7px; overflow-wrap: anywhere; }
  .reason { min-width: 0; }
  #findings-table td:nth-child(4) { min-width: 14ch; }
  .severity, .status { white-space: normal; overflow-wrap: normal; }
  section { border: 0; padding: 0; }
  form, .pages, .toggle, #theme, .skip, .ledger-choice { display: none; }
  .print { display: block; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .detail { break-inside: auto; }
  .reason { display: block; }
  header, main { padding: 0; max-width: none; }
  pre { max-height: none; }
}
`;
