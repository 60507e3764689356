import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { useEmulator } from "./emulator.ts";
import { EmulatorError } from "./emulator-error.ts";
import { installEmulator } from "./emulator-install.ts";

const log = () => undefined;
const scratch = { folder: "" };
beforeEach(async () => {
  scratch.folder = await mkdtemp(join(tmpdir(), "emulator-"));
});
afterEach(() => rm(scratch.folder, { recursive: true, force: true }));

const path = () => ({ PATH: `${scratch.folder}:/usr/bin:/bin` });
const pretend = (command: string, script: string) => writeFile(join(scratch.folder, command), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

describe("PLUMBLINE_EMULATOR_URL that is not this machine's own", () => {
  const rows = {
    "an endpoint of AWS": "https://sts.amazonaws.com",
    "an address of the local network": "http://192.168.1.10:5000",
    "all interfaces": "http://0.0.0.0:5000",
    "a name that begins like a loopback address": "http://127.0.0.1.example.com:5000",
    "a name that begins with localhost": "http://localhost.example.com",
    "a host hidden behind a user name": "http://127.0.0.1@example.com",
    "a password": "http://user:secret@127.0.0.1:5000",
    "an IPv6 address": "http://[2001:db8::1]:5000",
    "another protocol": "ftp://127.0.0.1",
    "no address at all": "yes",
  };
  test.each(Object.entries(rows))("%s", async (_name, url) => {
    const environment = { PLUMBLINE_EMULATOR_URL: url };
    const refusal = await useEmulator({ cacheFolder: scratch.folder, environment, log }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmulatorError);
    expect(String(refusal)).toContain("not an http address of this machine");
    expect(String(refusal)).not.toContain("secret");
  });
});

describe("PLUMBLINE_EMULATOR_URL of this machine where moto doesn't answer", () => {
  const rows: Record<string, { status: number; headers?: Record<string, string>; body: string }> = {
    "a web server that answers everything": { status: 200, body: "<html><title>Hello</title></html>" },
    "a server that has no such page": { status: 404, body: "<title>Moto</title>" },
    "a server that sends us elsewhere": { status: 302, headers: { location: "http://192.0.2.1/" }, body: "" },
  };
  test.each(Object.entries(rows))("%s", async (_name, { status, headers, body }) => {
    const server = createServer((_request, response) => response.writeHead(status, headers).end(body)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const environment = { PLUMBLINE_EMULATOR_URL: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
    await expect(useEmulator({ cacheFolder: scratch.folder, environment, log })).rejects.toThrow("no moto server answers there");
    server.close();
  });

  test("nothing listens", async () => {
    const environment = { PLUMBLINE_EMULATOR_URL: "http://localhost:1" };
    await expect(useEmulator({ cacheFolder: scratch.folder, environment, log })).rejects.toThrow("no moto server answers there");
  });
});

describe("installing", () => {
  test("without Python it names the Debian packages", async () => {
    const environment = { PATH: scratch.folder };
    const refusal = await installEmulator({ cacheFolder: scratch.folder, environment, log }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmulatorError);
    expect((refusal as EmulatorError).message).toContain("Python 3.10");
    expect((refusal as EmulatorError).hint).toContain("apt-get install python3 python3-venv");
  });

  test("with a Python that has no venv it names the Debian packages too", async () => {
    await pretend("uv", "exit 1");
    await pretend("python3", '[ "$1" = -c ] || { echo "ensurepip is not available." >&2; exit 1; }');
    const refusal = await installEmulator({ cacheFolder: scratch.folder, environment: path(), log }).catch((error: unknown) => error);
    expect((refusal as EmulatorError).message).toBe("could not install the AWS emulator: ensurepip is not available.");
    expect((refusal as EmulatorError).hint).toContain("python3-venv");
  });

  test("a failed download says so, and is not taken for an install", async () => {
    await pretend("uv", "exit 1");
    await pretend(
      "python3",
      '[ "$2" != venv ] || { mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; }; [ "$2" != pip ] || { echo "no route" >&2; exit 1; }',
    );
    const install = () => installEmulator({ cacheFolder: scratch.folder, environment: path(), log }).catch((error: unknown) => error);
    for (const refusal of [await install(), await install()]) {
      expect((refusal as EmulatorError).message).toBe("could not install the AWS emulator: no route");
      expect((refusal as EmulatorError).hint).toContain("PIP_INDEX_URL");
    }
  });

  test("uv is preferred; an install is done once, by one of those who want it, and gets no key of AWS", async () => {
    await pretend(
      "uv",
      `echo "$1 $2 $AWS_PROFILE" >> "${scratch.folder}/calls"; [ "$1" != venv ] || { for f in "$@"; do :; done; mkdir -p "$f/bin"; : > "$f/bin/python"; }`,
    );
    const lines: string[] = [];
    const environment = { ...path(), AWS_PROFILE: "production" };
    const install = () => installEmulator({ cacheFolder: scratch.folder, environment, log: (line) => lines.push(line) });
    const [first, second] = await Promise.all([install(), install()]);
    expect(first).toBe(second);
    expect(await install()).toBe(first);
    expect(lines).toHaveLength(1);
    expect((await readFile(join(scratch.folder, "calls"), "utf8")).split("\n")).toEqual(["venv --quiet ", "pip install ", ""]);
    await rm(join(scratch.folder, "moto-5.2.5", "complete"));
    await install();
    expect(lines).toHaveLength(2);
  });
});
