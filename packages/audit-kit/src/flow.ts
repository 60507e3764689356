/** Groups a stream; holds one group at a time, and gives what it has before it passes on an error of the source. */
export async function* windows<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let window: T[] = [];
  let ended: { error: unknown } | undefined;
  try {
    for await (const one of source) {
      window.push(one);
      if (window.length < size) continue;
      yield window;
      window = [];
    }
  } catch (error) {
    ended = { error };
  }
  if (window.length > 0) yield window;
  if (ended) throw ended.error;
}

/** Makes a stream of a list. */
export async function* each<T>(list: Iterable<T>): AsyncGenerator<T> {
  yield* list;
}

/** Cuts a list into groups of at most `size`. */
export function* chunks<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
}

/** Maps in order, working on up to `ahead` at once; gives what it has before it passes on an error of the source. */
export async function* mapAhead<T, R>(source: AsyncIterable<T>, ahead: number, map: (one: T) => Promise<R>): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  const iterator = source[Symbol.asyncIterator]();
  let ended: { error?: unknown; isBroken: boolean } | undefined;
  try {
    while (!ended || begun.length > 0) {
      if (!ended && begun.length < ahead) {
        const next = await iterator.next().catch((error: unknown) => ({ error, done: true as const }));
        if (next.done) ended = "error" in next ? { error: next.error, isBroken: true } : { isBroken: false };
        else begun.push(quietly(map(next.value)));
      } else {
        const first = begun.shift();
        if (first) yield await first;
      }
    }
  } finally {
    if (!ended) await iterator.return?.();
  }
  if (ended.isBroken) throw ended.error;
}

/** A promise that is awaited later; until then its rejection must not end the process. */
function quietly<R>(promise: Promise<R>): Promise<R> {
  promise.catch(() => undefined);
  return promise;
}

/** Yields from up to `atOnce` sources as their values come; a source waits until its value is taken. */
export async function* merge<T>(sources: Iterable<AsyncIterable<T>>, atOnce: number): AsyncGenerator<T> {
  const waiting = sources[Symbol.iterator]();
  const ready: { value: T; taken: () => void }[] = [];
  let active = atOnce;
  let wake: () => void = () => undefined;
  let failed: { error: unknown } | undefined;
  const offer = (value: T) =>
    new Promise<void>((taken) => {
      ready.push({ value, taken });
      wake();
    });
  const work = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      for await (const value of next.value) await offer(value);
    }
  };
  const begin = () =>
    work()
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .finally(() => {
        active--;
        wake();
      });
  for (let i = 0; i < atOnce; i++) void begin();
  for (;;) {
    const next = ready.shift();
    if (next) {
      next.taken();
      yield next.value;
    } else if (failed) throw failed.error;
    else if (active === 0) return;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

/** Makes each value once. */
export function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, { value: V }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
}
