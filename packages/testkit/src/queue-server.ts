/** A second SQS that shares no code with the emulator: ElasticMQ, as a server on 127.0.0.1. */
import { join, resolve } from "node:path";
import { emulatorAccount } from "./emulator.ts";
import { EmulatorError } from "./emulator-error.ts";
import type { Place } from "./emulator-install.ts";
import { type LocalServer, startServer } from "./local-server.ts";
import { installQueueServer } from "./queue-server-install.ts";

/** Starts ElasticMQ, and installs it into `cacheFolder` before if need be. Throws EmulatorError when it can't be had. */
export const startQueueServer = async (given: Place): Promise<LocalServer> => {
  const place = { ...given, cacheFolder: resolve(given.cacheFolder) };
  const { java, classPath } = await installQueueServer(place);
  const configuration = (port: number) => join(place.cacheFolder, "emulator-logs", `${port}.conf`);
  return startServer({
    name: "the second queue server",
    cacheFolder: place.cacheFolder,
    command: (port) => ["/bin/sh", "-c", script, "sh", configurationText(port), configuration(port), java, classPath],
    environment: {},
    isReady: async (url) => {
      try {
        const answer = await fetch(`${url}/?Action=ListQueues`, { signal: AbortSignal.timeout(5000) });
        return answer.ok && (await answer.text()).includes("<ListQueuesResponse");
      } catch (cause) {
        if (cause instanceof TypeError || (cause instanceof DOMException && cause.name === "TimeoutError")) return false;
        throw cause;
      }
    },
  });
};

// Java does not heed its standard input; the shell does, and ends it.
const script = `
printf %s "$1" > "$2"
exec 3<&0
"$3" -Dconfig.file="$2" -cp "$4" org.elasticmq.server.Main &
server=$!
(cat <&3 >/dev/null; kill "$server" 2>/dev/null) &
wait "$server"
`;

const configurationText = (port: number): string => `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
aws { region = us-east-1, accountId = "${emulatorAccount}" }
`;

/** A second queue server, or why there is none. */
export type MaybeQueueServer = { readonly server: LocalServer } | { readonly missing: string };

/** Starts the second queue server where it can be had. `CI=true` demands it: its absence is an error there, and told by name elsewhere. */
export const tryQueueServer = async (place: Place): Promise<MaybeQueueServer> => {
  try {
    return { server: await startQueueServer(place) };
  } catch (error) {
    if (!(error instanceof EmulatorError) || place.environment["CI"] === "true") throw error;
    return { missing: `not run on ElasticMQ: ${error.message}. ${error.hint}` };
  }
};
