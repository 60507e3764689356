import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["PLUMBLINE_CORPUS"] ?? join(import.meta.dirname, "../../../../shared/corpus");
if (!existsSync(folder))
  throw new Error(
    `the corpus suite reads ${folder}, and it is not there; name another folder in PLUMBLINE_CORPUS, or leave FIXTURES unset`,
  );

/** Real AWS data beside the repository; only the corpus suite reads it. */
export const corpus: string = folder;
