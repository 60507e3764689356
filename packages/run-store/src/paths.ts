import { join } from "node:path";

/** The files of a run folder. `surveys` and `parts` go away when the run is finished; `summary` is written last. */
export const runPaths = (folder: string) => ({
  header: join(folder, "run.json"),
  surveys: join(folder, "surveys.jsonl"),
  parts: join(folder, "parts"),
  findings: join(folder, "findings.jsonl"),
  summary: join(folder, "summary.json"),
});
