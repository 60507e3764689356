import { randomUUID } from "node:crypto";
import { testIo } from "@plumbline/cli/io.fixture";
import { runCommand } from "@plumbline/cli/run-command";
import { carCommand } from "./command.ts";
import { runConnector } from "./run-connector.ts";
import type { World } from "./world.fixture.ts";

/** The connector's own command, with the codes of IBM's, and that of Plumbline. */
export const commands = ["connector", "plumbline"] as const;
export type CommandName = (typeof commands)[number];

/** Runs one of the two commands in a world, a minute after the last run. A pause lasts no time and moves the clock on all the same. */
export async function runAs(
  command: CommandName,
  { clock, environment, folder }: Pick<World, "clock" | "environment" | "folder">,
  words: readonly string[] = [],
  given: Readonly<Record<string, string>> = {},
) {
  clock.now += 60_000;
  const { io, stdout, stderr } = testIo({
    ...{ environment: { ...environment, ...given }, folder, now: () => new Date(clock.now), random: () => randomUUID().slice(0, 6) },
    async sleep(milliseconds) {
      clock.now += milliseconds;
    },
  });
  const result = { exitCode: 0 as const };
  const code = command === "connector" ? await runConnector(words, io) : await runCommand(carCommand(io, result), words, io, result);
  return { code, stdout: stdout(), stderr: stderr() };
}
