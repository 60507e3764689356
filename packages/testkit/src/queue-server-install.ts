/** Fetches ElasticMQ with Maven into a folder of the cache, once. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";
import { EmulatorError } from "./emulator-error.ts";
import type { Place } from "./emulator-install.ts";
import { withLock } from "./folder-lock.ts";

const run = promisify(execFile);

export const elasticmqVersion = "1.6.11";
const pluginVersion = "3.8.1";
/** Of the names and digests of all 39 jars, so that nothing but these is ever run. */
const digestOfJars = "64b7896a098fec319c55c3210dbb108515f71a9ea3def292398878cb03b15553";
const installMinutes = 10;

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>plumbline</groupId>
  <artifactId>queue-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.elasticmq</groupId>
      <artifactId>elasticmq-server_2.13</artifactId>
      <version>${elasticmqVersion}</version>
    </dependency>
  </dependencies>
</project>
`;

export interface QueueServer {
  /** Path or name of the Java that starts it. */
  readonly java: string;
  readonly classPath: string;
}

/**
 * Fetches ElasticMQ (37 MB) with the Maven that is on PATH, with the user's own mirrors and proxies. Of several processes one fetches and the
 * others wait. Throws EmulatorError when Java or Maven is missing, the download fails, or the jars are not those that were pinned.
 */
export const installQueueServer = async ({ cacheFolder, environment, log }: Place): Promise<QueueServer> => {
  const java = environment["JAVA_HOME"] ? join(environment["JAVA_HOME"], "bin", "java") : "java";
  await explained(() => run(java, ["-version"], { env: kept(environment) }), "there is no Java", noJava);
  const folder = join(cacheFolder, `elasticmq-${elasticmqVersion}`);
  const known = await classPathIn(folder);
  if (known !== undefined) return { java, classPath: known };
  await mkdir(cacheFolder, { recursive: true });
  return withLock(`${folder}.lock`, installMinutes * 60, async () => {
    const meanwhile = await classPathIn(folder);
    if (meanwhile !== undefined) return { java, classPath: meanwhile };
    log(`fetching the second queue server (ElasticMQ ${elasticmqVersion}, 60 MB with Maven's own, once) into ${folder}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "pom.xml"), project);
    const goal = `org.apache.maven.plugins:maven-dependency-plugin:${pluginVersion}:build-classpath`;
    const words = ["-B", "-q", "-C", "-f", join(folder, "pom.xml"), `-Dmaven.repo.local=${join(folder, "repository")}`];
    const maven = () =>
      run("mvn", [...words, `-Dmdep.outputFile=${join(folder, "fetched")}`, goal], {
        env: kept(environment),
        cwd: folder,
        timeout: installMinutes * 60_000,
        maxBuffer: 64 * 1024 * 1024,
      });
    await explained(maven, "could not fetch the second queue server", noDownload);
    const classPath = (await readFile(join(folder, "fetched"), "utf8")).trim();
    const digest = await digestOf(classPath.split(delimiter));
    if (digest !== digestOfJars)
      throw new EmulatorError(
        `the jars of ElasticMQ ${elasticmqVersion} are not those that were pinned: ${digest}`,
        "Look at the mirror that Maven uses.",
      );
    await writeFile(join(folder, "classpath"), classPath);
    return { java, classPath };
  });
};

/** The class path is written last; undefined when there is none, or a jar of it went away. */
const classPathIn = async (folder: string): Promise<string | undefined> => {
  try {
    const classPath = await readFile(join(folder, "classpath"), "utf8");
    for (const jar of classPath.split(delimiter)) await access(jar);
    return classPath;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return undefined;
    throw new EmulatorError(`cannot read ${folder}`, "Make the cache folder readable, or set PLUMBLINE_CACHE to another one.", { cause });
  }
};

const digestOf = async (jars: readonly string[]): Promise<string> => {
  const lines = await Promise.all(
    jars.map(
      async (jar) =>
        `${basename(jar)} ${createHash("sha256")
          .update(await readFile(jar))
          .digest("hex")}\n`,
    ),
  );
  return createHash("sha256").update(lines.sort().join("")).digest("hex");
};

const noJava = "Install Java 11 or newer (on Debian: apt-get install default-jre-headless maven), then try again.";
const noDownload =
  "It comes from Maven Central by mvn (on Debian: apt-get install maven). Check the network, or the mirrors of Maven's settings.xml, then try again.";

const explained = async (work: () => Promise<unknown>, what: string, hint: string): Promise<void> => {
  try {
    await work();
  } catch (cause) {
    throw new EmulatorError(`${what}: ${cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)}`, hint, { cause });
  }
};

const kept = (environment: Place["environment"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined || /^(AWS_|npm_)/.test(name) ? [] : [[name, value]])),
  );
