/** What the page of a benchmark has beyond the style of every page. */
export const controlStyle = `
h3 { font-size: 13px; margin: 18px 0 8px; }
.standing { display: grid; grid-template-columns: minmax(0, 1fr) 320px; gap: 0 48px; margin-bottom: 14px; }
.standing h3:first-child { margin-top: 0; }
.standing > div:last-child .tiles { display: grid; grid-template-columns: repeat(4, auto); justify-content: space-between; gap: 10px 18px; }
.tiles.outcomes dd { font-size: 28px; font-weight: 600; }
.outcome { font-weight: 600; white-space: nowrap; }
.outcome.fail { color: var(--critical); } .outcome.unknown { color: var(--unknown); } .outcome.manual { color: var(--low); }
.outcome.pass { color: var(--pass); } .outcome.not-applicable { color: var(--quiet); }
.o-fail { fill: var(--critical); } .o-unknown { fill: var(--unknown); } .o-manual { fill: var(--low); }
.o-pass { fill: var(--pass); } .o-not-applicable { fill: var(--line); }
.tally { margin-top: 12px; }
.tally thead td { border-bottom: 1px solid var(--line); }
.tally td, .tally tbody th { padding-top: 4px; padding-bottom: 4px; border-bottom: 0; }
.tally tbody th { font-weight: 400; white-space: nowrap; width: 1%; padding-right: 18px; }
.tally .number { padding-left: 18px; padding-right: 0; font-weight: 600; width: 1%; }
.tally .number.none { color: var(--quiet); font-weight: 400; }
.tally .bars { min-width: 120px; vertical-align: middle; }
.bar { display: block; width: 100%; height: 10px; border-radius: 2px; overflow: hidden; }
.bar rect { stroke: var(--card); stroke-width: 1px; vector-effect: non-scaling-stroke; }
#control-filters + p { font-weight: 600; margin: 0; }
#controls-table tr.section th { background: var(--tint); padding: 6px 10px; font-size: 12px; white-space: normal; }
#controls-table tr.section .name { display: inline-block; min-width: 120px; font-size: 13px; color: var(--text); }
#controls-table tr.section .outcome { margin-right: 14px; }
#controls-table .toggle { font-variant-numeric: tabular-nums; font-weight: 600; white-space: nowrap; padding-right: 10px; }
#controls-table .toggle::before { margin-right: 7px; font-weight: 400; }
.inner { background: var(--card); border: 1px solid var(--line); border-radius: 4px; border-collapse: separate; border-spacing: 0; }
.inner th, .inner td { padding: 5px 10px; }
.inner tbody tr:last-child > * { border-bottom: 0; }
.inner code { display: block; color: var(--quiet); margin-top: 2px; }
.inner thead th { border-bottom: 1px solid var(--line); }
.inner tbody th { font-weight: 400; padding: 5px 10px; }
.detail .all { margin-top: 8px; }
.nothing { padding: 24px 0 10px; text-align: center; color: var(--quiet); }
@media screen and (min-width: 761px) {
  #controls-table > tbody > tr > td:nth-child(3) { width: 50%; }
  #controls-table > tbody > tr > td:nth-child(2), #controls-table > tbody > tr > td:nth-child(4) { white-space: nowrap; }
  #controls-table > tbody > tr > td:nth-child(7) { min-width: 170px; }
  .evidence td:nth-child(1) { width: 1%; white-space: nowrap; }
  .evidence td:nth-child(2) { width: 38%; }
  .inner tbody th, .inner tbody th + td { width: 1%; white-space: nowrap; padding-right: 24px; }
}
@media screen and (max-width: 760px) {
  .tally .bars { display: none; }
  .tally thead td { display: none; }
  .tally .number { padding-left: 8px; }
  .tally tbody th { white-space: normal; padding-right: 4px; }
  #controls-table td:empty { display: none; }
  .paged tr.section th { display: block; }
  .paged .inner thead { display: none; }
  .paged .inner tr:not(.detail) > td { grid-template-columns: minmax(0, 1fr); padding-left: 8px; }
  .paged .inner tr:not(.detail) > td > * { grid-column: 1; }
  .paged .inner tr:not(.detail) > td::before { content: none; }
  #controls-table .toggle { justify-self: start; }
}
@media screen and (max-width: 1000px) {
  .standing { grid-template-columns: minmax(0, 1fr); gap: 18px; }
}
@media print {
  .standing { grid-template-columns: minmax(0, 1fr) 60mm; gap: 0 10mm; }
  .inner code { font-size: 9px; }
  #controls-table .toggle { padding: 0; min-height: 0; font-size: inherit; }
  #controls-table tr.section th { print-color-adjust: exact; }
  #controls-table .toggle { display: inline; }
  #controls-table .toggle::before, .detail .all { display: none; }
  #controls-table tr.section, #controls-table tr:has(+ .detail) { break-after: avoid; }
  h2, h3 { break-after: avoid; }
  .bar, .bar rect { print-color-adjust: exact; }
  details > summary { color: inherit; }
}
`;
