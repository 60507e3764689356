import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { mainRegion } from "@plumbline/aws-session/partition";
import { readConfig } from "@plumbline/cli/config";
import { exitCodes } from "@plumbline/cli/exit-code";
import { explain } from "@plumbline/cli/explain";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { outputFolder } from "@plumbline/cli/scan";
import { findTargets } from "@plumbline/cli/targets";
import { isGap } from "@plumbline/finding-model/coverage";
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

/** `plumbline doctor` */
export const doctorCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline doctor"))
    .description("Tells whether everything is there to begin: configuration, output folder, credentials, accounts and regions. Reads only.")
    .action(async (_options, command: Command) => {
      const options = parseOptions(Options, command);
      const points: Point[] = [];
      for await (const point of examine(options, io)) {
        points.push(point);
        if (options.format === "terminal")
          await print(
            io.stdout,
            `${point.isFine ? "ok  " : "BAD "}${point.what.padEnd(22)}${point.said}\n${point.hint ? `    ${point.hint}\n` : ""}`,
          );
      }
      if (options.format === "json") await print(io.stdout, `${JSON.stringify(points, null, 2)}\n`);
      result.exitCode = points.every(({ isFine }) => isFine) ? exitCodes.clean : exitCodes.incomplete;
    });

async function point<T>(what: string, look: () => Promise<T>, say: (value: T) => string): Promise<{ point: Point; value?: T }> {
  try {
    const value = await look();
    return { point: { what, isFine: true, said: say(value) }, value };
  } catch (error) {
    const { line, hint } = explain(error);
    return { point: { what, isFine: false, said: line, hint } };
  }
}

async function* examine(options: z.infer<typeof Options>, io: Io): AsyncGenerator<Point> {
  const config = await point(
    "configuration",
    () => readConfig(options.config, io),
    ({ exceptions }) => `${exceptions.length} exceptions`,
  );
  yield config.point;
  yield (
    await point(
      "output folder",
      () => writable(outputFolder(options, io)),
      (folder) => folder,
    )
  ).point;
  const session = await point(
    "credentials",
    () => openSession(options, newRunId(io), io),
    ({ callerArn }) => callerArn,
  );
  yield session.point;
  if (!session.value || !config.value) return;
  const { value: opened } = session;
  try {
    const where = await findTargets(opened, [], options, config.value);
    for (const { id, regions } of where.targets) {
      const [first] = regions;
      yield (
        await point(
          `account ${id}`,
          () => opened.connect({ account: id, region: first?.name ?? mainRegion(opened.partition) }),
          () => `${regions.length} regions: ${regions.map(({ name }) => name).join(", ")}`,
        )
      ).point;
    }
    for (const { account, message } of where.lost.filter(isGap))
      yield { what: `account ${account}`, isFine: false, said: message ?? "can't be reached" };
    for (const { account, reason } of where.left) yield { what: `account ${account}`, isFine: true, said: `left out: ${reason}` };
  } finally {
    opened.close();
  }
}

/** Answers the folder when it, or the nearest folder above it that exists, can be written. */
async function writable(folder: string): Promise<string> {
  let nearest = folder;
  while (
    !(await stat(nearest).then(
      (s) => s.isDirectory(),
      () => false,
    ))
  )
    nearest = dirname(nearest);
  await access(nearest, constants.W_OK);
  return folder;
}
