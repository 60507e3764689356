import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startKenna } from "./start-kenna.ts";
import { startKennaProcess } from "./start-kenna-process.ts";

const kdi = JSON.stringify({ skip_autoclose: true, version: 2, assets: [{ ec2: "i-1", vulns: [] }], vuln_defs: [] });
const formOf = (name: string) => {
  const form = new FormData();
  form.append(name, new Blob([kdi]), "kdi.json");
  return form;
};
const client =
  ({ host, key }: { host: string; key: string }) =>
  async (method: string, path: string, body?: FormData | string) => {
    const headers = { "x-risk-token": key, ...(typeof body === "string" ? { "content-type": "application/json" } : {}) };
    const answer = await fetch(`${host}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    return [answer.status, await answer.json()];
  };

describe("Kenna's stand-in", () => {
  it("takes a file, runs it for as many looks as it is told, and shows the run", async () => {
    const service = await startKenna({ pollsUntilDone: 1 });
    const ask = client(service);
    expect(await ask("POST", "/connectors/7/data_file", formOf("file"))).toEqual([200, { success: "true", data_file: 1001 }]);
    expect(await ask("POST", "/connectors/7/run", '{"data_files":[1001]}')).toEqual([200, { success: "true", connector_run_id: 1002 }]);
    expect(await ask("GET", "/connectors/7")).toEqual([200, { connector: { id: 7, name: "AWS Inspector V2 KDI", running: true } }]);
    expect(await ask("GET", "/connectors/7/connector_runs")).toMatchObject([200, [{ id: 1002, end_time: null, success: null }]]);
    expect(service.model()).toEqual({});
    const run = { id: 1002, success: true, processed_assets_count: 1, error_message: null, end_time: expect.stringMatching(/Z$/) };
    expect(await ask("GET", "/connectors/7/connector_runs/1002")).toMatchObject([200, run]);
    expect(await ask("GET", "/connectors/7")).toMatchObject([200, { connector: { running: false } }]);
    expect(service.model()).toEqual({ '["ec2_locator","i-1",""]': { ec2: "i-1", tags: [], vulns: {} } });
    await service.stop();
  });

  it("refuses what Kenna would", async () => {
    const service = await startKenna();
    const ask = client(service);
    const refused: Record<string, [Promise<unknown[]>, number, RegExp]> = {
      "another key": [client({ ...service, key: "x" })("GET", "/connectors/7"), 401, /Invalid API key/],
      "another connector": [ask("GET", "/connectors/8"), 404, /id 8 was not found/],
      "another path": [ask("GET", "/connectors/7/files"), 404, /No route/],
      "another method": [ask("POST", "/connectors/7"), 404, /No route/],
      "another run": [ask("GET", "/connectors/7/connector_runs/5"), 404, /ConnectorRun with id 5/],
      "a form without the file": [ask("POST", "/connectors/7/data_file", formOf("data")), 422, /missing .* file/],
      "no form": [ask("POST", "/connectors/7/data_file", "{}"), 400, /can't be read/],
      "a run of no files": [ask("POST", "/connectors/7/run", '{"data_files":[]}'), 422, /missing .* data_files/],
      "a run of files that are not there": [ask("POST", "/connectors/7/run", '{"data_files":[5]}'), 422, /Data files 5 were not found/],
    };
    for (const [name, [answered, status, says]] of Object.entries(refused))
      expect([name, ...(await answered)]).toEqual([name, status, { success: "false", message: expect.stringMatching(says) }]);
    await service.stop();
  });

  it("is told from outside what to do, and tells what it holds, in a process of its own", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plumbline-kenna-"));
    const service = await startKennaProcess({ key: "some-key", pollsUntilDone: 0 }, folder);
    const ask = client(service);
    await ask("POST", "/connectors/7/data_file", formOf("file"));
    await service.fault({ path: "/run$", deed: { kind: "fail-run", error: "out of memory" } });
    for (const _ of ["fails", "succeeds"]) {
      await ask("POST", "/connectors/7/run", '{"data_files":["1001"]}');
      await ask("GET", "/connectors/7");
    }
    expect(await service.runs()).toMatchObject([{ success: false, error_message: "out of memory" }, { success: true }]);
    expect([await service.dataFiles(), Object.keys((await service.model()) as object)]).toEqual([["1001"], ['["ec2_locator","i-1",""]']]);
    await expect(service.model("8")).rejects.toThrow("answered 500");
    await service.stop();
    await rm(folder, { recursive: true });
  });
});
