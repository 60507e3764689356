/** The AWS emulator: moto, as a server on 127.0.0.1, in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { createServer, Socket } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmulatorError } from "./emulator-error.ts";
import { installEmulator, type Place } from "./emulator-install.ts";

export interface Emulator {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Ends the server; does nothing to an emulator that somebody else started. */
  stop(): Promise<void>;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
}

/** Keys that no account knows. The emulator takes any keys and puts what they make into account 123456789012. */
export const emulatorCredentials = { accessKeyId: "testing", secretAccessKey: "testing", sessionToken: "testing" } as const;
export const emulatorAccount = "123456789012";

const startSeconds = 60;

/**
 * Starts an emulator, and installs it into `cacheFolder` before if need be. It ends with `stop()` or with this process, however
 * that ends. Its log is a file of `cacheFolder`. Throws EmulatorError when it can't be installed or doesn't answer within 60 seconds.
 */
export const startEmulator = async (given: Place): Promise<Emulator> => {
  const place = { ...given, cacheFolder: resolve(given.cacheFolder) };
  const python = await installEmulator(place);
  const logs = join(place.cacheFolder, "emulator-logs");
  await tidy(logs);
  const port = await freePort();
  const logFile = join(logs, `${port}.log`);
  const child = launch(python, port, logFile, place.cacheFolder);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url, logFile);
  return { url, stop: () => stop(child), reset: () => reset(url) };
};

/**
 * The emulator that PLUMBLINE_EMULATOR_URL names, or else a new one. Endpoints and credentials meant for AWS are never read, so
 * nothing that runs on the emulator can reach an account. Throws EmulatorError when the address is not this machine's own or
 * nothing like moto answers there.
 */
export const useEmulator = async (place: Place): Promise<Emulator> => {
  const given = place.environment["PLUMBLINE_EMULATOR_URL"];
  if (given === undefined || given === "") return startEmulator(place);
  const url = loopbackUrl(given);
  if (!(await answersLikeMoto(url))) {
    throw new EmulatorError(
      `PLUMBLINE_EMULATOR_URL is ${url}, and no moto server answers there`,
      "Start moto_server there, or unset PLUMBLINE_EMULATOR_URL so that an emulator is started for you.",
    );
  }
  return { url, stop: async () => undefined, reset: () => reset(url) };
};

const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

const loopbackUrl = (given: string): string => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === "http:" && loopback.test(url.hostname) && url.username === "" && url.password === "") return url.origin;
  throw new EmulatorError(
    "PLUMBLINE_EMULATOR_URL is not an http address of this machine",
    "Use http://127.0.0.1:<port>, or unset it so that an emulator is started for you.",
  );
};

const answersLikeMoto = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/moto-api/`, { redirect: "error", signal: AbortSignal.timeout(5000) });
    return answer.ok && /<title>[^<]*moto/i.test(await answer.text());
  } catch (cause) {
    if (cause instanceof TypeError || (cause instanceof DOMException && cause.name === "TimeoutError")) return false;
    throw cause;
  }
};

const reset = async (url: string): Promise<void> => {
  const answer = await fetch(`${url}/moto-api/reset`, { method: "POST", signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new EmulatorError(`the emulator at ${url} answered ${answer.status} to a reset`, "Start it again.");
  await answer.arrayBuffer();
};

// Its standard input is a pipe held by this process. When that closes, even by a kill -9 of this process, the server ends.
const program = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
`;

const launch = (python: string, port: number, logFile: string, cacheFolder: string): ChildProcess => {
  const log = openSync(logFile, "w");
  const env = {
    PATH: "/usr/bin:/bin",
    HOME: cacheFolder,
    LANG: "C.UTF-8",
    // Else every region owns 1,300 images and snapshots that nobody made.
    MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
    // Else AdministratorAccess and the other policies of AWS do not exist and can't be attached.
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
  };
  const child = spawn(python, ["-c", program, String(port)], { env, cwd: cacheFolder, stdio: ["pipe", log, log] });
  closeSync(log);
  // A command that forgot to stop the emulator can end all the same.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
};

const untilReady = async (child: ChildProcess, url: string, logFile: string): Promise<void> => {
  const failed: { cause?: unknown } = {};
  child.once("error", (cause) => {
    failed.cause = cause;
  });
  const until = performance.now() + startSeconds * 1000;
  while (performance.now() < until && child.exitCode === null && failed.cause === undefined) {
    if (await answersLikeMoto(url)) return;
    await sleep(50);
  }
  await stop(child);
  throw new EmulatorError(`the AWS emulator did not start at ${url}`, `Its log is ${logFile}.`, failed);
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

/** Logs are kept for a day. */
const tidy = async (logs: string): Promise<void> => {
  await mkdir(logs, { recursive: true });
  const oldest = Date.now() - 24 * 60 * 60 * 1000;
  for (const name of await readdir(logs)) {
    const file = join(logs, name);
    if ((await stat(file)).mtimeMs < oldest) await rm(file, { force: true });
  }
};
