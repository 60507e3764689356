import { Finding } from "@plumbline/finding-model/finding";
import { StoreError } from "./error.ts";
import { readLines } from "./lines.ts";

/** Reads a file of findings; one that ends with another count than was kept is a StoreError that says what `say` does. */
export async function* readCounted(path: string, wanted: number, say: (count: number, path: string) => string): AsyncGenerator<Finding> {
  let count = 0;
  for await (const finding of readLines(path, Finding)) {
    count++;
    yield finding;
  }
  if (count !== wanted) throw new StoreError(say(count, path), { code: "broken", path, hint: "start a new run" });
}
