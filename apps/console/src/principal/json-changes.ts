/** One place in a JSON that differs; `path` is such as `Statement[0].Action`, and undefined stands for what was not there. */
export interface JsonChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Where two JSONs differ, in the order of their keys; lists are compared place by place unless they are of plain values. */
export function jsonChanges(before: unknown, after: unknown, path = ""): JsonChange[] {
  if (isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => jsonChanges(before[key], after[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].every(isObject))
    return Array.from({ length: Math.max(before.length, after.length) }).flatMap((_, i) =>
      jsonChanges(before[i], after[i], `${path}[${i}]`),
    );
  return [{ path, before, after }];
}

/** Equal whatever the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
  }
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
  return a === b;
}

/** A value in a line. */
export const lineOf = (value: unknown): string =>
  value === undefined ? "nothing" : typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
