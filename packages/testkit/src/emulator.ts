/** The AWS emulator: moto, as a server on 127.0.0.1, in a process of its own. */
import { resolve } from "node:path";
import { EmulatorError } from "./emulator-error.ts";
import { installEmulator, type Place } from "./emulator-install.ts";
import { startServer } from "./local-server.ts";

export interface Emulator {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Ends the server; does nothing to an emulator that somebody else started. */
  stop(): Promise<void>;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
}

export interface EmulatorPlace extends Place {
  /** How long a thread of the server may run before another one has its turn; Python's own 0.005 unless told. */
  readonly threadSeconds?: number;
}

/** Keys that no account knows. The emulator takes any keys and puts what they make into account 123456789012. */
export const emulatorCredentials = { accessKeyId: "testing", secretAccessKey: "testing", sessionToken: "testing" } as const;
export const emulatorAccount = "123456789012";

/**
 * Starts an emulator, and installs it into `cacheFolder` before if need be. It ends with `stop()` or with this process, however
 * that ends. Its log is a file of `cacheFolder`. Throws EmulatorError when it can't be installed or doesn't answer within 60 seconds.
 */
export const startEmulator = async ({ threadSeconds, ...given }: EmulatorPlace): Promise<Emulator> => {
  const place = { ...given, cacheFolder: resolve(given.cacheFolder) };
  const python = await installEmulator(place);
  const server = await startServer({
    name: "the AWS emulator",
    cacheFolder: place.cacheFolder,
    command: (port) => [python, "-c", program, String(port), String(threadSeconds ?? 0.005)],
    environment: {
      // Else every region owns 1,300 images and snapshots that nobody made.
      MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
      // Else AdministratorAccess and the other policies of AWS do not exist and can't be attached.
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    },
    isReady: answersLikeMoto,
  });
  return { ...server, reset: () => reset(server.url) };
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
// DynamoDB is asked one call at a time: moto reads the condition of a write and writes without holding the item, so that of two claims
// at once both could succeed, which at AWS never happens.
// Instances are found by their network interfaces too, which moto refuses with a 500.
const program = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
sys.setswitchinterval(float(sys.argv[2]))
from moto.dynamodb.responses import DynamoHandler
answer, turn = DynamoHandler.call_action, threading.Lock()
def answer_alone(handler):
    with turn:
        return answer(handler)
DynamoHandler.call_action = answer_alone
from moto.ec2.utils import filter_dict_attribute_mapping
filter_dict_attribute_mapping["network-interface.network-interface-id"] = "network_interfaces.id"
from moto.server import main
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
`;
