/** The style of every page: system fonts, one accent, colours for light and dark with a contrast of at least 4.5. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1b1f26);
  --text: light-dark(#1c2430, #e4e8ee);
  --quiet: light-dark(#566171, #a0abba);
  --line: light-dark(#dce0e6, #313843);
  --accent: light-dark(#1f5fbf, #82b1ff);
  --on-accent: light-dark(#ffffff, #10151d);
  --tint: light-dark(#eef1f5, #232932);
  --good: light-dark(#1d6b3c, #74cf97);
  --warn: light-dark(#7d5a00, #e6be5a);
  --bad: light-dark(#a3123a, #ff8fa8);
  --unseen: light-dark(#566171, #a0abba);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 21px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0 0 8px; }
h3 { font-size: 14px; margin: 12px 0 4px; }
p { margin: 0 0 10px; }
a { color: var(--accent); overflow-wrap: anywhere; }
code, pre, .mono { font: 12.5px/1.5 ui-monospace, "SF Mono", Consolas, monospace; overflow-wrap: anywhere; }
pre { overflow: auto; background: var(--tint); padding: 10px 12px; border-radius: 4px; margin: 0; max-height: 480px; white-space: pre-wrap; }
small, .quiet, caption { color: var(--quiet); }
small { font-size: 12px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--card); padding: 6px 10px; z-index: 2; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.banner { margin: 0; padding: 5px 20px; background: var(--tint); border-bottom: 1px solid var(--line); text-align: center; }
.brand { font-weight: 700; font-size: 16px; letter-spacing: -.01em; color: var(--text); text-decoration: none; }
.top { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 8px 20px; background: var(--card); border-bottom: 1px solid var(--line); }
.who { display: flex; flex-wrap: wrap; justify-content: end; align-items: center; gap: 6px 10px; min-width: 0; }
.who form { display: flex; gap: 4px; margin: 0; }
.who .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 24ch; }
.columns { display: grid; grid-template-columns: 190px minmax(0, 1fr); max-width: 1720px; margin: 0 auto; }
nav { padding: 16px 8px 16px 20px; }
nav h2 { font-size: 12px; font-weight: 600; color: var(--quiet); margin: 14px 0 4px 10px; }
nav h2:first-child { margin-top: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 4px 10px; border-radius: 4px; color: var(--text); text-decoration: none; }
nav a:hover { background: var(--tint); }
nav a[aria-current] { background: var(--tint); font-weight: 600; box-shadow: inset 3px 0 var(--accent); }
main { padding: 18px 24px 40px; min-width: 0; container: content / inline-size; }
.title { display: flex; flex-wrap: wrap; gap: 4px 20px; justify-content: space-between; align-items: end; margin-bottom: 14px; }
.as-of { color: var(--quiet); display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; font-size: 13px; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 14px 16px; margin: 0 0 14px; }
section > :last-child, .card > :last-child { margin-bottom: 0; }
.note { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--unseen); border-radius: 4px; padding: 8px 12px; margin: 0 0 14px; }
.told { border-left-color: var(--good); }
summary { cursor: pointer; }
summary .sign { display: inline; }
summary .sign .icon { top: 0; margin-right: 6px; }
.facts + form, form + .note { margin-top: 14px; }
.note .scroll { margin-top: 8px; }
button, select, input, textarea, .button { font: inherit; color: inherit; }
button, select, input, textarea, .button { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 4px 10px; min-height: 32px; }
input[type="checkbox"], input[type="radio"] { min-height: 0; accent-color: var(--accent); }
.button { display: inline-block; text-decoration: none; }
button, .button { cursor: pointer; white-space: nowrap; }
button:hover, .button:hover { background: var(--tint); }
.primary, .primary:hover { background: var(--accent); color: var(--on-accent); border-color: var(--accent); font-weight: 600; }
form.inline { display: inline-flex; flex-wrap: wrap; gap: 6px; align-items: center; margin: 0; }
form.stack { display: grid; gap: 8px; max-width: 480px; }
.icon { flex: none; vertical-align: -3px; }
.icon > * { fill: currentColor; }
.icon .mark { fill: none; stroke: var(--card); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.icon .hollow { fill: none; stroke: currentColor; stroke-width: 1.4; }
.icon.unseen .mark, .icon.none .mark, .icon.flag .mark { stroke: currentColor; stroke-width: 1.4; }
.sign { display: inline-flex; gap: 6px; align-items: baseline; }
.sign .icon { position: relative; top: 3px; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .unseen, .none { color: var(--unseen); } .flag { color: var(--bad); }
.tiles { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; }
.tiles div { display: flex; flex-direction: column-reverse; }
.tiles dt { color: var(--quiet); font-size: 12px; }
.tiles dd { margin: 0; font-size: 22px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 18px; margin: 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.account { border-top: 1px solid var(--line); padding: 12px 0; }
.account:first-of-type { border-top: 0; padding-top: 0; }
.lights { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(210px, 46%), 1fr)); gap: 6px 16px; }
.account h3 { margin: 10px 0 4px; color: var(--quiet); font-size: 12px; font-weight: 600; }
.light { min-width: 0; }
.light a, .light strong { color: inherit; }
.light strong { font-weight: 600; display: block; color: var(--text); }
time, .id { white-space: nowrap; }
.alone main { max-width: 460px; margin: 9vh auto 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 26px 28px; }
.alone h1 { margin: 4px 0 14px; }
@media (max-width: 1000px) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  nav { display: flex; gap: 4px; overflow-x: auto; padding: 6px 14px; border-bottom: 1px solid var(--line); background: var(--card); }
  nav h2 { display: none; }
  nav ul { display: flex; gap: 2px; flex: none; }
  nav ul:has([aria-current]), nav li:has([aria-current]) { order: -1; }
  nav a { white-space: nowrap; padding: 6px 10px; }
  nav a[aria-current] { box-shadow: inset 0 -3px var(--accent); }
}
@media (max-width: 760px) {
  .top { padding: 8px 14px; flex-wrap: wrap; }
  .who .name { max-width: 12ch; }
  .who select { max-width: 112px; }
  main { padding: 14px 14px 40px; }
  .alone main { margin: 24px 14px; padding: 20px; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: 8px; }
}
`;
