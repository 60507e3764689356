import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pageScript } from "./script.ts";
import { decode, pageOf, searchText, select, valuesOf, visible } from "./select.ts";
import { listenToTheme, showFindings, showLedger } from "./view.ts";

/** As much of a browser's element as the page's script uses. */
class FakeElement {
  readonly attributes: Record<string, string> = {};
  readonly listeners: Record<string, (event: object) => void> = {};
  readonly dataset: Record<string, string> = {};
  children: (FakeElement | string)[] = [];
  text = "";
  hidden = false;
  checked = false;
  value = "";
  fields: [string, string][] = [];
  after_: FakeElement | undefined;
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  append(...children: (FakeElement | string)[]) {
    this.children.push(...children);
  }
  replaceChildren(...children: FakeElement[]) {
    this.children = children;
  }
  after(next: FakeElement) {
    this.after_ = next;
  }
  get nextSibling() {
    return { remove: () => (this.after_ = undefined) };
  }
  addEventListener(name: string, listener: (event: object) => void) {
    this.listeners[name] = listener;
  }
  querySelectorAll(): FakeElement[] {
    return [];
  }
  scrollIntoView() {
    this.dataset["scrolled"] = "yes";
  }
  get textContent(): string {
    return this.text + this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join(" ");
  }
  set textContent(text: string) {
    this.text = text;
  }
  all(): FakeElement[] {
    return [this, ...this.children.flatMap((child) => (typeof child === "string" ? [] : child.all()))];
  }
}
class FakeForm extends FakeElement {}
class FakeButton extends FakeElement {}
class FakeInput extends FakeElement {}

const findings = {
  findings: [
    [0, 0, 0, 0, "fail", "a</script>\u202e", "f1", { reason: "public", evidence: { acl: "x" } }],
    [0, 0, 0, 0, "pass", "b", "f2"],
    ...Array.from({ length: 450 }, (_, index) => [0, 0, 0, 0, "unknown", `u${index}`, `g${index}`, { reason: "denied" }]),
  ],
  checks: [["s3-bucket/public-acl", "No bucket is public", "critical", "javascript:alert(1)", "Makes it private."]],
  accounts: [["111111111111", "shop"]],
  regions: ["eu-west-1"],
  types: ["s3-bucket"],
};
const ledger = [
  [true, "111111111111", "eu-west-1", "s3-bucket", "list", "denied", 0, 1, 1, "grant it"],
  [false, "111111111111", "eu-west-1", "s3-bucket", "acl", "ok", 1, 1, 1, ""],
];

let elements: Map<string, FakeElement>;
let onWindow: Record<string, (() => void)[]>;
const element = (id: string): FakeElement => {
  const made = id === "filters" ? new FakeForm() : id === "gaps-only" ? new FakeInput() : new FakeElement();
  if (!elements.has(id)) elements.set(id, made);
  return elements.get(id)!;
};
const turn = (name: string, value: string) =>
  element(`${name}-pages`).listeners["click"]?.({ target: Object.assign(new FakeButton(), { value }) });
const choose = (...fields: [string, string][]) => {
  element("filters").fields = fields;
  element("filters").listeners["input"]?.({});
};
const rows = (name: string) => element(`${name}-rows`).children.map((child) => (typeof child === "string" ? child : child.textContent));

const browser = () => ({
  document: { getElementById: element, createElement: () => new FakeButton(), documentElement: new FakeElement() },
  addEventListener: (name: string, listener: () => void) => {
    onWindow[name] = [...(onWindow[name] ?? []), listener];
  },
  matchMedia: () => ({ matches: false }),
  FormData: class {
    readonly form: FakeElement;
    constructor(form: FakeElement) {
      this.form = form;
    }
    getAll(name: string) {
      return this.form.fields.filter(([field]) => field === name).map(([, value]) => value);
    }
    get(name: string) {
      return this.getAll(name)[0] ?? null;
    }
  },
  HTMLFormElement: FakeForm,
  HTMLButtonElement: FakeButton,
  HTMLInputElement: FakeInput,
  setTimeout: (work: () => void) => work(),
  clearTimeout: () => undefined,
});

const starts = {
  "as the text in the page": () => runInNewContext(pageScript(false), browser()),
  "as the module": () => {
    for (const [name, value] of Object.entries(browser())) vi.stubGlobal(name, value);
    const tools = { searchText, select, pageOf, valuesOf, visible };
    listenToTheme();
    showFindings(tools, decode(JSON.parse(element("findings").text)));
    showLedger(tools, JSON.parse(element("ledger").text));
  },
};
afterEach(() => vi.unstubAllGlobals());

describe.each(Object.entries(starts))("%s", (_, start) => {
  beforeEach(() => {
    elements = new Map();
    onWindow = {};
    element("findings").text = JSON.stringify(findings);
    element("ledger").text = JSON.stringify(ledger);
    start();
  });

  test("all findings are counted, and one page of them is shown", () => {
    expect(element("result").textContent).toBe("452 of 452 findings shown");
    expect(rows("findings")).toHaveLength(200);
    expect(element("findings-page").textContent).toBe("Page 1 of 3");
    expect(element("count-unknown").textContent).toBe("450");
  });

  test("pages turn and stop at the ends", () => {
    turn("findings", "next");
    expect(rows("findings")[0]).toContain("u198");
    turn("findings", "last");
    turn("findings", "next");
    expect(element("findings-page").textContent).toBe("Page 3 of 3");
    expect(rows("findings")).toHaveLength(52);
    turn("findings", "first");
    expect(element("findings-page").textContent).toBe("Page 1 of 3");
  });

  test("a filter goes back to the first page and tells its count", () => {
    turn("findings", "last");
    choose(["status", "fail"], ["status", "pass"]);
    expect(element("result").textContent).toBe("2 of 452 findings shown");
    expect(rows("findings")).toHaveLength(2);
    expect(element("findings-pages").hidden).toBe(true);
    choose(["text", "u449"]);
    expect(element("result").textContent).toBe("1 of 452 findings shown");
  });

  test("a name is shown as text, with its direction mark spelt out", () => {
    expect(rows("findings")[0]).toContain("a</script>\\u202e");
  });

  test("a finding opens and closes, and stays open over a change of page", () => {
    const first = element("findings-rows").children[0];
    if (!(first instanceof FakeElement)) throw new Error("no row");
    const button = first.all().find(({ attributes }) => attributes["class"] === "toggle")!;
    button.listeners["click"]?.({});
    expect(button.attributes["aria-expanded"]).toBe("true");
    expect(first.after_?.textContent).toContain('{\n  "acl": "x"\n}');
    turn("findings", "next");
    turn("findings", "first");
    expect(rows("findings")[1]).toContain("Makes it private.");
    button.listeners["click"]?.({});
    expect(button.attributes["aria-expanded"]).toBe("false");
    expect(first.after_).toBeUndefined();
  });

  test("a source that is no web address is no link", () => {
    const first = element("findings-rows").children[0];
    if (!(first instanceof FakeElement)) throw new Error("no row");
    first
      .all()
      .find(({ attributes }) => attributes["class"] === "toggle")
      ?.listeners["click"]?.({});
    expect(first.after_?.textContent).toContain("javascript:alert(1)");
    expect(first.after_?.all().filter(({ attributes }) => "href" in attributes)).toEqual([]);
  });

  test("paper gets more rows, and the screen its page back", () => {
    turn("findings", "next");
    for (const listener of onWindow["beforeprint"] ?? []) listener();
    expect(rows("findings")).toHaveLength(452);
    for (const listener of onWindow["afterprint"] ?? []) listener();
    expect(rows("findings")).toHaveLength(200);
    expect(element("findings-page").textContent).toBe("Page 2 of 3");
  });

  test("the ledger can show gaps alone", () => {
    expect(rows("ledger")).toHaveLength(2);
    element("gaps-only").checked = true;
    element("gaps-only").listeners["change"]?.({});
    expect(rows("ledger")).toEqual([expect.stringContaining("gap: denied")]);
  });

  test("the button names the other colours", () => {
    expect(element("theme").textContent).toBe("Dark colours");
    element("theme").listeners["click"]?.({});
    expect(element("theme").textContent).toBe("Light colours");
  });
});
