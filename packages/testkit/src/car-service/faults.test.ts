import { inspect } from "node:util";
import type { Car } from "@plumbline/car-client/car";
import { afterEach, describe, expect, it } from "vitest";
import { asset, carErrorOf, openAt, sendTwo } from "./open.fixture.ts";
import type { Fault } from "./settings.ts";
import { type CarService, startCarService } from "./start-car-service.ts";

let service: CarService;
afterEach(() => service.stop());

/** A CAR that holds a save point and two assets, of an earlier run. */
const start = async () => {
  service = await startCarService({ database: "ready" });
  const { car } = openAt(service);
  await sendTwo(car);
  await car.writeSavePoint("before");
};
/** An incremental run: one asset is new. */
const run = async (car: Car): Promise<void> => {
  await car.prepare();
  expect(await car.readSavePoint()).toBe("before");
  await car.sendReport();
  await car.importVertices("asset", [asset("i-3")]);
  await car.settle();
  await car.deleteVertices("asset", ["i-1"]);
  await car.disableEdges([{ collection: "asset_ipaddress", from: "i-2", to: "10.0.0.2" }]);
  await car.writeSavePoint("after");
};
const after = { asset: 2, ipaddress: 2 };
const always = 99;
const status = (code: number, more: object = {}) => ({ kind: "status", status: code, ...more }) as const;

describe("what passes is tried again, and the run succeeds", () => {
  const passing: Record<string, Fault> = {
    "429 to an import": { method: "POST", path: "imports", times: 2, deed: status(429) },
    "429 with Retry-After": { method: "POST", path: "imports", deed: status(429, { retryAfter: "7" }) },
    "503 to the save point's PATCH": { method: "PATCH", path: "v2/source", times: 3, deed: status(503) },
    "500 to an edge's PATCH": { method: "PATCH", path: "asset_ipaddress", deed: status(500) },
    "502 to a deletion": { method: "DELETE", deed: status(502) },
    "504 to the status of imports": { method: "GET", path: "importstatus", deed: status(504) },
    "503 to the start-up": { path: "databases", deed: status(503) },
    "a connection that is cut before an import": { method: "POST", path: "imports", deed: { kind: "drop", isCarriedOut: false } },
    "a connection that is cut after an import": { method: "POST", path: "imports", nth: 2, deed: { kind: "drop", isCarriedOut: true } },
    "a connection that is cut after a deletion": { method: "DELETE", deed: { kind: "drop", isCarriedOut: true } },
    "a connection that is cut after the save point": { method: "PATCH", path: "v2/source", deed: { kind: "drop", isCarriedOut: true } },
    "no answer in time": { method: "POST", path: "imports", deed: { kind: "silence" } },
  };
  it.each(Object.entries(passing))("%s", async (name, fault) => {
    await start();
    service.fault(fault);
    const { car, clock } = openAt(service, { timeoutMilliseconds: 300 });
    await run(car);
    expect([service.counts(), service.savePoint()]).toEqual([after, "after"]);
    expect(clock.log).toHaveLength(fault.times ?? 1);
    if (name.includes("Retry-After")) expect(clock.slept).toContain(7000);
  });
});

describe("what stays so ends the run, and the save point is as before", () => {
  const lasting: Record<string, [fault: Omit<Fault, "times">, kind: string, says: RegExp, pauses: number]> = {
    "302, which is not followed": [{ path: "imports", deed: status(302) }, "recoverable", /answered 302 .*Redirects are not followed/, 0],
    "400 to an import": [{ path: "imports", deed: status(400) }, "recoverable", /answered 400 .*CAR refuses what was sent/, 0],
    "401 at the start": [{ deed: status(401) }, "recoverable", /Check the key and the password/, 0],
    "403 to a deletion": [{ method: "DELETE", deed: status(403) }, "recoverable", /delete 1 of asset: CAR answered 403/, 0],
    "404 to an import": [{ path: "imports", deed: status(404) }, "recoverable", /answered 404/, 0],
    "408 to an import": [{ path: "imports", deed: status(408) }, "recoverable", /answered 408/, 5],
    "429 for ever": [{ path: "imports", deed: status(429) }, "recoverable", /answered 429 .*fewer requests/, 5],
    "500 for ever": [{ path: "imports", deed: status(500) }, "recoverable", /answered 500/, 5],
    "502 for ever": [{ path: "imports", deed: status(502) }, "recoverable", /answered 502/, 5],
    "503 for ever": [{ path: "imports", deed: status(503) }, "recoverable", /answered 503/, 5],
    "504 to the save point": [
      { method: "PATCH", path: "v2/source", deed: status(504) },
      "recoverable",
      /write the save point: CAR answered 504/,
      5,
    ],
    "413 to a single row": [{ path: "imports", deed: status(413) }, "unrecoverable", /cut down to single rows.*proxy/, 0],
    "501 to an import": [{ path: "imports", deed: status(501) }, "unrecoverable", /answered 501/, 0],
    "a page in place of an answer": [
      { path: "imports", deed: status(200, { body: "<html>please log in</html>" }) },
      ...(["unrecoverable", /status 200 is none of CAR's/, 0] as const),
    ],
    "a connection that is always cut": [
      { path: "imports", deed: { kind: "drop", isCarriedOut: false } },
      "recoverable",
      /no connection/,
      5,
    ],
    "never an answer": [{ path: "importstatus", deed: { kind: "silence" } }, "recoverable", /no answer within 0.3 s/, 5],
    "a job that ends in an error": [
      { path: "imports", nth: 2, deed: { kind: "fail-job", error: "out of memory" } },
      ...(["recoverable", /import 1 rows of asset: CAR's job job-\d+ ended in an error: out of memory/, 0] as const),
    ],
    "a job that ends with 500": [
      { path: "imports", nth: 2, deed: { kind: "fail-job", status: 500, error: "x" } },
      ...(["recoverable", /ended in an error with status 500: x/, 0] as const),
    ],
    "a job that ends with 422": [
      { path: "imports", nth: 2, deed: { kind: "fail-job", status: 422, error: "x" } },
      ...(["unrecoverable", /with status 422: x/, 0] as const),
    ],
    "a job that hangs": [
      { path: "imports", nth: 2, deed: { kind: "hang-job" } },
      ...(["recoverable", /import 1 rows of asset \(job .*\): no job ended within 30 minutes/, 0] as const),
    ],
    "a job that CAR forgets": [{ path: "imports", nth: 2, deed: { kind: "lose-job" } }, "recoverable", /does not know that job/, 0],
  };
  it.each(Object.entries(lasting))("%s", async (_, [fault, kind, says, pauses]) => {
    await start();
    service.fault({ ...fault, times: always });
    const { car, clock } = openAt(service, { timeoutMilliseconds: 300 });
    const error = await carErrorOf(run(car));
    expect(error.message).toMatch(says);
    expect([error.kind, error.isSessionOpen]).toEqual([kind, false]);
    expect(clock.log).toHaveLength(pauses);
    expect(service.savePoint()).toBe("before");
  });
});

describe("a run after one that failed", () => {
  it("ends as if nothing had happened", async () => {
    await start();
    service.fault({ method: "DELETE", times: 6, deed: status(500) });
    expect((await carErrorOf(run(openAt(service).car))).status).toBe(500);
    await run(openAt(service).car);
    expect([service.counts(), service.savePoint()]).toEqual([after, "after"]);
  });
});

describe("the pauses", () => {
  const waits: Record<string, [deed: Fault["deed"], slept: number[]]> = {
    "double from one second on": [status(503), [1000, 2000, 4000, 8000, 16_000]],
    "are as long as CAR asks for": [status(503, { retryAfter: "45" }), Array(5).fill(45_000)],
    "last until the instant that CAR names": [status(503, { retryAfter: "Sun, 01 Mar 2026 12:00:10 GMT" }), [10_000, 0, 0, 0, 0]],
    "are two minutes at most": [status(503, { retryAfter: "86400" }), Array(5).fill(120_000)],
    "do not heed what is no time": [status(503, { retryAfter: "soon" }), [1000, 2000, 4000, 8000, 16_000]],
  };
  it.each(Object.entries(waits))("%s", async (_, [deed, slept]) => {
    await start();
    service.fault({ path: "databases", times: always, deed });
    const { car, clock } = openAt(service);
    await carErrorOf(car.prepare());
    expect(clock.slept).toEqual(slept);
  });

  it("between two looks at a job grow to a minute", async () => {
    await start();
    service.fault({ path: "imports", deed: { kind: "hang-job" } });
    const { car, clock } = openAt(service);
    await carErrorOf(car.sendReport());
    expect(clock.slept.slice(0, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(clock.slept.reduce((sum, one) => sum + one)).toBe(30 * 60_000);
  });
});

describe("the secrets", () => {
  it("stand in no error and no line of the log, whatever CAR says", async () => {
    service = await startCarService({ database: "ready", auth: { key: "key-of-car", password: 'pass/w"ord' } });
    const authorization = `Basic ${btoa('key-of-car:pass/w"ord')}`;
    const body = JSON.stringify({ authorization, url: "https://key-of-car:pass%2Fw%22ord@car.example", password: 'pass/w"ord' });
    const errors = [];
    for (const deed of [status(503, { body }), status(400, { body }), { kind: "fail-job", error: body } as const]) {
      service.fault({ path: "imports|full-import", times: deed.kind === "status" && deed.status === 503 ? 6 : 1, deed });
      const { car, clock } = openAt(service);
      errors.push(await carErrorOf(car.sendReport()), ...clock.log);
      service.fault({ path: "full-import", times: 6, deed });
      errors.push(await carErrorOf(car.withFullImport(async () => undefined)), ...clock.log);
    }
    const told = inspect(errors, { depth: 9, showHidden: true });
    expect(errors.length).toBeGreaterThan(6);
    expect(told).toContain("<secret>");
    for (const secret of ["key-of-car", "pass/w", "pass%2Fw", btoa("key-of-car"), btoa('key-of-car:pass/w"ord')])
      expect(told).not.toContain(secret);
  });
});

describe("a run that is ended", () => {
  it("rejects at once while it pauses", async () => {
    await start();
    service.fault({ path: "databases", times: always, deed: status(503) });
    const ending = new AbortController();
    const { car } = openAt(service, { signal: ending.signal, sleep: () => new Promise(() => undefined) });
    const prepared = car.prepare();
    setTimeout(() => ending.abort(new Error("stopped by hand")), 50);
    await expect(prepared).rejects.toThrow("stopped by hand");
  });

  it("rejects with the reason of its signal, also while a request hangs", async () => {
    await start();
    service.fault({ path: "databases", times: always, deed: { kind: "silence" } });
    const ending = new AbortController();
    const { car } = openAt(service, { signal: ending.signal });
    const prepared = car.prepare();
    setTimeout(() => ending.abort(new Error("stopped by hand")), 50);
    await expect(prepared).rejects.toThrow("stopped by hand");
    await expect(car.sendReport()).rejects.toThrow("stopped by hand");
  });
});
