/// <reference lib="dom" />
/** Sets the controls of a benchmark going in the page. Like `select.ts`, each function runs inside the page as its own source text. */
import type { ControlRow, ShownControl } from "./control-select.ts";
import type { ControlTools, chooseFindings, controlFilterOf, controlRows } from "./control-view.ts";

/** The functions of other modules, handed in because their names do not reach the page. */
export interface StartTools extends ControlTools {
  readonly controlRows: typeof controlRows;
  readonly controlFilterOf: typeof controlFilterOf;
  readonly chooseFindings: typeof chooseFindings;
}

/** Shows the controls and follows their filters. What is collapsed on the screen is open on paper. */
export function showControls(tools: StartTools, rows: readonly ControlRow[]): void {
  const form = tools.byId("control-filters");
  if (!(form instanceof HTMLFormElement)) throw new Error("the page has no form of filters for the controls");
  const open = new Set<ControlRow>();
  const showAll = ({ row }: ShownControl) => tools.chooseFindings(tools, row.control.id, tools.controlFilterOf(form).account);
  const update = (isPaper: boolean) => {
    const { found, outcome, severity } = tools.selectControls(rows, tools.controlFilterOf(form));
    for (const [name, count] of Object.entries({ ...outcome, ...severity })) tools.byId(`controls-${name}`).textContent = String(count);
    tools.byId("controls-result").textContent = `${found.length} of ${rows.length} controls shown`;
    tools.byId("controls-none").hidden = found.length > 0;
    tools.byId("controls-rows").replaceChildren(...tools.controlRows(tools, found, { open, isPaper, showAll }));
  };
  const later = () => setTimeout(() => update(false), 0);
  form.addEventListener("input", later);
  form.addEventListener("reset", later);
  form.addEventListener("submit", (event) => event.preventDefault());
  const closed: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    update(true);
    for (const details of document.querySelectorAll("details")) {
      if (details.open) continue;
      details.open = true;
      closed.push(details);
    }
  });
  addEventListener("afterprint", () => {
    update(false);
    for (const details of closed.splice(0)) details.open = false;
  });
  update(false);
}
