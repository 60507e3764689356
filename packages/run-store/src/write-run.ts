import { appendFile, mkdir, rm, writeFile as writePart } from "node:fs/promises";
import { join } from "node:path";
import { Cell, isGap } from "@plumbline/finding-model/coverage";
import { Finding } from "@plumbline/finding-model/finding";
import type { RunHeader, RunSummary } from "@plumbline/finding-model/run-report";
import { z } from "zod";
import { StoreError } from "./error.ts";
import { readLines } from "./lines.ts";
import { mergeSorted } from "./merge-runs.ts";
import { compareCells, compareFindings, groupOf } from "./order.ts";
import { runPaths } from "./paths.ts";
import { writeFile } from "./write.ts";

const findingsInMemory = 2000;

const Key = z.strictObject({ account: z.string(), region: z.string(), type: z.string() });
const Part = z.strictObject({ file: z.string(), group: z.string() });
const Survey = z.strictObject({ key: Key, cells: z.array(Cell), parts: z.array(Part) });
type Survey = z.infer<typeof Survey>;
type Key = z.infer<typeof Key>;

const nameOf = ({ account, region, type }: Key): string => JSON.stringify([account, region, type]);
const unwritable = (path: string) => (cause: unknown) =>
  Promise.reject(
    new StoreError(`can't write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: "unwritable",
      path,
      hint: "name a folder that you may write to with --output",
      cause,
    }),
  );

/** Begins a run folder: refuses one that can't be written before the first call is made. */
export async function beginRun(folder: string, header: RunHeader) {
  const paths = runPaths(folder);
  await mkdir(paths.parts, { recursive: true }).catch(unwritable(folder));
  await writeFile(paths.header, [`${JSON.stringify(header, null, 2)}\n`]);
  return writerOf(folder, []);
}

/** Goes on with a run that broke off; surveys that ended without a gap are done and their findings kept. */
export async function resumeRun(folder: string) {
  const paths = runPaths(folder);
  const done: Survey[] = [];
  try {
    for await (const survey of readLines(paths.surveys, Survey, { mayBeTorn: true })) if (!survey.cells.some(isGap)) done.push(survey);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  await mkdir(paths.parts, { recursive: true }).catch(unwritable(folder));
  await writeFile(
    paths.surveys,
    done.map((survey) => `${JSON.stringify(survey)}\n`),
  );
  return writerOf(folder, done);
}

function writerOf(folder: string, done: Survey[]) {
  const paths = runPaths(folder);
  const surveys = [...done];
  const isDone = new Set(done.map(({ key }) => nameOf(key)));
  const open = new Map<string, { findings: Finding[]; parts: Survey["parts"] }>();
  const used = new Set(done.flatMap(({ parts }) => parts.map(({ file }) => file)));
  let files = 0;

  const bufferOf = (key: Key) => {
    const buffer = open.get(nameOf(key)) ?? { findings: [], parts: [] };
    open.set(nameOf(key), buffer);
    return buffer;
  };
  const nextFile = () => {
    do files++;
    while (used.has(`${files}.jsonl`));
    return `${files}.jsonl`;
  };

  async function spill(key: Key): Promise<void> {
    const buffer = bufferOf(key);
    for (const [group, findings] of Map.groupBy(buffer.findings, groupOf)) {
      const file = nextFile();
      const lines = findings.sort(compareFindings).map((finding) => `${JSON.stringify(finding)}\n`);
      await writePart(join(paths.parts, file), lines).catch(unwritable(paths.parts));
      buffer.parts.push({ file, group });
    }
    buffer.findings = [];
  }

  async function* merged(): AsyncGenerator<Finding> {
    const groups = Map.groupBy(
      surveys.flatMap(({ parts }) => parts),
      ({ group }) => group,
    );
    for (const group of [...groups.keys()].sort()) {
      const streams = (groups.get(group) ?? []).map(({ file }) => readLines(join(paths.parts, file), Finding));
      yield* mergeSorted(streams, compareFindings);
    }
  }

  return {
    folder,
    isDone: (key: Key): boolean => isDone.has(nameOf(key)),
    /** Keeps the findings of one resource; spills to disk when many are held. */
    async add(key: Key, findings: readonly Finding[]): Promise<void> {
      const buffer = bufferOf(key);
      buffer.findings.push(...findings);
      if (buffer.findings.length >= findingsInMemory) await spill(key);
    },
    /** Ends a survey: from here on a resumed run need not do it again. */
    async endSurvey(key: Key, cells: readonly Cell[]): Promise<void> {
      await spill(key);
      const survey: Survey = { key, cells: [...cells], parts: bufferOf(key).parts };
      open.delete(nameOf(key));
      surveys.push(survey);
      await appendFile(paths.surveys, `${JSON.stringify(survey)}\n`).catch(unwritable(paths.surveys));
    },
    /** Writes findings in their final order and then the summary, each atomically; drops the parts. */
    async finish(rest: Pick<RunSummary, "finishedAt" | "calls">): Promise<RunSummary> {
      const counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 };
      const failBySeverity = { low: 0, medium: 0, high: 0, critical: 0 };
      async function* lines() {
        for await (const finding of merged()) {
          counts[finding.verdict.status]++;
          if (finding.contained) counts.contained++;
          if (finding.exception) counts.excepted++;
          if (finding.verdict.status === "fail" && !finding.exception) failBySeverity[finding.severity]++;
          yield `${JSON.stringify(finding)}\n`;
        }
      }
      await writeFile(paths.findings, lines());
      const coverage = surveys.flatMap(({ cells }) => cells).sort(compareCells);
      const summary: RunSummary = { ...rest, counts, failBySeverity, coverage };
      await writeFile(paths.summary, [`${JSON.stringify(summary, null, 2)}\n`]);
      // A run with gaps keeps its parts, so that it can be resumed when the gaps are mended.
      if (coverage.some(isGap)) return summary;
      await rm(paths.parts, { recursive: true, force: true });
      await rm(paths.surveys, { force: true });
      return summary;
    },
  };
}
export type RunWriter = ReturnType<typeof writerOf>;
