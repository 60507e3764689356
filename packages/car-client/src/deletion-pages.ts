import type { Rows } from "./car.ts";

// What IBM's framework allows itself in a URL.
const longest = 1800;

/**
 * Cuts the names of vertices into lists for the query of a DELETE: each name is encoded by itself and they are joined by commas. A name that
 * holds a comma goes alone as `%2C`: a service that decodes the list before it cuts it would find two names in it, and deletes neither.
 */
export async function* toDeletionPages(names: Rows<string>): AsyncGenerator<{ readonly list: string; readonly count: number }> {
  let page: string[] = [];
  let length = 0;
  for await (const name of names) {
    const encoded = encodeURIComponent(name);
    if (name.includes(",")) {
      yield { list: encoded, count: 1 };
      continue;
    }
    if (page.length > 0 && length + encoded.length > longest) {
      yield { list: page.join(","), count: page.length };
      page = [];
      length = 0;
    }
    page.push(encoded);
    length += encoded.length + 1;
  }
  if (page.length > 0) yield { list: page.join(","), count: page.length };
}
