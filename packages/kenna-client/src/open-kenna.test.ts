import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { type KennaStandIn, startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, describe, expect, it } from "vitest";
import { originOf } from "./kenna-host.ts";
import { kennaErrorOf, newFolder, openAt, removeFolders } from "./upload.fixture.ts";

let service: KennaStandIn | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
  await removeFolders();
});
const status = (code: number, body: string) => ({ kind: "status", status: code, body }) as const;

describe("the host", () => {
  const hosts: Record<string, [given: string, origin: string]> = {
    "as the seed has it": ["api.kennasecurity.com", "https://api.kennasecurity.com"],
    "with a port": ["kenna.example:8443", "https://kenna.example:8443"],
    "with https and a slash": ["https://api.eu.kennasecurity.com/", "https://api.eu.kennasecurity.com"],
    "of this machine by http": ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
    "of this machine without a word": ["localhost:9000", "https://localhost:9000"],
  };
  it.each(Object.entries(hosts))("%s", (_, [given, origin]) => {
    expect(originOf(given)).toBe(origin);
  });

  const refused: Record<string, [given: string, says: RegExp]> = {
    "by http": ["http://api.kennasecurity.com", /https only/],
    "by another way": ["ftp://api.kennasecurity.com", /https only/],
    "with a user": ["https://user:s3cret@api.kennasecurity.com", /holds a user or a password/],
    "with a path": ["api.kennasecurity.com/connectors", /holds a path/],
    "with a query": ["api.kennasecurity.com?key=s3cret", /holds a path/],
    none: [" ", /is none/],
    "with a blank": ["api kennasecurity", /is none/],
  };
  it.each(Object.entries(refused))("%s is refused, and not told", (_, [given, says]) => {
    expect(() => originOf(given)).toThrow(says);
    expect(() => originOf(given)).not.toThrow(/s3cret/);
  });
});

describe("what Kenna answers", () => {
  const run = {
    id: 5,
    success: "true",
    start_time: "2026-03-01T12:00:00.000Z",
    end_time: null,
    total_payload_count: "3",
    error_message: "",
  };
  const read = { id: "5", success: true, start_time: run.start_time, total_payload_count: 3 };
  const answers: Record<string, [body: unknown, ask: "connector" | "connectorRun" | "connectorRuns", told: unknown]> = {
    "a connector in an object": [
      { connector: { id: 7, name: "KDI", running: true } },
      "connector",
      { id: "7", name: "KDI", isRunning: true },
    ],
    "a connector alone": [{ id: "7", running: "false" }, "connector", { id: "7", isRunning: false }],
    "a run alone": [run, "connectorRun", read],
    "a run in an object": [{ connector_run: run }, "connectorRun", read],
    "runs in a list": [[run], "connectorRuns", [read]],
    "runs in an object": [{ connector_runs: [run] }, "connectorRuns", [read]],
    "no run": [[], "connectorRuns", []],
  };
  it.each(Object.entries(answers))("%s", async (_, [body, ask, told]) => {
    service = await startKenna({ faults: [{ deed: status(200, JSON.stringify(body)) }] });
    expect(JSON.parse(JSON.stringify(await openAt(service).kenna[ask]("7", "5")))).toEqual(told);
  });

  const words: Record<string, [body: string, says: string]> = {
    message: ['{"success":"false","message":"Too many runs"}', "Kenna answered 422 Too many runs."],
    error: ['{"error":"unauthorized","message":"No such key"}', "Kenna answered 422 No such key: unauthorized."],
    errors: ['{"errors":["a","b"]}', 'Kenna answered 422 ["a","b"].'],
    "a page": ["<h1>Oh\n no</h1>", "Kenna answered 422 <h1>Oh no</h1>."],
    nothing: ["", "Kenna answered 422."],
  };
  it.each(Object.entries(words))("a refusal with %s is told in its words", async (_, [body, says]) => {
    service = await startKenna({ faults: [{ deed: status(422, body) }] });
    const error = await kennaErrorOf(openAt(service).kenna.connector("7"));
    expect([error.kind, error.status, error.message]).toEqual(["refused", 422, expect.stringContaining(`see whether it runs: ${says}`)]);
  });
});

describe("a refusal with the status of an answer", () => {
  const no = '{"success":"false","message":"No such plan"}';
  type Ask = (kenna: ReturnType<typeof openAt>["kenna"]) => Promise<unknown>;
  const [start, look]: Ask[] = [(kenna) => kenna.runConnector("7", ["1"]), (kenna) => kenna.connectorRun("7", "5")];
  const rows: Record<string, [body: string, ask: Ask | undefined, kind: string, says: string]> = {
    "to a start, as a text": [no, start, "refused", "start a run of connector 7: Kenna answered 200 No such plan."],
    "to a start, as a truth": ['{"success":false,"errors":["a","b"]}', start, "refused", 'Kenna answered 200 ["a","b"].'],
    "to a start, with an id of none": ['{"success":"false","connector_run_id":null,"message":"no"}', start, "refused", "200 no."],
    "without a word": ['{"success":"false"}', start, "refused", 'Kenna answered 200 {"success":"false"}.'],
    "to a look at the connector": [no, (kenna) => kenna.connector("7"), "refused", "read connector 7: Kenna answered 200 No such plan."],
    "to a look at a run": [no, look, "refused", "read run 5 of connector 7: Kenna answered 200 No such plan."],
    "to the list of runs": [no, (kenna) => kenna.connectorRuns("7"), "refused", "Kenna answered 200 No such plan."],
    "but not a run that failed and can't be read": ['{"id":5,"success":false,"end_time":7}', look, "not-kenna", "is none of Kenna's"],
    "nor an answer that is none": ['{"message":"log in"}', start, "not-kenna", "is none of Kenna's"],
  };
  it.each(Object.entries(rows))("%s", async (_, [body, ask, kind, says]) => {
    service = await startKenna({ faults: [{ deed: status(200, body) }] });
    const error = await kennaErrorOf(ask?.(openAt(service).kenna) ?? Promise.resolve());
    expect([error.kind, error.status, error.message]).toEqual([kind, 200, expect.stringContaining(says)]);
  });

  it("holds no key, and is no longer than a line", async () => {
    const body = JSON.stringify({ success: "false", message: `the key kenna-key\n is none ${"x".repeat(900)}` });
    service = await startKenna({ faults: [{ deed: status(200, body) }] });
    const error = await kennaErrorOf(openAt(service).kenna.connector("7"));
    expect(error.message).toMatch(/Kenna answered 200 the key <secret> is none x{100}/);
    expect([error.message.includes("kenna-key"), error.message.length < 800]).toEqual([false, true]);
  });
});

it("sends ids as Kenna has them, and starts no run twice by itself", async () => {
  service = await startKenna({ faults: [{ path: "run$", deed: { kind: "status", status: 503 } }] });
  const { kenna, clock } = openAt(service);
  expect((await kennaErrorOf(kenna.runConnector("7", ["1"]))).kind).toBe("unavailable");
  expect(clock.slept).toEqual([]);
  const error = await kennaErrorOf(kenna.runConnector("7", ["1", "a-b"]));
  expect(error.message).toContain("Data files 1, a-b were not found");
  expect((await kennaErrorOf(kenna.connector("a/b"))).message).toContain("GET /connectors/a%2Fb of 127.0.0.1");
});

it("sends a file whose name has odd signs, and an empty one", async () => {
  service = await startKenna();
  const folder = await newFolder();
  for (const [name, content] of [
    ['odd "name" é.json', "{}"],
    ["empty.json", ""],
  ] as const) {
    await writeFile(join(folder, name), content);
    const id = await openAt(service).kenna.uploadFile("7", join(folder, name));
    expect(Buffer.from(service.dataFiles().get(id) ?? []).toString()).toBe(content);
  }
});

it("lets the key into no error and no line of the log, whatever Kenna says", async () => {
  const key = "key-of-kenna-1234";
  const body = JSON.stringify({ message: `the key ${key} of ${btoa(`x:${key}`)} is none` });
  service = await startKenna({
    key,
    faults: [
      { times: 2, deed: status(503, body) },
      { nth: 3, deed: status(401, body) },
    ],
  });
  const { kenna, clock } = openAt(service);
  const error = await kennaErrorOf(kenna.connectorRuns("7"));
  const told = inspect([error, clock.log], { depth: 9, showHidden: true });
  expect(told).toContain("the key <secret> of <secret> is none");
  expect(told).not.toContain(key);
  const wrong = await kennaErrorOf(openAt({ host: service.host, key: "another-key" }).kenna.connector("7"));
  expect([wrong.kind, wrong.status, wrong.hint]).toEqual(["refused", 401, expect.stringContaining("Check the key")]);
});

it("ends with the run, also between two tries", async () => {
  service = await startKenna({ faults: [{ times: 9, deed: { kind: "status", status: 503 } }] });
  const ending = new AbortController();
  const { kenna } = openAt(service, { signal: ending.signal, sleep: () => new Promise(() => undefined) });
  const asked = kenna.connector("7");
  setTimeout(() => ending.abort(new Error("stopped by hand")), 30);
  await expect(asked).rejects.toThrow("stopped by hand");
});
