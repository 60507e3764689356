import type { Rows } from "./car.ts";
import { toDeletionPages } from "./deletion-pages.ts";
import { proveDone } from "./replies.ts";
import type { Send } from "./request.ts";
import { sideBySide } from "./side-by-side.ts";
import { isKeyed, type VertexCollection } from "./vertices.ts";

interface Deletion {
  readonly source: string;
  readonly collection: VertexCollection;
  readonly mostAtOnce: number;
}

/**
 * Deletes vertices in lists of names and tells how many there were. 404 to a single name means that it is gone already. 404 to a list may mean
 * that one of it is gone and the rest was left, so each name is then asked for by itself. Rejects with a CarError.
 */
export async function deletePages(send: Send, names: Rows<string>, { source, collection, mostAtOnce }: Deletion): Promise<number> {
  const base = `/source/${encodeURIComponent(source)}/${collection}`;
  const ask = async (list: string, count: number): Promise<"done" | "not found"> => {
    const path = `${base}?${isKeyed(collection) ? "keys" : "external_ids"}=${list}`;
    const purpose = `delete ${count} of ${collection}`;
    const answer = await send({ method: "DELETE", path, purpose, accepts: [404] });
    if (answer.status === 404) return "not found";
    proveDone(answer, `DELETE ${base} to ${purpose}`);
    return "done";
  };
  let sum = 0;
  for await (const { list, count } of toDeletionPages(names)) {
    if ((await ask(list, count)) === "not found" && count > 1)
      await sideBySide(list.split(","), mostAtOnce, async (name) => void (await ask(name, 1)));
    sum += count;
  }
  return sum;
}
