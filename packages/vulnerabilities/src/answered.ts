/** What a source answers: its findings, or that it is switched off in the place. That proves nothing of what was there before. */
export type Answered<T> =
  | { readonly kind: "read"; readonly findings: AsyncIterable<T> }
  | { readonly kind: "not-enabled"; readonly reason: string };

/**
 * Asks for the first finding at once, so that a source that is switched off is told before anybody takes findings for a whole listing; the
 * others come as they are asked for. `whyOff` says why an error means "switched off", or nothing: then it is thrown.
 */
export async function answered<T>(findings: AsyncGenerator<T, void>, whyOff: (error: unknown) => string | undefined): Promise<Answered<T>> {
  try {
    const first = await findings.next();
    return { kind: "read", findings: following(first, findings) };
  } catch (error) {
    const reason = whyOff(error);
    if (reason === undefined) throw error;
    return { kind: "not-enabled", reason };
  }
}

async function* following<T>(first: IteratorResult<T, void>, others: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    if (first.done) return;
    yield first.value;
    yield* others;
  } finally {
    await others.return();
  }
}

/** In groups of at most so many, in order. */
export const inGroups = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
