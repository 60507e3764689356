/// <reference lib="dom" />
/** What the page shows and listens to. Like `select.ts`, each function runs inside the page as its own source text. */
import type { EmbeddedCell } from "./embed.ts";
import type { Filter, pageOf, Row, searchText, select, valuesOf, visible } from "./select.ts";

/** The functions of `select.ts`, handed in because names of other modules do not reach the page. */
export interface Tools {
  readonly searchText: typeof searchText;
  readonly select: typeof select;
  readonly pageOf: typeof pageOf;
  readonly valuesOf: typeof valuesOf;
  readonly visible: typeof visible;
}

/** The element of the page with this id; the page has all that the script asks for. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/** Makes an element; children are nodes or plain text, never markup. */
export function element(tag: string, attributes: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A cell of a row; the label stands before it where the screen is too narrow for columns. */
export function tableCell(label: string, ...children: (Node | string)[]): HTMLElement {
  return element("td", { role: "cell", "data-label": label }, ...children);
}

/** Shows rows 200 a page in the table `name`, or the first 2000 on paper. */
export function pager<T>(tools: Tools, name: string, draw: (row: T) => Node[]): (rows: readonly T[]) => void {
  let [rows, index]: [readonly T[], number] = [[], 0];
  const bar = byId(`${name}-pages`);
  const show = (size: number) => {
    const page = tools.pageOf(rows, index, size);
    index = page.index;
    byId(`${name}-rows`).replaceChildren(...page.rows.flatMap(draw));
    byId(`${name}-page`).textContent = `Page ${(page.index + 1).toLocaleString("en-US")} of ${page.count.toLocaleString("en-US")}`;
    byId(`${name}-cut`).hidden = page.count < 2;
    bar.hidden = page.count < 2;
    for (const button of bar.querySelectorAll("button")) {
      const isBack = button.value === "first" || button.value === "previous";
      button.setAttribute("aria-disabled", String(isBack ? page.index === 0 : page.index === page.count - 1));
    }
  };
  bar.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    const steps: Record<string, number> = { first: 0, previous: index - 1, next: index + 1, last: rows.length };
    index = steps[target.value] ?? index;
    show(200);
    byId(`${name}-table`).scrollIntoView();
  });
  const onScreen = { index: 0 };
  addEventListener("beforeprint", () => {
    onScreen.index = index;
    index = 0;
    show(2000);
  });
  addEventListener("afterprint", () => {
    index = onScreen.index;
    show(200);
  });
  return (all) => {
    [rows, index] = [all, 0];
    show(200);
  };
}

/** A link to a check's source, or its text when it is no web address. */
export function sourceLink(source: string): Node | string {
  if (!/^https?:\/\//.test(source)) return source;
  return element("a", { href: source, target: "_blank", rel: "noopener noreferrer" }, source);
}

/** What a finding says beyond its row. */
export function detailOf(tools: Tools, row: Row): HTMLElement {
  const list = element("dl", {});
  const add = (name: string, value: Node | string | undefined) => {
    if (value === undefined || value === "") return;
    list.append(element("dt", {}, name), element("dd", {}, typeof value === "string" ? tools.visible(value) : value));
  };
  add("Reason", row.reason);
  add("Cause", row.cause && `${row.cause}, at aspect ${row.aspect ?? ""}`);
  add("Contained", row.contained && (row.contained.change ? `by change ${row.contained.change}` : "yes, not by a change of ours"));
  add("Excepted", row.exception?.text);
  add("Evidence", row.evidence ? element("pre", { tabindex: "0" }, tools.visible(JSON.stringify(row.evidence, null, 2))) : undefined);
  add("Remediation", row.remediation);
  add("Source", sourceLink(row.source));
  add("Check", `${row.check}: ${row.title}`);
  add("Resource", `${row.type} ${row.id}${row.subKey === undefined ? "" : ` / ${row.subKey}`}`);
  add("Fingerprint", row.fingerprint);
  return element(
    "tr",
    { role: "row", class: "detail", id: `detail-${row.fingerprint}` },
    element("td", { role: "cell", colspan: "7" }, list),
  );
}

/** The row of a finding, followed by its detail once that is open. */
export function findingRow(tools: Tools, row: Row, open: Set<Row>): Node[] {
  const show = tools.visible;
  const name = row.id === "" ? row.region : row.id;
  const resource = row.subKey === undefined ? name : `${name} / ${row.subKey}`;
  const button = element("button", { type: "button", class: "toggle", "aria-expanded": String(open.has(row)) });
  button.setAttribute("aria-label", show(`Details: ${row.check}, ${resource}`));
  const marks = [...(row.contained ? ["contained"] : []), ...(row.exception?.isProven ? ["excepted"] : [])];
  const line = element(
    "tr",
    { role: "row" },
    tableCell("Severity", button, element("span", { class: `severity ${row.severity}` }, row.severity)),
    tableCell(
      "Status",
      element("span", { class: `status ${row.status}` }, row.status),
      ...marks.map((mark) => element("span", { class: "mark" }, mark)),
    ),
    tableCell("Check", element("b", {}, show(row.check)), element("small", {}, show(row.title))),
    tableCell("Account", row.account, element("small", {}, show(row.accountName))),
    tableCell("Region", show(row.region)),
    tableCell("Resource", element("span", { class: "id" }, show(resource)), element("small", {}, show(row.type))),
    tableCell("Reason", element("span", { class: "reason" }, show(row.reason ?? ""))),
  );
  button.addEventListener("click", () => {
    const isOpen = !open.has(row);
    if (isOpen) open.add(row);
    else open.delete(row);
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) line.after(detailOf(tools, row));
    else line.nextSibling?.remove();
  });
  return open.has(row) ? [line, detailOf(tools, row)] : [line];
}

/** What the reader has chosen in the form. */
export function filterOf(form: HTMLFormElement): Filter {
  const fields = new FormData(form);
  const all = (name: string) => fields.getAll(name).map(String);
  const one = (name: string) => String(fields.get(name) ?? "");
  const [account, region, type, check] = [one("account"), one("region"), one("type"), one("check")];
  const [mark, section, control, text] = [one("mark"), one("section"), one("control"), one("text")];
  return { severity: all("severity"), status: all("status"), account, region, type, check, mark, section, control, text };
}

/** Gives the lists of accounts, regions, types and checks the values that the rows have. */
export function fillChoices(tools: Tools, rows: readonly Row[]): void {
  const names = new Map(rows.map(({ account, accountName }) => [account, accountName]));
  for (const name of ["account", "region", "type", "check"] as const) {
    const choices = tools.valuesOf(rows, name).map((value) => {
      const text = name === "account" ? `${value} ${names.get(value) ?? ""}`.trim() : value;
      return element("option", { value }, tools.visible(text));
    });
    byId(`filter-${name}`).append(...choices);
  }
}

/** Shows the findings and follows the filters. */
export function showFindings(tools: Tools, rows: readonly Row[]): void {
  const form = byId("filters");
  if (!(form instanceof HTMLFormElement)) throw new Error("the page has no form of filters");
  fillChoices(tools, rows);
  const open = new Set<Row>();
  const show = pager<Row>(tools, "findings", (row) => findingRow(tools, row, open));
  const update = () => {
    const { found, severity, status } = tools.select(rows, filterOf(form));
    for (const [name, count] of Object.entries({ ...severity, ...status }))
      byId(`count-${name}`).textContent = count.toLocaleString("en-US");
    byId("result").textContent = `${found.length.toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")} findings shown`;
    show(found);
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 120);
  };
  form.addEventListener("input", later);
  form.addEventListener("reset", later);
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
  // What the free text is looked for in is made while the reader reads, a part at a time, so that the first word need not wait for it.
  const prepare = (from: number) => {
    for (const row of rows.slice(from, from + 2000)) row.search ??= tools.searchText(row);
    if (from + 2000 < rows.length) setTimeout(() => prepare(from + 2000), 0);
  };
  setTimeout(() => prepare(0), 0);
}

/** Shows the coverage ledger, which comes with its gaps first. */
export function showLedger(tools: Tools, cells: readonly EmbeddedCell[]): void {
  const show = pager<EmbeddedCell>(tools, "ledger", ([isGap, account, region, type, aspect, outcome, ok, asked, fetches, message]) => {
    const texts = { Account: account, Region: region, Type: type, Aspect: aspect };
    const known = Object.entries(texts).map(([label, text]) => tableCell(label, tools.visible(text)));
    const word = element("span", { class: `status ${isGap ? "gap" : outcome}` }, isGap ? `gap: ${outcome}` : outcome);
    const counts = [tableCell("Read", `${ok} of ${asked}`), tableCell("Fetches", String(fetches))];
    return [element("tr", { role: "row" }, tableCell("Outcome", word), ...known, ...counts, tableCell("Message", tools.visible(message)))];
  });
  const choice = byId("gaps-only");
  const update = () => show(choice instanceof HTMLInputElement && choice.checked ? cells.filter(([isGap]) => isGap) : cells);
  choice.addEventListener("change", update);
  update();
}

/** Lets the reader choose light or dark against the system's choice. */
export function listenToTheme(): void {
  const button = byId("theme");
  const isDark = () => {
    const chosen = document.documentElement.dataset["theme"];
    return chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  };
  const name = () => {
    button.textContent = isDark() ? "Light colours" : "Dark colours";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    document.documentElement.dataset["theme"] = isDark() ? "light" : "dark";
    name();
  });
  name();
}
