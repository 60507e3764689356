import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { KdiFile } from "@plumbline/kdi-writer/kdi";
import { sha256 } from "@plumbline/run-store/digest";
import type { KennaStandInOptions } from "@plumbline/testkit/kenna/settings";
import { type KennaStandIn, startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { KennaError } from "./kenna-error.ts";
import { type KennaOptions, openKenna } from "./open-kenna.ts";
import { type UploadOutcome, uploadAll } from "./upload-all.ts";
import type { UploadOptions } from "./upload-options.ts";

const seen = "2026-03-01T12:00:00Z";
/** A file of instances, each with the CVEs that it has. */
export const kdiFile = (instances: Readonly<Record<string, readonly string[]>>, more: Partial<KdiFile> = {}): KdiFile => ({
  ...{ skip_autoclose: true, version: 2 },
  assets: Object.entries(instances).map(([ec2, cves]) => ({
    ec2,
    vulns: cves.map((cve) => ({
      scanner_identifier: `${ec2}/${cve}`,
      ...{ scanner_type: "AWS Inspector V2", vuln_def_name: cve, scanner_score: 8, last_seen_at: seen, status: "open" as const },
    })),
  })),
  vuln_defs: [...new Set(Object.values(instances).flat())].map((cve) => ({
    ...{ scanner_type: "AWS Inspector V2", name: cve, cve_identifiers: cve },
  })),
  ...more,
});

export const threeFiles: Readonly<Record<string, KdiFile>> = {
  "kdi_1.json": kdiFile({ "i-1": ["CVE-2026-1", "CVE-2026-2"], "i-2": ["CVE-2026-1"] }),
  "kdi_2.json": kdiFile({ "i-3": ["CVE-2026-3"] }),
  "kdi_3.json.gz": kdiFile({ "i-4": [] }),
};

const folders: string[] = [];
export const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-kenna-"));
  folders.push(folder);
  return folder;
};
/** To be called after each test. */
export const removeFolders = async (): Promise<void> => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
};

/** Writes files and answers their manifest. A name that ends in .gz is compressed; a text is written as it is. */
export async function writeFiles(
  files: Readonly<Record<string, KdiFile | string>> = threeFiles,
  settings: { skipAutoclose?: boolean; complete?: boolean; folder?: string } = {},
) {
  const folder = settings.folder ?? (await newFolder());
  await mkdir(folder, { recursive: true });
  const listed = [];
  for (const [name, file] of Object.entries(files)) {
    const text = typeof file === "string" ? file : JSON.stringify(file);
    const bytes = name.endsWith(".gz") ? gzipSync(text) : Buffer.from(text);
    await writeFile(join(folder, name), bytes);
    listed.push({ name, sha256: sha256(bytes), bytes: bytes.length });
  }
  const { skipAutoclose = true, complete = true } = settings;
  const assets = Object.values(files).flatMap((file) => (typeof file === "string" ? [] : file.assets));
  const isCounted = Object.values(files).every((file) => typeof file !== "string");
  const counts = { assets: assets.length, vulns: assets.reduce((sum, { vulns }) => sum + vulns.length, 0) };
  return { folder, manifest: { complete, gaps: [], settings: { skipAutoclose }, ...(isCounted && { counts }), files: listed } };
}

/** The one time of the stand-in and of all uploads. It goes on only when somebody sleeps, or when a test says so. */
const time = { now: Date.UTC(2026, 2, 1, 12) };
const now = () => new Date(time.now);
export const pass = (hours: number): void => {
  time.now += hours * 3_600_000;
};
/** A stand-in of Kenna by that time. */
export const startByClock = (options: KennaStandInOptions = {}): Promise<KennaStandIn> => startKenna(options, 0, now);

export const newClock = () => {
  const clock = { slept: [] as number[], log: [] as string[] };
  return {
    clock,
    now,
    sleep: async (milliseconds: number) => {
      clock.slept.push(milliseconds);
      time.now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
    log: (line: string) => void clock.log.push(line),
  };
};

export const openAt = (service: Pick<KennaStandIn, "host" | "key">, options: Partial<KennaOptions> = {}) => {
  const { clock, ...run } = newClock();
  return { clock, run, kenna: openKenna({ host: service.host, key: service.key, timeoutMilliseconds: 2000, ...run, ...options }) };
};

/** An upload to the stand-in's connector, as a process of its own would begin it. */
export const upload = (
  service: Pick<KennaStandIn, "host" | "key">,
  { folder, manifest }: { folder: string; manifest: unknown },
  options: Partial<UploadOptions> & { readonly http?: Partial<KennaOptions> } = {},
) => {
  const { http, ...own } = options;
  const { kenna, run, clock } = openAt(service, { timeoutMilliseconds: 300, ...http });
  const uploaded = uploadAll({ kenna, connector: "7", manifest, journalPath: join(folder, "upload.json"), ...run, ...own });
  return { uploaded, clock };
};

/** Uploads newer findings from the same folder, as often as it takes. Whatever became of the upload before, nothing of it keeps these from Kenna. */
export async function uploadNewer(service: Pick<KennaStandIn, "host" | "key">, folder: string): Promise<UploadOutcome> {
  const newer = await writeFiles({ "newer.json": kdiFile({ "i-1": ["CVE-2026-1"], "i-5": [] }) }, { folder });
  const ended = async (anew = false): Promise<UploadOutcome | KennaError> =>
    upload(service, newer, { replacesEarlier: true, anew }).uploaded.catch((error: unknown) => {
      if (error instanceof KennaError) return error;
      throw error;
    });
  let last = await ended();
  for (let uploads = 1; last instanceof KennaError && uploads < 60; uploads++) last = await ended(last.kind === "uncertain");
  if (last instanceof KennaError) throw last;
  return last;
}

/** Somebody else's files and their run. */
export const strangersRun = async (service: KennaStandIn, files: Awaited<ReturnType<typeof writeFiles>>): Promise<string> => {
  const { kenna } = openAt(service);
  const ids = await Promise.all(files.manifest.files.map(({ name }) => kenna.uploadFile("7", join(files.folder, name))));
  return kenna.runConnector("7", ids);
};

/** The error of a promise that must reject. */
export const kennaErrorOf = async (promise: Promise<unknown>): Promise<KennaError> => {
  const cause = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (cause instanceof KennaError) return cause;
  throw new Error(`no KennaError: ${String(cause)}`, { cause });
};
