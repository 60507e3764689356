/** Installs the emulator, moto, into a folder of the cache, once. */
import { execFile } from "node:child_process";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { EmulatorError } from "./emulator-error.ts";
import { withLock } from "./folder-lock.ts";

const run = promisify(execFile);

export const motoVersion = "5.2.5";
/** 82 MB; `moto[server]` takes 240 MB for services that no test uses. It answers every service that the collectors read. */
const requirements = [`moto[s3,sqs,ec2,iam,sts,dynamodb,events]==${motoVersion}`, "flask", "flask-cors"];
const marker = requirements.join("\n");
const oldestPython = "3.10";
const installMinutes = 10;

export type Environment = Readonly<Record<string, string | undefined>>;
export interface Place {
  readonly cacheFolder: string;
  readonly environment: Environment;
  /** Takes one line at a time, for a person to read. */
  readonly log: (line: string) => void;
}

/**
 * Path of a Python that can import moto. Installs it with uv when that is on PATH, else with `python3 -m venv`.
 * An install that was cut off is done again; of several processes one installs and the others wait.
 * Throws EmulatorError when there is no Python or the download fails.
 */
export const installEmulator = async (given: Place): Promise<string> => {
  const place = { ...given, cacheFolder: resolve(given.cacheFolder) };
  const folder = join(place.cacheFolder, `moto-${motoVersion}`);
  const python = join(folder, "bin", "python");
  if (await isInstalled(folder, python)) return python;
  await mkdir(place.cacheFolder, { recursive: true });
  return withLock(`${folder}.lock`, installMinutes * 60, async () => {
    if (await isInstalled(folder, python)) return python;
    place.log(`installing the AWS emulator (moto ${motoVersion}, up to 160 MB, once) into ${folder}`);
    await rm(folder, { recursive: true, force: true });
    await install(folder, python, place);
    await writeFile(join(folder, "complete"), marker);
    return python;
  });
};

const isInstalled = async (folder: string, python: string): Promise<boolean> => {
  try {
    // The marker is written last. The python of a venv is a link, which dangles once the system's Python is replaced.
    await access(python);
    return (await readFile(join(folder, "complete"), "utf8")) === marker;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return false;
    throw new EmulatorError(`cannot read ${folder}`, "Make the cache folder readable, or set PLUMBLINE_CACHE to another one.", { cause });
  }
};

const install = async (folder: string, python: string, { cacheFolder, environment }: Place): Promise<void> => {
  const clean = installEnvironment(cacheFolder, environment);
  const call = (file: string, ...args: string[]) =>
    run(file, args, { env: clean, cwd: cacheFolder, timeout: installMinutes * 60_000, maxBuffer: 64 * 1024 * 1024 });
  const succeeds: Succeeds = (file, ...args) => call(file, ...args).then(...always);
  const packages = ["install", "--quiet", "--python", python, ...requirements];
  const isWithUv = await succeeds("uv", "venv", "--quiet", "--python", `>=${oldestPython}`, folder);
  if (isWithUv && (await succeeds("uv", "pip", ...packages))) return;
  await rm(folder, { recursive: true, force: true });
  const interpreter = await pythonOn(succeeds);
  await explained(() => call(interpreter, "-m", "venv", folder), noPython);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  // uv takes 3 seconds where pip takes 20 or more.
  if ((await succeeds(python, ...pip, "uv")) && (await succeeds(python, "-m", "uv", "pip", ...packages))) return;
  await explained(() => call(python, ...pip, ...requirements), noDownload);
};

type Succeeds = (file: string, ...args: string[]) => Promise<boolean>;
const always = [() => true, () => false] as const;

const pythonOn = async (succeeds: Succeeds): Promise<string> => {
  const isNewEnough = `import sys; sys.exit(sys.version_info < (${oldestPython.replace(".", ", ")}))`;
  for (const name of ["python3", "python"]) if (await succeeds(name, "-c", isNewEnough)) return name;
  throw new EmulatorError(`the AWS emulator needs Python ${oldestPython} or newer, and there is none on PATH`, noPython);
};

const noPython = "Install Python (on Debian: apt-get install python3 python3-venv) or uv, then try again.";
const noDownload = "It comes from PyPI. Check the network, or name a mirror with PIP_INDEX_URL and UV_INDEX_URL, then try again.";

const explained = async (work: () => Promise<unknown>, hint: string): Promise<void> => {
  try {
    await work();
  } catch (cause) {
    throw new EmulatorError(`could not install the AWS emulator: ${lastLine(cause)}`, hint, { cause });
  }
};

const lastLine = (cause: unknown): string => {
  const text = cause instanceof Error && "stderr" in cause && String(cause.stderr).trim() ? String(cause.stderr) : String(cause);
  return text.trim().split("\n").at(-1)?.trim() ?? "";
};

/** What the installers get: proxies and mirrors of the user, but nothing that would install elsewhere, and no AWS keys. */
const installEnvironment = (cacheFolder: string, environment: Environment): Record<string, string> => {
  const unwanted = /^(AWS_|npm_|PYTHON(PATH|HOME)$|VIRTUAL_ENV$|PIP_(USER|TARGET|PREFIX)$)/;
  const kept = Object.entries(environment).flatMap(([name, value]) => (value === undefined || unwanted.test(name) ? [] : [[name, value]]));
  return {
    HOME: cacheFolder,
    UV_CACHE_DIR: join(cacheFolder, "uv"),
    PIP_CACHE_DIR: join(cacheFolder, "pip"),
    // uv else trusts its own list of authorities, and fails behind a company's proxy. The older name is for older versions.
    UV_SYSTEM_CERTS: "true",
    UV_NATIVE_TLS: "true",
    ...Object.fromEntries(kept),
  };
};
