import type { Auditor } from "@plumbline/audit-kit/define";
import type { Exceptions } from "@plumbline/audit-kit/exceptions";
import { audit } from "@plumbline/audit-kit/run";
import type { Session } from "@plumbline/aws-session/session";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import type { RunWriter } from "@plumbline/run-store/write-run";
import type { Config } from "./config.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { ChangeIdOf } from "./ground.ts";
import type { Io } from "./io.ts";
import { makeLog } from "./log.ts";
import { makeProgress } from "./progress.ts";
import { isOff, logLeft, type Targets } from "./targets.ts";
import { leftOver, nameOfSurvey, ScanStopped, surveysOf, untilStopped, type Watch } from "./watch.ts";

interface Looking {
  readonly session: Session;
  readonly auditors: readonly Auditor[];
  readonly where: Targets;
  readonly config: Config;
  readonly exceptions: Exceptions;
  readonly header: RunHeader;
  readonly run: RunWriter;
  readonly changeIdOf: ChangeIdOf;
  readonly watch: Watch | undefined;
}

/** Looks and judges until all is done, or the watch stops it, and keeps what is found in the run. */
export async function look(looking: Looking, global: GlobalOptions, io: Io): Promise<void> {
  const { session, auditors, where, config, exceptions, header, run, changeIdOf, watch } = looking;
  logLeft(where, makeLog(io, global));
  const surveys = surveysOf(auditors, where.targets);
  const left = new Set(surveys.filter((survey) => !run.isDone(survey)).map(nameOfSurvey));
  const progress = makeProgress(io, left.size, global);
  const done = { surveys: 0, resources: 0 };
  const tell = () => watch?.progress?.({ run: header.id, done: surveys.length - left.size, total: surveys.length });
  tell();
  const evaluatedAt = new Date(header.evaluatedAt);
  const isNothing = isOff(where.targets);
  const outcomes = audit({
    ...{ auditors, targets: where.targets, knownAccounts: where.knownAccounts, settings: config.settings, now: evaluatedAt },
    partition: session.partition,
    connect: (place) => session.connect(place),
    skip: run.isDone,
    exceptions,
    changeIdOf,
    ...(header.tags ? { tags: header.tags } : {}),
  });
  try {
    for await (const outcome of untilStopped(outcomes, watch?.stop)) {
      if (outcome.kind === "survey") {
        done.surveys++;
        await run.endSurvey(outcome.key, outcome.cells);
        left.delete(nameOfSurvey(outcome.key));
        tell();
      } else {
        done.resources++;
        await run.add(
          outcome.key,
          outcome.findings.filter((finding) => !isNothing(finding)),
        );
      }
      progress.advance(done.surveys, `${done.resources} resources`);
    }
  } finally {
    progress.end();
  }
  if (left.size > 0 && watch?.stop?.aborted) {
    if (watch.whenStopped === "leave") throw new ScanStopped(run.folder, header.id);
    for (const { key, cells, findings } of leftOver(
      auditors,
      surveys.filter((survey) => left.has(nameOfSurvey(survey))),
      session.partition,
    )) {
      await run.add(key, findings);
      await run.endSurvey(key, cells);
    }
  }
  for (const cells of Map.groupBy(where.lost, ({ account, type }) => `${account} ${type}`).values()) {
    const [first] = cells;
    if (first) await run.endSurvey({ account: first.account, region: first.region, type: first.type }, cells);
  }
}
