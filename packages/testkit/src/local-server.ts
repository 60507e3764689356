/** Servers of the tests: each a process of its own on 127.0.0.1, which ends with the process that started it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmulatorError } from "./emulator-error.ts";
import { tidy } from "./tidy.ts";

export interface LocalServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}
export interface Starting {
  /** For a person to read, such as `the AWS emulator`. */
  readonly name: string;
  readonly cacheFolder: string;
  /** The program and its arguments. Its standard input is a pipe; when that closes, it must end. */
  command(port: number): readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  isReady(url: string): Promise<boolean>;
}

const startSeconds = 60;

/**
 * Starts a server on a free port and waits until it answers. Its log is a file of `cacheFolder`. Throws EmulatorError when it ends or does not
 * answer within 60 seconds.
 */
export const startServer = async ({ name, cacheFolder, command, environment, isReady }: Starting): Promise<LocalServer> => {
  const logs = join(cacheFolder, "emulator-logs");
  await tidy(logs, Date.now());
  const port = await freePort();
  const logFile = join(logs, `${port}.log`);
  const [program, ...words] = command(port);
  const log = openSync(logFile, "w");
  const env = { PATH: "/usr/bin:/bin", HOME: cacheFolder, LANG: "C.UTF-8", ...environment };
  const child = spawn(program, words, { env, cwd: cacheFolder, stdio: ["pipe", log, log] });
  closeSync(log);
  // A command that forgot to stop the server can end all the same.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  const url = `http://127.0.0.1:${port}`;
  const failed: { cause?: unknown } = {};
  child.once("error", (cause) => {
    failed.cause = cause;
  });
  const until = performance.now() + startSeconds * 1000;
  while (performance.now() < until && child.exitCode === null && failed.cause === undefined) {
    if (await isReady(url)) return { url, stop: () => stop(child) };
    await sleep(50);
  }
  await stop(child);
  throw new EmulatorError(`${name} did not start at ${url}`, `Its log is ${logFile}.`, failed);
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.ref();
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new EmulatorError("no free port on 127.0.0.1", "Try again.");
  return address.port;
};
