/**
 * Parses JSON and refuses what `JSON.parse` would silently lose: a repeated key (the last one wins there) and the key `__proto__`.
 * Throws `SyntaxError`.
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (key !== undefined) addKey(open.at(-1), String(JSON.parse(key)));
  }
  return value;
}

function addKey(keys: Set<string> | undefined, key: string): void {
  if (key === "__proto__") throw new SyntaxError("the key __proto__ has no place in a policy");
  if (keys?.has(key)) throw new SyntaxError(`the key ${JSON.stringify(key)} stands twice in one object`);
  keys?.add(key);
}
