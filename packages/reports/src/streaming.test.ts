import type { RunReport } from "@plumbline/finding-model/run-report";
import { expect, it } from "vitest";
import { asff } from "./asff.ts";
import { csv } from "./csv.ts";
import { jsonl } from "./jsonl.ts";
import { ocsf } from "./ocsf.ts";
import { examples, header, summary } from "./sample.fixture.ts";
import { sarif } from "./sarif.ts";

// Chunks that are asked for, and the findings that may be taken for them: a heading takes none, a batch takes its own and the next one.
const rows: Record<string, [(report: RunReport) => AsyncGenerator<string>, number]> = {
  jsonl: [jsonl, 3],
  csv: [csv, 200],
  sarif: [sarif, 2],
  ocsf: [ocsf, 3],
  asff: [asff, 301],
};
it.each(Object.entries(rows))("%s takes findings one by one, of a run that does not end", async (_, [format, most]) => {
  let taken = 0;
  const chunks = format({
    ...{ header, summary },
    async *findings() {
      for (;;) {
        taken++;
        yield examples[0]!;
      }
    },
  });
  for (let i = 0; i < 3; i++) expect((await chunks.next()).done).toBe(false);
  await chunks.return(undefined);
  expect(taken).toBe(most);
});
