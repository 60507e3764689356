/**
 * Runs a task of this repository on a machine that has nothing but Node 18 and npm: `node tools/run.mjs demo|test|verify [arguments]`
 * and `node tools/run.mjs exec -- command`. It has no dependencies, as it runs before they are installed.
 * Node and pnpm of the right versions are taken from PATH, else fetched by npx. Standard output belongs to the task alone.
 */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, constants as system } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const nodeVersion = "24.21.0";
const pnpmVersion = "12.21.0";
const oldestNode = [22, 18];
const oldestPnpm = [12, 0];
const scripts = { demo: "demo:run", test: "test:run", verify: "verify" };
const usage = "usage: node tools/run.mjs demo|test|verify [arguments], or node tools/run.mjs exec -- command [arguments]";
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, ".cache");

/** Ends the run with one line. */
class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const main = async ([task, ...rest]) => {
  const args = rest[0] === "--" ? rest.slice(1) : rest;
  if (task !== "exec" && !Object.hasOwn(scripts, task ?? "")) throw new Stop(usage, 2);
  if (task === "exec" && args.length === 0) throw new Stop(usage, 2);
  if (!isAtLeast(process.versions.node, [18, 0])) throw new Stop(`Node 18 or newer is needed to start; this is ${process.versions.node}`);
  mustBeWritable();
  const environment = withTools(cleanEnvironment(process.env));
  if (task === "exec") return run(args[0], args.slice(1), environment, "inherit");
  const steps = [...(isInstalled() ? [] : [install]), build];
  for (const step of steps) {
    const result = await step(environment);
    if (result.signal || result.code !== 0) return result;
  }
  return run("pnpm", ["--silent", "run", scripts[task], ...args], environment, "inherit");
};

const mustBeWritable = () => {
  try {
    accessSync(root, constants.W_OK);
    mkdirSync(cache, { recursive: true });
    for (const folder of [cache, join(root, "node_modules")].filter(existsSync)) accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new Stop(`cannot write to ${cause.path ?? root} (${cause.code}): installing and building need a clone that you may write to`);
  }
};

/** Where packages come from stays as the caller set it. */
const kept = /^npm_config_(registry|userconfig|globalconfig|cache|ca|cafile|strict_ssl|proxy|https_proxy|noproxy|fetch_.*)$/i;

/** Drops what npm tells its scripts, which would steer npx and pnpm, and NODE_ENV, which would leave out what builds and tests need. */
const cleanEnvironment = (given) => {
  const unwanted = (name) => (/^npm_/i.test(name) && !kept.test(name)) || name === "NODE_ENV" || name === "INIT_CWD";
  const environment = Object.fromEntries(Object.entries(given).filter(([name]) => !unwanted(name)));
  environment.TURBO_TELEMETRY_DISABLED = "1";
  environment.COREPACK_ENABLE_DOWNLOAD_PROMPT = "0";
  // npm waits 70 seconds by default until it believes that there is no network.
  environment.npm_config_fetch_retry_mintimeout ??= "1000";
  environment.npm_config_fetch_retry_maxtimeout ??= "5000";
  environment.PLUMBLINE_CACHE = given.PLUMBLINE_CACHE || cache;
  const home = given.HOME || homedir();
  if (!isWritable(home)) {
    environment.HOME = join(cache, "home");
    mkdirSync(environment.HOME, { recursive: true });
    for (const name of ["XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"]) delete environment[name];
    if (existsSync(join(home, ".npmrc"))) environment.npm_config_userconfig ??= join(home, ".npmrc");
  }
  return environment;
};

const isWritable = (folder) => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** The environment with Node and pnpm of the right versions first on PATH. */
const withTools = (environment) => {
  if (hasTools(environment)) return environment;
  const remembered = join(cache, `tools-${nodeVersion}-${pnpmVersion}`);
  if (existsSync(remembered)) {
    const found = prepend(readFileSync(remembered, "utf8"), environment);
    if (hasTools(found)) return found;
  }
  const folder = fetchTools(environment);
  const fetched = prepend(folder, environment);
  if (!hasTools(fetched)) throw new Stop(`npx installed Node ${nodeVersion} and pnpm ${pnpmVersion} into ${folder}, but they do not run`);
  writeFileSync(remembered, folder);
  return fetched;
};

const prepend = (folder, environment) => ({ ...environment, PATH: [folder, environment.PATH].join(delimiter) });

const hasTools = (environment) =>
  isAtLeast(versionOf("node", environment), oldestNode) && isAtLeast(versionOf("pnpm", environment), oldestPnpm);

const versionOf = (command, environment) => {
  const { status, stdout } = spawnSync(command, ["--version"], { cwd: root, env: environment, encoding: "utf8", timeout: 60_000 });
  return status === 0 ? stdout.trim().replace(/^v/, "") : "0.0.0";
};

const isAtLeast = (version, [major, minor]) => {
  const [hasMajor = 0, hasMinor = 0] = version.split(".").map(Number);
  return hasMajor > major || (hasMajor === major && hasMinor >= minor);
};

/** Answers the folder of npx's cache that holds both commands. */
const fetchTools = (environment) => {
  say(`fetching Node ${nodeVersion} and pnpm ${pnpmVersion} (once)`);
  const packages = ["-p", `node@${nodeVersion}`, "-p", `pnpm@${pnpmVersion}`];
  // The package `node` puts its binary in place with an install script.
  const args = ["--yes", "--ignore-scripts=false", ...packages, "--", "node", "-p", "process.env.PATH"];
  const { status, stdout, stderr, error } = spawnSync("npx", args, { cwd: root, env: environment, encoding: "utf8" });
  if (error?.code === "ENOENT")
    throw new Stop("npm is needed to fetch Node and pnpm, and npx is not on PATH (Debian: apt-get install npm)");
  if (status !== 0) throw new Stop(`could not fetch Node ${nodeVersion} and pnpm ${pnpmVersion}: ${whyNot(stderr, error)}`);
  const folder = stdout.split(delimiter).find((entry) => existsSync(join(entry, "pnpm")) && existsSync(join(entry, "node")));
  if (folder === undefined) throw new Stop(`npx fetched Node ${nodeVersion} and pnpm ${pnpmVersion}, but put neither on PATH`);
  return folder.trim();
};

const whyNot = (stderr, error) => {
  const text = stderr ?? "";
  const code = /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/.exec(text)?.[1];
  if (code) return `no network, or the npm registry does not answer (${code})`;
  const lines = text.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  return (lines.find((line) => !/ code /.test(line)) ?? String(error ?? "npx failed")).replace(/^npm (error|ERR!)\s*/, "");
};

/** True when nothing that decides what is installed has changed since the last install. */
const isInstalled = () => {
  const installed = modifiedAt(join(root, "node_modules/.modules.yaml"));
  const folders = ["packages", "apps"].flatMap((group) => childrenOf(join(root, group)));
  const inputs = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"].map((name) => join(root, name));
  const isNewest = [...inputs, ...folders.map((folder) => join(folder, "package.json"))].every((file) => modifiedAt(file) < installed);
  return isNewest && folders.every((folder) => !existsSync(join(folder, "package.json")) || existsSync(join(folder, "node_modules")));
};

const childrenOf = (folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
const modifiedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const install = async (environment) => {
  say("installing the dependencies");
  const args = ["install", "--frozen-lockfile", "--config.confirmModulesPurge=false", "--reporter=append-only", "--loglevel=warn"];
  const result = await run("pnpm", args, environment, "stderr");
  if (result.code === 0) utimesSync(join(root, "node_modules/.modules.yaml"), new Date(), new Date());
  else if (!result.signal) say("pnpm install failed: the lines above say why");
  return result;
};

const build = async (environment) => {
  const result = await run("pnpm", ["--silent", "run", "build"], environment, "stderr");
  if (result.code !== 0 && !result.signal) say("the build failed: the lines above say why");
  return result;
};

/** Runs a command to its end and passes on the signals that this process gets. What it prints goes to `output`. */
const run = (command, args, environment, output) =>
  new Promise((resolve, reject) => {
    const stdio = ["inherit", output === "stderr" ? process.stderr.fd : "inherit", "inherit"];
    const child = spawn(command, args, { cwd: command === "pnpm" ? root : process.cwd(), env: environment, stdio });
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    // A terminal sends Ctrl-C to the whole group, so the child has had it already.
    const pass = (signal) => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
    for (const signal of signals) process.on(signal, pass);
    child.once("error", (cause) => reject(new Stop(`cannot run ${command}: ${cause.code ?? cause.message}`, 127)));
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, pass);
      resolve({ code, signal });
    });
  });

const say = (line) => process.stderr.write(`plumbline: ${line}\n`);

try {
  const { code, signal } = await main(process.argv.slice(2));
  process.exitCode = signal ? 128 + system.signals[signal] : code;
} catch (cause) {
  if (!(cause instanceof Stop)) throw cause;
  say(cause.message);
  process.exitCode = cause.exitCode;
}
