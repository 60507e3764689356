import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { EnqueueConfig } from "../config.ts";
import { addEnqueueOptions } from "../options.ts";

const codes = "Exit codes: 0 all messages were taken, 2 usage, 3 some were not, 70 internal error.";

/** `plumbline iam enqueue` */
export const addEnqueue: AddCommand = (group, io, result) => {
  addEnqueueOptions(group.command("enqueue"))
    .description(
      `Asks processors to collect: one message for each account and item, to a queue or a topic, as the manager's function does. ${codes}`,
    )
    .action(async (_options, self) => {
      const { enqueueAndTell } = await loaded(import("../enqueue-and-tell.ts"));
      result.exitCode = await enqueueAndTell(parseOptions(EnqueueConfig, self), io);
    });
};
