/** PostgreSQL as the machine has it (Debian: apt-get install postgresql), in a new folder, on 127.0.0.1 alone. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { Client } from "pg";
import { EmulatorError } from "./emulator-error.ts";
import type { Place } from "./emulator-install.ts";
import { startServer } from "./local-server.ts";

export interface PostgresServer {
  /** Makes an empty database and answers its address, with the name and password of a superuser. */
  create(name: string): Promise<string>;
  /** With TLS: the file of its certificate, which it has signed itself, for `localhost` and not for 127.0.0.1. */
  readonly certificateFile: string | undefined;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Takes connections by TLS too. Wants `openssl`. */
  readonly tls?: boolean;
}

const password = "of-the-tests-alone";
const hint = "Install it (on Debian: apt-get install postgresql), then try again.";

/** Starts a server with an empty cluster that goes with it. Throws EmulatorError when there is none or it does not start. */
export const startPostgres = async (given: Place, { tls = false }: PostgresOptions = {}): Promise<PostgresServer> => {
  const cacheFolder = resolve(given.cacheFolder);
  const programs = await programFolder(given.environment["PATH"] ?? "");
  const certificates = tls ? await mkdtemp(join(tmpdir(), "plumbline-certificate-")) : "";
  const server = await startServer({
    name: "PostgreSQL",
    cacheFolder,
    command: (port) => ["/bin/sh", "-c", script, "sh", programs, String(port), password, certificates],
    environment: {},
    isReady: (url) => answers(addressOf(url, "postgres")),
  });
  return {
    async create(name) {
      const client = new Client({ connectionString: addressOf(server.url, "postgres") });
      await client.connect();
      try {
        await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return addressOf(server.url, name);
    },
    certificateFile: tls ? join(certificates, "server.crt") : undefined,
    async stop() {
      await server.stop();
      if (tls) await rm(certificates, { recursive: true, force: true });
    },
  };
};

const addressOf = (url: string, database: string): string => `postgres://plumbline:${password}@${new URL(url).host}/${database}`;

const answers = async (address: string): Promise<boolean> => {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: 5000 });
  // A server that goes away in the middle says so here too.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

/** A server, or why there is none. */
export type MaybePostgres = { readonly server: PostgresServer } | { readonly missing: string };

/** Starts a server where there is PostgreSQL. `CI=true` demands it: its absence is an error there, and told by name elsewhere. */
export const tryPostgres = async (place: Place): Promise<MaybePostgres> => {
  try {
    return { server: await startPostgres(place) };
  } catch (error) {
    if (!(error instanceof EmulatorError) || place.environment["CI"] === "true") throw error;
    return { missing: `not run on PostgreSQL: ${error.message}. ${error.hint}` };
  }
};

/** Where `postgres` and `initdb` are: Debian keeps them off PATH. */
export const programFolder = async (path: string, debian = "/usr/lib/postgresql"): Promise<string> => {
  const versions = (await names(debian)).sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, "bin"));
  for (const folder of [...versions, ...path.split(delimiter)]) if ((await names(folder)).includes("initdb")) return folder;
  throw new EmulatorError("there is no PostgreSQL server on this machine", hint);
};
const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

// PostgreSQL refuses to run as root, so that it takes on its own user there. The shell ends it when its own standard input closes.
const script = `
set -e
folder=$(mktemp -d /tmp/plumbline-postgres-XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
  user=nobody; id postgres >/dev/null 2>&1 && user=postgres
  chown "$user" "$folder"
  as="setpriv --reuid=$user --regid=$(id -g $user) --clear-groups"
fi
cd "$folder"
printf %s "$3" > password && chmod 644 password
$as "$1/initdb" -D data -U plumbline --pwfile=password -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync
tls=""
if [ -n "$4" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout server.key -out server.crt
  cp server.crt "$4/server.crt"
  [ -z "$as" ] || chown "$user" server.key
  chmod 600 server.key
  tls="-c ssl=on -c ssl_cert_file=$folder/server.crt -c ssl_key_file=$folder/server.key"
fi
exec 3<&0
$as "$1/postgres" -D "$folder/data" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories="" -c fsync=off -c max_connections=200 $tls &
server=$!
(cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null; true) &
wait "$server" || true
cd / && rm -rf "$folder"
`;
