import { appendFile, rm, writeFile as writePart } from "node:fs/promises";
import { join } from "node:path";
import { Cell, isGap } from "@plumbline/finding-model/coverage";
import type { ExceptionUse } from "@plumbline/finding-model/exception";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import { mergeSorted } from "@plumbline/finding-model/merge-sorted";
import { callsInOrder, compareFindings } from "@plumbline/finding-model/order";
import type { RunSummary } from "@plumbline/finding-model/run-report";
import { RunHeader } from "@plumbline/finding-model/run-report";
import { z } from "zod";
import { StoreError } from "./error.ts";
import { makeFolder } from "./folder.ts";
import { readLines } from "./lines.ts";
import { compareCells, compareGroups, nameOfGroup } from "./order.ts";
import { runPaths } from "./paths.ts";
import { readCounted } from "./read-counted.ts";
import { storeError, writeFile } from "./write.ts";

const findingsInMemory = 2000;

/** A survey: one type in one place. */
const Key = z.strictObject({ account: z.string(), region: z.string(), type: z.string() });
/** A file of sorted findings of one group, and how many they are: a crash of the machine may lose some. */
const Part = z.strictObject({ file: z.string(), group: Key, findings: z.int() });
const Survey = z.strictObject({ key: Key, cells: z.array(Cell), parts: z.array(Part) });
type Key = z.infer<typeof Key>;
type Part = z.infer<typeof Part>;
type Survey = z.infer<typeof Survey>;

const unwritable = (path: string) => (cause: unknown) => Promise.reject(storeError(path, cause));

/** Begins a run folder: refuses one that can't be written before the first call is made. */
export async function beginRun(folder: string, header: z.input<typeof RunHeader>) {
  const paths = runPaths(folder);
  await makeFolder(paths.parts);
  await writeHeader(paths.header, header);
  return writerOf(folder, []);
}

/**
 * Goes on with a run that broke off or ended with gaps; surveys that ended without a gap are done and their findings kept. The run is an
 * unfinished one again. The header may tell of regions that could not be asked for at first.
 */
export async function resumeRun(folder: string, header: z.input<typeof RunHeader>) {
  const paths = runPaths(folder);
  const done: Survey[] = [];
  try {
    for await (const survey of readLines(paths.surveys, Survey, { mayBeTorn: true }))
      if (!survey.cells.some(isGap) && (await isWhole(paths.parts, survey))) done.push(survey);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === "missing")) throw error;
  }
  await makeFolder(paths.parts);
  await rm(paths.summary, { force: true }).catch(unwritable(paths.summary));
  await writeHeader(paths.header, header);
  await writeFile(
    paths.surveys,
    done.map((survey) => `${JSON.stringify(survey)}\n`),
  );
  return writerOf(folder, done);
}

const writeHeader = (path: string, header: z.input<typeof RunHeader>) =>
  writeFile(path, [`${JSON.stringify(RunHeader.parse(header), null, 2)}\n`]);

async function isWhole(folder: string, { parts }: Survey): Promise<boolean> {
  try {
    for (const part of parts) for await (const _ of readPart(folder, part));
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false; // looked at again, so that nothing is lost
    throw error;
  }
}

const readPart = (folder: string, { file, findings }: Part): AsyncGenerator<Finding> =>
  readCounted(join(folder, file), findings, (count, path) => `${path} has ${count} findings, not ${findings}`);

interface Buffer {
  findings: Finding[];
  readonly parts: Part[];
}

function writerOf(folder: string, done: readonly Survey[]) {
  const paths = runPaths(folder);
  const surveys = [...done];
  const isDone = new Set(done.map(({ key }) => nameOfGroup(key)));
  const open = new Map<string, Buffer>();
  const write = partsIn(paths.parts, new Set(done.flatMap(({ parts }) => parts.map(({ file }) => file))));
  const bufferOf = (key: Key): Buffer => {
    const buffer = open.get(nameOfGroup(key)) ?? { findings: [], parts: [] };
    open.set(nameOfGroup(key), buffer);
    return buffer;
  };
  async function spill(buffer: Buffer): Promise<void> {
    const held = buffer.findings;
    buffer.findings = []; // at once, since more may be added while these are written
    for (const findings of Map.groupBy(held, ({ resource }) => nameOfGroup(resource)).values())
      buffer.parts.push(...(await write(findings)));
  }
  return {
    folder,
    isDone: (key: Key): boolean => isDone.has(nameOfGroup(key)),
    /** Keeps the findings of one resource; spills to disk when many are held. */
    async add(key: Key, findings: readonly Finding[]): Promise<void> {
      const buffer = bufferOf(key);
      buffer.findings.push(...findings);
      if (buffer.findings.length >= findingsInMemory) await spill(buffer);
    },
    /** Ends a survey: from here on a resumed run need not do it again. */
    async endSurvey(key: Key, cells: readonly Cell[]): Promise<void> {
      const buffer = bufferOf(key);
      await spill(buffer);
      open.delete(nameOfGroup(key));
      // Parsed, so that it reads the same whether it comes from here or, in a resumed run, from the file.
      const survey = Survey.parse({ key, cells, parts: buffer.parts });
      surveys.push(survey);
      await appendFile(paths.surveys, `${JSON.stringify(survey)}\n`).catch(unwritable(paths.surveys));
    },
    /** Writes findings in their final order and then the summary, each atomically; drops the parts. */
    finish: (rest: Ending): Promise<RunSummary> => finish(folder, surveys, rest),
  };
}
export type RunWriter = ReturnType<typeof writerOf>;

/** Makes a function that writes findings of one group to a file of their own, sorted. */
function partsIn(folder: string, used: ReadonlySet<string>) {
  let files = 0;
  const nextFile = () => {
    do files++;
    while (used.has(`${files}.jsonl`));
    return `${files}.jsonl`;
  };
  return async (findings: Finding[]): Promise<Part[]> => {
    const [first] = findings;
    if (!first) return [];
    const { account, region, type } = first.resource;
    const file = nextFile();
    const lines = findings.sort(compareFindings).map((finding) => `${JSON.stringify(finding)}\n`);
    await writePart(join(folder, file), lines).catch(unwritable(folder));
    return [{ file, group: { account, region, type }, findings: findings.length }];
  };
}

async function* merged(folder: string, surveys: readonly Survey[]): AsyncGenerator<Finding> {
  const parts = surveys.flatMap((survey) => survey.parts);
  const groups = Map.groupBy(parts, ({ group }) => nameOfGroup(group));
  const places = [...new Map(parts.map(({ group }) => [nameOfGroup(group), group])).values()];
  for (const place of places.sort(compareGroups)) {
    const streams = (groups.get(nameOfGroup(place)) ?? []).map((part) => readPart(folder, part));
    yield* mergeSorted(streams, compareFindings);
  }
}

/** What the run itself does not know when it ends; how many findings each exception covers is counted. */
interface Ending extends Pick<RunSummary, "finishedAt" | "calls"> {
  readonly exceptions?: readonly Omit<ExceptionUse, "findings">[];
}

async function finish(folder: string, surveys: readonly Survey[], { finishedAt, calls, exceptions }: Ending): Promise<RunSummary> {
  const paths = runPaths(folder);
  const counts = { pass: 0, fail: 0, "not-applicable": 0, unknown: 0, contained: 0, excepted: 0 };
  const failBySeverity = { low: 0, medium: 0, high: 0, critical: 0 };
  const used = new Map<string, number>();
  async function* lines() {
    for await (const finding of merged(paths.parts, surveys)) {
      counts[finding.verdict.status]++;
      if (finding.contained) counts.contained++;
      if (isExcepted(finding)) counts.excepted++;
      if (finding.exception) used.set(finding.exception.id, (used.get(finding.exception.id) ?? 0) + 1);
      if (finding.verdict.status === "fail" && !isExcepted(finding)) failBySeverity[finding.severity]++;
      yield `${JSON.stringify(finding)}\n`;
    }
  }
  await writeFile(paths.findings, lines());
  const coverage = surveys.flatMap(({ cells }) => cells).sort(compareCells);
  const summary: RunSummary = {
    ...{ finishedAt, counts, failBySeverity, coverage, calls: callsInOrder(calls) },
    ...(exceptions ? { exceptions: exceptions.map((one) => ({ ...one, findings: used.get(one.id) ?? 0 })) } : {}),
  };
  await writeFile(paths.summary, [`${JSON.stringify(summary, null, 2)}\n`]);
  // A run with gaps keeps its parts, so that it can be resumed when the gaps are mended.
  if (coverage.some(isGap)) return summary;
  await rm(paths.parts, { recursive: true, force: true });
  await rm(paths.surveys, { force: true });
  return summary;
}
