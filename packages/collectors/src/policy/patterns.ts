/** True when the text has a wildcard of policy patterns: `*` for any text, `?` for one character. */
export const hasWildcard = (text: string): boolean => /[*?]/.test(text);

/** True for a policy variable such as `${aws:username}`; `${*}`, `${?}` and `${$}` stand for the character itself and count too. */
export const hasVariable = (text: string): boolean => text.includes("${");

/**
 * Tells whether every text that `inner` matches is matched by `outer` too. Both are patterns with `*` and `?`.
 * A `true` is certain; some covered pairs that need both wildcards side by side are answered `false`.
 */
export function covers(outer: string, inner: string): boolean {
  return matchTable(outer, inner, (o, i) => o === i || (o === "?" && i !== "*"), false);
}

/** Tells whether some text is matched by both patterns. */
export function overlaps(one: string, other: string): boolean {
  return matchTable(one, other, (a, b) => a === b || a === "?" || b === "?", true);
}

/** Row by row over `one`: `reach[j]` says that the first `j` symbols of `other` can be used up. */
function matchTable(one: string, other: string, same: (a: string, b: string) => boolean, bothWays: boolean): boolean {
  const symbols = [...other];
  const free = (index: number): boolean => bothWays && symbols[index] === "*";
  let reach = [true, ...symbols.map(() => false)];
  for (let j = 0; j < symbols.length; j += 1) reach[j + 1] = Boolean(reach[j]) && free(j);
  for (const symbol of one) {
    const next = [symbol === "*" ? Boolean(reach[0]) : false];
    for (const [j, met] of symbols.entries()) {
      const here = Boolean(reach[j]);
      const skipsOther = Boolean(next[j]) && (symbol === "*" || free(j));
      const skipsOne = Boolean(reach[j + 1]) && (symbol === "*" || free(j));
      next.push(skipsOther || skipsOne || (here && same(symbol, met)));
    }
    reach = next;
  }
  return Boolean(reach.at(-1));
}
