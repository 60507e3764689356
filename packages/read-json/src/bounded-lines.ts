/** A line of a text, or the fact that it is too long to be held. */
export type BoundedLine = { readonly text: string } | { readonly isTooLong: true };

/** Cuts a text at its line feeds; a line of more than `limit` characters is passed over, not held. */
export async function* boundedLines(chunks: AsyncIterable<string>, limit: number): AsyncGenerator<BoundedLine> {
  let rest = "";
  let isTooLong = false;
  for await (const chunk of chunks) {
    const parts = chunk.split("\n");
    for (const [i, part] of parts.entries()) {
      if (i > 0) {
        yield isTooLong ? { isTooLong } : { text: rest };
        rest = "";
        isTooLong = false;
      }
      isTooLong ||= rest.length + part.length > limit;
      rest = isTooLong ? "" : rest + part;
    }
  }
  if (isTooLong) yield { isTooLong };
  else if (rest !== "") yield { text: rest };
}
