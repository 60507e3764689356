/** Merges sorted streams into one sorted stream; holds one value of each. */
export async function* mergeSorted<T>(streams: readonly AsyncIterable<T>[], compare: (a: T, b: T) => number): AsyncGenerator<T> {
  const heads: { value: T; rest: AsyncIterator<T> }[] = [];
  const pull = async (rest: AsyncIterator<T>) => {
    const next = await rest.next();
    if (!next.done) heads.push({ value: next.value, rest });
  };
  for (const stream of streams) await pull(stream[Symbol.asyncIterator]());
  while (heads.length > 0) {
    const least = heads.reduce((best, head, i) => (compare(head.value, heads[best]?.value ?? head.value) < 0 ? i : best), 0);
    const [head] = heads.splice(least, 1);
    if (!head) return;
    yield head.value;
    await pull(head.rest);
  }
}
