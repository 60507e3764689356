import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../../../shared/corpus");
if (!existsSync(folder)) throw new Error("the corpus suite reads ../shared/corpus beside the repository, and it is not there");

/** Real AWS data beside the repository; only the corpus suite reads it. */
export const corpus: string = folder;
