/** How many letters have to be put in, taken out or changed to make one text of another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}

/** The known name that is nearest to an unknown one, to be offered in its place; undefined when none is near. */
export function nearest(asked: string, known: readonly string[]): string | undefined {
  const [best] = known.map((name) => ({ name, far: distance(asked, name) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.min(6, asked.length / 2) ? best.name : undefined;
}
