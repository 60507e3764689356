/// <reference lib="dom" />
/** How the page shows the controls of a benchmark. Like `select.ts`, each function runs inside the page as its own source text. */
import type { Attestation, ControlResult } from "@plumbline/finding-model/benchmark";
import type { ControlFilter, ControlRow, evidenceOf, ShownControl, sectionName, selectControls } from "./control-select.ts";
import type { Row, visible } from "./select.ts";
import type { byId, element, sourceLink, tableCell } from "./view.ts";

/** The functions of other modules, handed in because their names do not reach the page. */
export interface ControlTools {
  readonly visible: typeof visible;
  readonly byId: typeof byId;
  readonly element: typeof element;
  readonly tableCell: typeof tableCell;
  readonly sourceLink: typeof sourceLink;
  readonly evidenceOf: typeof evidenceOf;
  readonly sectionName: typeof sectionName;
  readonly selectControls: typeof selectControls;
}

/** What a person said, in one line. */
export function attestationText({ outcome, by, on, until, note }: Attestation): string {
  return `${outcome}, attested by ${by} on ${on}, until ${until}: ${note}`;
}

/** How many findings of each kind there are, in words. */
export function countsText(answers: readonly ControlResult[]): string {
  const sum = (name: keyof ControlResult["counts"]) => answers.reduce((total, { counts }) => total + counts[name], 0);
  const names = ["fail", "unknown", "pass", "not-applicable", "excepted"] as const;
  return names.flatMap((name) => (sum(name) > 0 ? [`${sum(name).toLocaleString("en-US")} ${name}`] : [])).join(", ");
}

/** How each account stands, where there are several; of one account the row says it. */
export function answersTable(tools: ControlTools, answers: readonly ControlResult[]): HTMLElement {
  const { element, tableCell, visible } = tools;
  const rows = answers.map((answer) => {
    const said = answer.attestation ? attestationText(answer.attestation) : (answer.reason ?? "");
    const outcome = element("span", { class: `outcome ${answer.outcome}` }, answer.outcome);
    const cells = [tableCell("Outcome", outcome), tableCell("Findings", countsText([answer])), tableCell("Said", visible(said))];
    return element("tr", {}, element("th", { scope: "row" }, answer.account), ...cells);
  });
  const head = ["Account", "Outcome", "Findings", "Said"].map((name) => element("th", { scope: "col" }, name));
  return element("table", { class: "inner" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
}

/** The findings that a control's answer stands on. */
export function evidenceTable(tools: ControlTools, findings: readonly Row[]): HTMLElement {
  const { element, tableCell, visible } = tools;
  const rows = findings.map((finding) => {
    const name = finding.id === "" ? finding.region : finding.id;
    const resource = finding.subKey === undefined ? name : `${name} / ${finding.subKey}`;
    const marks = [...(finding.contained ? ["contained"] : []), ...(finding.exception?.isProven ? ["excepted"] : [])];
    const said =
      finding.cause === undefined ? finding.reason : `${finding.cause}, at aspect ${finding.aspect ?? ""}: ${finding.reason ?? ""}`;
    const evidence = finding.evidence && Object.keys(finding.evidence).length > 0 ? JSON.stringify(finding.evidence) : "";
    return element(
      "tr",
      {},
      tableCell(
        "Status",
        element("span", { class: `status ${finding.status}` }, finding.status),
        ...marks.map((mark) => element("span", { class: "mark" }, mark)),
      ),
      tableCell(
        "Resource",
        element("span", { class: "id" }, visible(resource)),
        element("small", {}, visible(`${finding.type}, ${finding.account} ${finding.region}`)),
      ),
      tableCell(
        "Reason and evidence",
        element("span", {}, visible(said ?? "")),
        ...(finding.exception ? [element("small", {}, visible(finding.exception.text))] : []),
        ...(evidence === "" ? [] : [element("code", {}, visible(evidence))]),
      ),
    );
  });
  const head = ["Status", "Resource", "Reason and evidence"].map((name) => element("th", { scope: "col" }, name));
  return element("table", { class: "inner evidence" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
}

/** What a control says beyond its row. Paper gets more of its findings than the screen. */
export function controlDetail(tools: ControlTools, shown: ShownControl, isPaper: boolean, showAll: () => void): HTMLElement {
  const { element, visible } = tools;
  const { control } = shown.row;
  const list = element("dl", {});
  const add = (name: string, ...values: (Node | string)[]) => {
    if (values.length > 0) list.append(element("dt", {}, name), element("dd", {}, ...values));
  };
  add("Why", visible(control.rationale));
  add("Fix", visible(control.fix));
  const attested = shown.answers.flatMap(({ attestation }) => (attestation ? [attestationText(attestation)] : []));
  if (shown.answers.length > 1) add("Accounts", answersTable(tools, shown.answers));
  else add("Attestation", ...attested.map((text) => visible(text)));
  const { findings, count } = tools.evidenceOf(shown, isPaper);
  const parts: (Node | string)[] = findings.length > 0 ? [evidenceTable(tools, findings)] : ["No finding."];
  if (count > findings.length)
    parts.push(element("p", { class: "quiet" }, `The first ${findings.length} of ${count.toLocaleString("en-US")} findings.`));
  if (count > 0) {
    const name =
      count === 1
        ? `The finding of ${control.id} in the table below`
        : `All ${count.toLocaleString("en-US")} findings of ${control.id} in the table below`;
    const button = element("button", { type: "button", class: "all" }, name);
    button.addEventListener("click", showAll);
    parts.push(button);
  }
  add("Evidence", ...parts);
  const sources = new Map(shown.row.findings.map(({ check, source }) => [check, source]));
  const links = [...sources].flatMap(([check, source]) => [
    element("span", { class: "id" }, visible(check)),
    " ",
    tools.sourceLink(source),
    element("br", {}),
  ]);
  add(
    control.questions.length === 1 ? "Check" : "Checks",
    ...(links.length > 0 ? links : [visible(control.questions.join(", ")) || "none"]),
  );
  return element("tr", { role: "row", class: "detail", id: `control-${control.id}` }, element("td", { role: "cell", colspan: "7" }, list));
}

/** The row of a control, followed by its detail once that is open. */
export function controlRow(
  tools: ControlTools,
  shown: ShownControl,
  look: { readonly open: Set<ControlRow>; readonly isPaper: boolean; showAll(shown: ShownControl): void },
): Node[] {
  const { element, tableCell, visible } = tools;
  const { row, answers, outcome, severity } = shown;
  const { id, title, level, isLevelUncertain, assessment } = row.control;
  const button = element("button", { type: "button", class: "toggle", "aria-expanded": String(look.open.has(row)) }, id);
  button.setAttribute("aria-label", visible(`Details: ${id} ${title}`));
  const alike = answers.filter((answer) => answer.outcome === outcome).length;
  const places = answers.length > 1 ? [element("small", {}, `in ${alike} of ${answers.length} accounts`)] : [];
  const reason = answers.length === 1 ? (answers[0]?.reason ?? "") : "";
  const line = element(
    "tr",
    { role: "row" },
    tableCell("Control", button),
    tableCell("Outcome", element("span", { class: `outcome ${outcome}` }, outcome), ...places),
    tableCell("Title", element("b", {}, visible(title)), ...(reason === "" ? [] : [element("small", {}, visible(reason))])),
    tableCell("Severity", severity === "" ? "" : element("span", { class: `severity ${severity}` }, severity)),
    tableCell("Level", `${level}${isLevelUncertain ? "?" : ""}`),
    tableCell("Assessment", assessment),
    tableCell("Findings", countsText(answers)),
  );
  const detail = () => controlDetail(tools, shown, look.isPaper, () => look.showAll(shown));
  button.addEventListener("click", () => {
    const isOpen = !look.open.has(row);
    if (isOpen) look.open.add(row);
    else look.open.delete(row);
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) line.after(detail());
    else line.nextSibling?.remove();
  });
  return look.isPaper || look.open.has(row) ? [line, detail()] : [line];
}

/** The controls by section, each section with a line of its own. */
export function controlRows(
  tools: ControlTools,
  found: readonly ShownControl[],
  look: { readonly open: Set<ControlRow>; readonly isPaper: boolean; showAll(shown: ShownControl): void },
): Node[] {
  const { element, visible } = tools;
  return [...Map.groupBy(found, ({ row }) => row.control.section)].flatMap(([section, own]) => {
    const order = ["fail", "unknown", "manual", "pass", "not-applicable"];
    const counts = order.flatMap((outcome) => {
      const count = own.filter((one) => one.outcome === outcome).length;
      return count === 0 ? [] : [element("span", { class: `outcome ${outcome}` }, `${count} ${outcome}`)];
    });
    const name = element(
      "th",
      { scope: "rowgroup", role: "rowheader", colspan: "7" },
      element("span", { class: "name" }, visible(tools.sectionName(section))),
      ...counts,
    );
    return [element("tr", { role: "row", class: "section" }, name), ...own.flatMap((shown) => controlRow(tools, shown, look))];
  });
}

/** What the reader has chosen in the form of the controls. */
export function controlFilterOf(form: HTMLFormElement): ControlFilter {
  const fields = new FormData(form);
  const all = (name: string) => fields.getAll(name).map(String);
  const one = (name: string) => String(fields.get(name) ?? "");
  const [section, level, assessment, account] = [one("section"), one("level"), one("assessment"), one("account")];
  return { outcome: all("outcome"), severity: all("severity"), section, level, assessment, account, text: one("text") };
}

/** Chooses the findings of a control in their own table, and goes there. */
export function chooseFindings(tools: ControlTools, control: string, account: string): void {
  const form = tools.byId("filters");
  if (!(form instanceof HTMLFormElement)) return;
  for (const field of form.querySelectorAll("input")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  for (const field of form.querySelectorAll("select"))
    field.value = field.name === "control" ? control : field.name === "account" ? account : "";
  form.dispatchEvent(new Event("input"));
  const title = tools.byId("findings-title");
  title.scrollIntoView();
  title.focus({ preventScroll: true });
}
