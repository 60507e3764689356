import { change, entry } from "./example.fixture.ts";
import { fileJournal } from "./file-journal.ts";

/** A process of its own: appends that many entries of a run, or goes on until it is killed. */
const [path = "", run = "", count = "0"] = process.argv.slice(2);
const journal = fileJournal(path);
for (let index = 0; count === "endless" || index < Number(count); index++)
  await journal.append(entry("apply", "verified", change(`${run} ${index}`), run));
