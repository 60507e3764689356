import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import type { Handler } from "@plumbline/queue-worker/handler";
import { pollOptions } from "./command.ts";
import { Config } from "./config.ts";
import { withVariables } from "./old-words.ts";
import { pollAll } from "./poll-all.ts";

/**
 * Makes the poller's Lambda, which a schedule invokes: it puts a message for each resource into the queue that POLLER_SQS names, and answers
 * with their number. What could not be listed or sent rejects the invocation when all else is sent, so that its alarm goes off.
 */
export const makeHandler =
  (io: Io): Handler =>
  async () => {
    const { environment } = io;
    const command = pollOptions();
    command.parseOptions(withVariables([], environment));
    readVariables(command, environment);
    const config = parseOptions(Config, command);
    if (config.sqs === undefined) throw usageError("POLLER_SQS names no queue", "set it in the environment of the function");
    const { messages, missed } = await pollAll({ ...config, stdout: false }, io);
    if (missed.length > 0) throw new PollIncomplete(messages, missed);
    return { messages };
  };

/** Not every place was seen, or not every message sent; the others are in the queue. */
class PollIncomplete extends Error {
  override readonly name = "PollIncomplete";
  constructor(messages: number, missed: readonly string[]) {
    const more = missed.length > 1 ? `; and ${missed.length - 1} more, all in the log` : "";
    super(`${messages} messages were sent, and this was missed: ${missed[0]}${more}`);
  }
}
