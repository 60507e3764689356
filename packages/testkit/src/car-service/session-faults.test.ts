import { afterEach, describe, expect, it } from "vitest";
import { asset, carErrorOf, openAt, sendTwo } from "./open.fixture.ts";
import type { Fault } from "./settings.ts";
import { type CarService, startCarService } from "./start-car-service.ts";

let service: CarService;
afterEach(() => service.stop());

const start = async () => {
  service = await startCarService({ database: "ready" });
  const { car } = openAt(service);
  await sendTwo(car);
  await car.writeSavePoint("before");
};
/** A full import without i-1. */
const run = async (): Promise<void> => {
  const { car } = openAt(service, { timeoutMilliseconds: 300 });
  await car.withFullImport(async () => {
    await car.sendReport();
    await car.importVertices("asset", [asset("i-2")]);
  });
  await car.writeSavePoint("after");
};
const session = "full-import-in-progress";
const status = (code: number) => ({ kind: "status", status: code }) as const;

describe("a full import that fails", () => {
  const failing: Record<string, [fault: Fault, mayBeOpen: boolean, isOpen: boolean, left: number]> = {
    "opening is refused": [{ method: "POST", path: session, deed: status(403) }, false, false, 2],
    "opening is never answered": [{ method: "POST", path: session, times: 6, deed: { kind: "drop", isCarriedOut: false } }, true, false, 2],
    "the session's job hangs": [{ method: "POST", path: session, deed: { kind: "hang-job" } }, true, false, 2],
    "an import is refused": [{ method: "POST", path: "imports", nth: 2, deed: status(400) }, true, true, 2],
    "an import's job fails": [{ method: "POST", path: "imports", nth: 2, deed: { kind: "fail-job" } }, true, true, 2],
    "an import's job hangs": [{ method: "POST", path: "imports", nth: 2, deed: { kind: "hang-job" } }, true, true, 2],
    "closing is refused": [{ method: "DELETE", path: session, times: 6, deed: status(500) }, true, true, 2],
    "the closing job fails": [{ method: "DELETE", path: session, deed: { kind: "fail-job" } }, true, true, 2],
  };
  it.each(Object.entries(failing))("%s", async (_, [fault, mayBeOpen, isOpen, left]) => {
    await start();
    service.fault(fault);
    const error = await carErrorOf(run());
    expect([error.kind, error.isSessionOpen]).toEqual(["recoverable", mayBeOpen]);
    if (mayBeOpen) expect(error.message).toMatch(/Its session was left open.*the next run is a full import/);
    expect([service.savePoint(), service.isSessionOpen(), service.counts()["asset"]]).toEqual(["before", isOpen, left]);
  });

  it.each(Object.entries(failing))("%s, and is run again", async (_, [fault]) => {
    await start();
    service.fault(fault);
    await carErrorOf(run());
    service.drain();
    await run();
    expect([service.savePoint(), service.isSessionOpen(), service.counts()]).toEqual(["after", false, { asset: 1 }]);
  });
});

it("a session whose opening was answered too late is opened once more", async () => {
  await start();
  service.fault({ method: "POST", path: session, deed: { kind: "drop", isCarriedOut: true } });
  await run();
  expect([service.savePoint(), service.isSessionOpen(), service.counts()]).toEqual(["after", false, { asset: 1 }]);
});

it("a session that was closed without our knowing counts as open, since nothing tells why there is none", async () => {
  service = await startCarService({ database: "ready", pollsUntilDone: 0 });
  await sendTwo(openAt(service).car);
  service.fault({ method: "DELETE", path: session, deed: { kind: "drop", isCarriedOut: true } });
  const error = await carErrorOf(run());
  expect([error.kind, error.status, error.isSessionOpen, service.savePoint()]).toEqual(["recoverable", 404, true, undefined]);
  await run();
  expect([service.savePoint(), service.counts()]).toEqual(["after", { asset: 1 }]);
});
