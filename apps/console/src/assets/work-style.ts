/** The style of what is decided on: forms in a sheet, decisions, changes and their diffs. */
export const workStyle = `
.sheet { display: grid; gap: 12px; max-width: 640px; }
.sheet .field { display: grid; gap: 3px; }
.sheet .field label { color: var(--quiet); font-size: 12.5px; }
fieldset { border: 1px solid var(--line); border-radius: 4px; padding: 8px 12px; margin: 0; min-width: 0; }
fieldset.decide { margin-top: 14px; background: var(--card); }
table + fieldset.decide, .note + fieldset.decide { position: sticky; bottom: 0; }
th.choose, td.choose { width: 1%; min-width: 0; }
td[data-label="Account"], td > .sign { white-space: nowrap; }
th small { display: block; font-weight: 400; }
fieldset .filters { margin: 0; }
legend { color: var(--quiet); font-size: 12.5px; padding: 0 6px; }
label.check { display: flex; gap: 8px; align-items: baseline; padding: 3px 0; color: var(--text); font-size: 14px; }
textarea { font: 12.5px/1.5 ui-monospace, "SF Mono", Consolas, monospace; width: 100%; background: var(--card); color: var(--text); border: 1px solid var(--line); border-radius: 4px; padding: 6px 8px; }
button.danger { border-color: var(--bad); color: var(--bad); }
progress { width: 160px; max-width: 100%; height: 8px; accent-color: var(--accent); vertical-align: middle; }
.change { border-top: 1px solid var(--line); padding: 12px 0; }
.change:first-of-type { border-top: 0; padding-top: 0; }
.change h3 { margin: 0 0 8px; }
.change pre { margin-top: 10px; }
.diff del, .diff ins { text-decoration: none; }
details { margin: 4px 0; }
summary { cursor: pointer; }
:root:not(.scripted) input[data-check-all] { display: none; }
dl + p { margin-top: 12px; }
td form, .pager form { margin: 0 0 6px; }
form.filters:last-child { margin-bottom: 0; }
@media (max-width: 760px) {
  table + fieldset.decide, .note + fieldset.decide { position: static; }
  fieldset.decide button { flex: 1; }
}
`;
