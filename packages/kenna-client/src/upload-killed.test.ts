/** An upload that is killed at any step is made good by the next one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "@plumbline/testkit/kenna/settings";
import { type KennaStandIn, startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, expect, it } from "vitest";
import { removeFolders, upload, uploadNewer, writeFiles } from "./upload.fixture.ts";

let service: KennaStandIn;
afterEach(async () => {
  await service.stop();
  await removeFolders();
});

const killed = async (folder: string, until: () => boolean): Promise<void> => {
  const script = join(import.meta.dirname, "uploading.fixture.ts");
  const words = ["--conditions=@plumbline/source", script, service.host, service.key, folder];
  const child = spawn(process.execPath, words, { env: {}, stdio: "ignore" });
  const exited = once(child, "exit");
  while (!until() && child.exitCode === null) await sleep(5);
  child.kill("SIGKILL");
  await exited;
  expect(child.signalCode).toBe("SIGKILL");
};

type Point = Pick<Fault, "method" | "path" | "nth"> & { readonly isCarriedOut: boolean };
const points: Record<string, Point> = {
  "before the first file": { method: "POST", path: "data_file$", isCarriedOut: false },
  "after the first file, before its answer": { method: "POST", path: "data_file$", isCarriedOut: true },
  "after the last file, before its answer": { method: "POST", path: "data_file$", nth: 3, isCarriedOut: true },
  "after all files, before the run": { method: "GET", path: "/connectors/7$", isCarriedOut: true },
  "before the run is asked for": { method: "POST", path: "/run$", isCarriedOut: false },
  "after the run was started, before its answer": { method: "POST", path: "/run$", isCarriedOut: true },
  "while the run goes on": { method: "GET", path: "connector_runs/", nth: 2, isCarriedOut: true },
};
it.each(Object.entries(points))("%s", async (_, { isCarriedOut, ...point }) => {
  service = await startKenna({ pollsUntilDone: 4, faults: [{ ...point, times: 2, deed: { kind: "silence", isCarriedOut } }] });
  const files = await writeFiles();
  await writeFile(join(files.folder, "manifest.json"), JSON.stringify(files.manifest));
  const unanswered = () => service.requests.filter(({ status }) => status === undefined).length;
  await killed(files.folder, () => unanswered() === 1);
  const { uploaded } = upload(service, files, { http: { timeoutMilliseconds: 300, uploadTimeoutMilliseconds: 300 } });
  expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 3 });
  expect(service.runs()).toMatchObject([{ success: true, processed_payload_count: 3, created_scanner_vuln_count: 4 }]);
  expect(await uploadNewer(service, files.folder)).toMatchObject({ outcome: "done", dataFiles: 1 });
});
