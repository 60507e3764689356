/** A form as the structure that its names stand for. */
export type Nested = string | readonly Nested[] | { readonly [name: string]: Nested };

interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** `Tag.1.Key=a` becomes `{ Tag: [{ Key: "a" }] }`; what says which call it is, is left out. */
export function nest(form: Readonly<Record<string, string>>): { readonly [name: string]: Nested } {
  const root: Node = { children: new Map() };
  for (const [path, text] of Object.entries(form)) {
    if (path === "Action" || path === "Version") continue;
    let node = root;
    for (const name of path.split(".")) {
      const next = node.children.get(name) ?? { children: new Map() };
      node.children.set(name, next);
      node = next;
    }
    node.text = text;
  }
  return Object.fromEntries([...root.children].map(([name, node]) => [name, toNested(node)]));
}

function toNested({ text, children }: Node): Nested {
  if (children.size === 0) return text ?? "";
  const entries = [...children];
  if (entries.every(([name]) => /^\d+$/.test(name)))
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, node]) => toNested(node));
  return Object.fromEntries(entries.map(([name, node]) => [name, toNested(node)]));
}
