interface Head<T> {
  readonly value: T;
  readonly rest: AsyncIterator<T>;
}

/** Merges sorted streams into one sorted stream; holds one value of each. Streams that are not read to their end are closed. */
export async function* mergeSorted<T>(streams: readonly AsyncIterable<T>[], compare: (a: T, b: T) => number): AsyncGenerator<T> {
  const heads: Head<T>[] = [];
  const pull = async (rest: AsyncIterator<T>) => {
    const next = await rest.next();
    if (!next.done) heads.push({ value: next.value, rest });
  };
  try {
    for (const stream of streams) await pull(stream[Symbol.asyncIterator]());
    for (;;) {
      const least = heads.reduce((best, head, i) => (compare(head.value, heads[best]?.value ?? head.value) < 0 ? i : best), 0);
      const head = heads[least];
      if (!head) return;
      yield head.value;
      heads.splice(least, 1);
      await pull(head.rest);
    }
  } finally {
    for (const { rest } of heads) await rest.return?.();
  }
}
