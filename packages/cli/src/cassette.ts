import { resolve } from "node:path";
import { createReplay, type Replay } from "@plumbline/aws-session/replay";
import type { Session } from "@plumbline/aws-session/session";
import type { Answers } from "@plumbline/aws-session/surroundings";
import { Benchmark } from "@plumbline/finding-model/benchmark";
import { ExceptionEntry } from "@plumbline/finding-model/exception";
import { ResourceRef } from "@plumbline/finding-model/resource";
import { readPackedLines, writeLines } from "@plumbline/run-store/cassette-file";
import { StoreError } from "@plumbline/run-store/error";
import { z } from "zod";
import { Config } from "./config.ts";
import { GlobalOptions } from "./global-options.ts";
import type { ChangeIdOf, Ground, Stamps } from "./ground.ts";
import type { Io } from "./io.ts";
import type { ScanOptions } from "./scan.ts";
import { tool } from "./version.ts";

/** Where to look and how to get there; neither where files lie nor a secret: of an external id, only that there was one. */
const Where = GlobalOptions.pick({
  ...{ roleArn: true, accountRole: true, accounts: true, org: true, ou: true, excludeAccount: true, regions: true, endpointUrl: true },
});
/** What is judged, and by what. Exceptions stand here whatever file they came from. */
const Judging = Config.pick({ accounts: true, knownAccounts: true, settings: true }).extend({
  // Those of the old variables have no end.
  exceptions: z.array(z.strictObject({ ...ExceptionEntry.shape, expires: ExceptionEntry.shape.expires.optional() })),
});
const Head = z.strictObject({
  cassette: z.literal(1),
  tool: z.string(),
  region: z.string(),
  hasExternalId: z.boolean(),
  where: Where,
  config: Judging,
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  asked: z.strictObject({ benchmark: Benchmark, settings: z.record(z.string(), z.json()) }).optional(),
});
/** What a run says that no call tells: its name and its instants, and which of our changes are behind what is contained. */
const Tail = z.strictObject({
  stamps: z.strictObject({ id: z.string(), startedAt: z.string(), evaluatedAt: z.string(), finishedAt: z.string() }),
  contained: z.array(z.strictObject({ resource: ResourceRef, change: z.string(), id: z.string() })),
});
type Head = z.infer<typeof Head>;
type Tail = z.infer<typeof Tail>;

/** A recording that is being made. */
export interface Recording {
  readonly io: Io;
  readonly ground: Ground;
  /** Says what no call tells, when the run has ended. */
  close(stamps: Stamps): void;
  /** Resolves when all is in the file; also of a run that broke off. */
  end(): Promise<void>;
}

/** Records a scan into a file: what was asked, every call with its answer, without secrets. */
export async function openRecording(file: string, options: ScanOptions, config: Config, io: Io): Promise<Recording> {
  const lines = await writeLines(resolve(io.folder, file));
  const contained = new Map<string, Tail["contained"][number]>();
  const { checks, excludeChecks, tags, asked, global } = options;
  const headOf = ({ region }: Session): z.input<typeof Head> => ({
    ...{ cassette: 1, tool, region, hasExternalId: global.externalId !== undefined },
    where: Where.parse(global),
    config: {
      ...Config.pick({ accounts: true, knownAccounts: true, settings: true }).parse(pick(config)),
      exceptions: [...config.exceptions],
    },
    ...(checks ? { checks: [...checks] } : {}),
    ...(excludeChecks ? { excludeChecks: [...excludeChecks] } : {}),
    ...(tags ? { tags } : {}),
    ...(asked ? { asked } : {}),
  });
  return {
    io: { ...io, tape: { record: lines.write } },
    ground: {
      config,
      signedIn: (session) => lines.write(JSON.stringify(headOf(session))),
      changeIdOf:
        (known: ChangeIdOf): ChangeIdOf =>
        (resource, change) => {
          const id = known(resource, change);
          if (id !== undefined) contained.set(JSON.stringify([resource, change]), { resource, change, id });
          return id;
        },
    },
    close: (stamps) => lines.write(JSON.stringify({ stamps, contained: [...contained.values()] } satisfies Tail)),
    end: lines.end,
  };
}

const pick = ({ accounts, knownAccounts, settings }: Config) => ({ accounts, knownAccounts, settings });

export interface Replaying {
  readonly options: ScanOptions;
  readonly io: Io;
  readonly ground: Ground;
}

/**
 * Reads a recording: a scan of it makes no call and needs no credentials. What is asked otherwise than it was recorded makes a run of its own;
 * else it is the recorded run, byte for byte. Rejects with a StoreError for a file that is no recording.
 */
export async function openReplay(
  { file, latency = 0 }: { readonly file: string; readonly latency?: number | undefined },
  options: ScanOptions,
  config: Config | undefined,
  io: Io,
): Promise<Replaying> {
  const path = resolve(io.folder, file);
  const found: { head?: Head; tail?: Tail } = {};
  async function* calls(): AsyncGenerator<string> {
    for await (const line of readPackedLines(path)) {
      if (line.startsWith('{"cassette":')) found.head = Head.parse(JSON.parse(line));
      else if (line.startsWith('{"stamps":')) found.tail = Tail.parse(JSON.parse(line));
      else yield line;
    }
  }
  const replay = await createReplay(calls()).catch((cause: unknown) =>
    Promise.reject(cause instanceof StoreError ? cause : broken(path, cause)),
  );
  const { head, tail } = found;
  if (!head) throw broken(path, undefined);
  const isAsIs = !(config || options.checks || options.excludeChecks || options.tags || options.asked || options.now);
  const ids = new Map((tail?.contained ?? []).map(({ resource, change, id }) => [JSON.stringify([resource, change]), id]));
  return {
    options: {
      ...{ checks: head.checks, excludeChecks: head.excludeChecks, tags: head.tags, asked: head.asked },
      ...(options.asked ? { checks: undefined, excludeChecks: undefined } : {}),
      ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
      now: options.now ?? (tail && new Date(tail.stamps.evaluatedAt)),
      global: { ...options.global, ...head.where, ...(head.hasExternalId ? { externalId: "recorded" } : {}) },
    },
    io: { ...io, environment: { AWS_REGION: head.region }, tape: { replay: latency > 0 ? delayed(replay, latency, io) : replay } },
    ground: {
      config: config ?? { ...Config.parse({}), ...head.config },
      ...(isAsIs && tail ? { stamps: tail.stamps } : {}),
      changeIdOf: () => (resource, change) => ids.get(JSON.stringify([resource, change])),
      isReplay: true,
    },
  };
}

/** Answers as late as AWS would. */
const delayed = (replay: Replay, milliseconds: number, { sleep }: Pick<Io, "sleep">): Answers => ({
  async answer(call) {
    await sleep(milliseconds);
    return replay.answer(call);
  },
});

const broken = (path: string, cause: unknown): StoreError =>
  new StoreError(`${path} is no recording of a scan`, { code: "broken", path, hint: "name a file that --record made", cause });
