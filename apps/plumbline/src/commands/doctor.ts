import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import { type Config, readConfig } from "@plumbline/cli/config";
import { type ExitCode, exitCodes, gravest } from "@plumbline/cli/exit-code";
import { explain } from "@plumbline/cli/explain";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { notifierOf } from "@plumbline/cli/notify";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "@plumbline/cli/prove-exceptions";
import { outputFolder } from "@plumbline/cli/scan";
import { findTargets } from "@plumbline/cli/targets";
import { isGap } from "@plumbline/finding-model/coverage";
import { counted } from "@plumbline/reports/text";
import { proveWritable } from "@plumbline/run-store/folder";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ format: z.enum(["terminal", "json"]).default("terminal") });
interface Point {
  readonly what: string;
  readonly isFine: boolean;
  readonly said: string;
  readonly hint?: string | undefined;
}
interface Examined {
  readonly point: Point;
  readonly exitCode: ExitCode;
}

/** `plumbline doctor` */
export const doctorCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline doctor"))
    .description("Tells whether everything is there to begin: configuration, output folder, credentials, accounts and regions. Reads only.")
    .action(async (_options, command: Command) => {
      const options = parseOptions(Options, command);
      const points: Point[] = [];
      const codes: ExitCode[] = [];
      for await (const { point, exitCode } of examine(options, io)) {
        points.push(point);
        codes.push(exitCode);
        if (options.format === "terminal")
          await print(
            io.stdout,
            `${point.isFine ? "ok  " : "BAD "}${point.what.padEnd(22)}${point.said}\n${point.hint ? `    ${point.hint}\n` : ""}`,
          );
      }
      if (options.format === "json") await print(io.stdout, `${JSON.stringify(points, null, 2)}\n`);
      result.exitCode = gravest(codes);
    });

async function point<T>(what: string, look: () => Promise<T>, say: (value: T) => string): Promise<Examined & { value?: T }> {
  try {
    const value = await look();
    return { point: { what, isFine: true, said: say(value) }, exitCode: exitCodes.clean, value };
  } catch (error) {
    const { line, hint, exitCode } = explain(error);
    return { point: { what, isFine: false, said: line, hint }, exitCode };
  }
}

async function* examine(options: z.infer<typeof Options>, io: Io): AsyncGenerator<Examined> {
  const config = await point(
    "configuration",
    () => readProved(options, io),
    ({ exceptions }) => `${exceptions.length} exceptions`,
  );
  yield config;
  const folder = outputFolder(options, io);
  yield await point(
    "output folder",
    () => proveWritable(folder),
    () => folder,
  );
  const session = await point(
    "credentials",
    () => openSession(options, newRunId(io), io),
    ({ callerArn }) => callerArn,
  );
  yield session;
  if (!session.value) return;
  try {
    if (config.value) yield* examineAccounts(session.value, options, config.value);
  } finally {
    session.value.close();
  }
}

async function readProved(options: GlobalOptions, io: Io): Promise<Config> {
  const config = await readConfig(options, io);
  proveExceptions(config.exceptions);
  (await notifierOf(config, options, io)).close();
  return config;
}

async function* examineAccounts(session: Session, options: GlobalOptions, config: Config): AsyncGenerator<Examined> {
  const found = await point(
    "accounts",
    async () => {
      const where = await findTargets(session, [], options, config);
      proveExceptionAccounts(config, where.knownAccounts);
      await proveExceptionRegions(config.exceptions, session, { writes: false });
      return where;
    },
    ({ targets }) => `${targets.length} can be looked at`,
  );
  yield found;
  if (!found.value) return;
  const { targets, lost, left } = found.value;
  for (const { id, regions } of targets) {
    yield await point(
      `account ${id}`,
      () => session.connect({ account: id, region: regions[0]?.name ?? mainRegion(session.partition) }),
      () => `${counted(regions.length, "region")}: ${regions.map(({ name }) => name).join(", ")}`,
    );
  }
  for (const { account, message } of lost.filter(isGap))
    yield { point: { what: `account ${account}`, isFine: false, said: message ?? "can't be reached" }, exitCode: exitCodes.incomplete };
  for (const { account, reason } of left)
    yield { point: { what: `account ${account}`, isFine: true, said: `left out: ${reason}` }, exitCode: exitCodes.clean };
}
