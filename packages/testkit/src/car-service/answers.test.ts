import type { Car } from "@plumbline/car-client/car";
import { afterEach, describe, expect, it } from "vitest";
import { address, asset, carErrorOf, openAt, sendTwo } from "./open.fixture.ts";
import type { CarServiceOptions, Fault } from "./settings.ts";
import { type CarService, startCarService } from "./start-car-service.ts";

let service: CarService;
afterEach(() => service.stop());
const start = async (options: CarServiceOptions = {}) => {
  service = await startCarService({ database: "ready", pollsUntilDone: 0, ...options });
  return openAt(service).car;
};
const answered = (body: string) => ({ kind: "status", status: 200, body }) as const;

const calls: Record<string, [match: Omit<Fault, "deed">, call: (car: Car) => Promise<unknown>]> = {
  "a deletion": [{ method: "DELETE" }, (car) => car.deleteVertices("asset", ["i-1"])],
  "an edge": [{ method: "PATCH", path: "asset_ipaddress" }, (car) => car.disableEdges([address("i-1", "10.0.0.1")])],
  "the save point": [{ method: "PATCH", path: "v2/source" }, (car) => car.writeSavePoint("after")],
};

describe("an answer that is none of CAR's", () => {
  const others: Record<string, string> = { "a proxy's page": "<html>please log in</html>", "half an answer": '{"result":' };
  const rows = Object.entries(calls).flatMap(([call, [match, make]]) =>
    Object.entries(others).map(([name, body]) => [`${name} to ${call}`, { ...match, deed: answered(body) }, make] as const),
  );
  it.each(rows)("%s", async (_, fault, make) => {
    const car = await start();
    await sendTwo(car);
    service.fault(fault);
    const error = await carErrorOf(make(car));
    expect([error.kind, error.status]).toEqual(["unrecoverable", 200]);
    expect(error.message).toMatch(/none of CAR's: it is a text that is no JSON/);
  });

  const lists: Record<string, string> = {
    "an error's body": '{"success":false,"errors":[{"code":"internal_error"}]}',
    "nothing in it": "{}",
    "the open ones missing": '{"error_imports":[]}',
    "the failed ones missing": '{"incomplete_imports":[]}',
    "null in place of lists": '{"incomplete_imports":null,"error_imports":null}',
    "nothing at all": "",
  };
  it.each(Object.entries(lists))("to the status of imports, with %s", async (_, body) => {
    const car = await start();
    service.fault({ path: "importstatus", deed: answered(body) });
    await car.importVertices("asset", [asset("i-1")]);
    const error = await carErrorOf(car.settle());
    expect([error.kind, error.status]).toEqual(["unrecoverable", 200]);
    expect(error.message).toMatch(/^GET \/importstatus: the answer with status 200 is none of CAR's/);
    await expect(car.writeSavePoint("after")).rejects.toBe(error);
  });
});

describe("an answer that says nothing but its status is good", () => {
  const rows = Object.entries(calls).flatMap(([call, [match, make]]) =>
    ["", "\n", "null"].map((body) => [`${JSON.stringify(body)} to ${call}`, { ...match, deed: answered(body) }, make] as const),
  );
  it.each(rows)("%s", async (_, fault, make) => {
    const car = await start();
    await sendTwo(car);
    service.fault(fault);
    await make(car);
    expect(service.requests.at(-1)?.status).toBe(200);
  });
});

describe("404 to a deletion", () => {
  const deleted: Record<string, [names: string[], lists: string[]]> = {
    "of several, of which one is gone": [
      ["i-1", "gone", "i-2"],
      ["i-1,gone,i-2", "i-1", "gone", "i-2"],
    ],
    "of several that are gone": [
      ["gone", "too"],
      ["gone,too", "gone", "too"],
    ],
    "of one": [["gone"], ["gone"]],
    "of ids that need to be encoded": [
      ["a/b c", "gone", "d,e"],
      ["d%2Ce", "a%2Fb%20c,gone", "a%2Fb%20c", "gone"],
    ],
  };
  it.each(Object.entries(deleted))("%s", async (_, [names, lists]) => {
    const car = await start({ missingInList: "refuse" });
    const held = ["i-1", "i-2", "a/b c", "d,e", "stays"];
    await car.importVertices(
      "asset",
      held.map((id) => asset(id)),
    );
    expect(await car.deleteVertices("asset", names)).toBe(names.length);
    const asked = service.requests.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("external_ids=")[1]);
    expect(asked).toEqual(lists);
    expect(Object.keys(service.model().vertices["asset"] ?? {}).sort()).toEqual(held.filter((id) => !names.includes(id)).sort());
  });

  it("hides no other refusal of a single id", async () => {
    const car = await start({ missingInList: "refuse" });
    await car.importVertices("asset", [asset("i-1")]);
    service.fault({ method: "DELETE", path: "external_ids=i-1$", deed: { kind: "status", status: 403 } });
    expect((await carErrorOf(car.deleteVertices("asset", ["i-1", "gone"]))).status).toBe(403);
  });
});

describe("413 to an import", () => {
  /** Each row has 1000 letters, so that the rest of an envelope is small beside it. */
  const rows = (count: number) => Array.from({ length: count }, (_, i) => asset(`i-${i}`, { description: "ä".repeat(500) }));
  const sent: Record<string, [count: number, kilobytes: number, statuses: number[]]> = {
    "cut once": [4, 3, [413, 200, 200]],
    "cut unevenly": [5, 4, [413, 200, 200]],
    "cut to single rows": [3, 2, [413, 413, 200, 200, 200]],
    "not needed": [4, 9, [200]],
  };
  it.each(Object.entries(sent))("%s", async (_, [count, kilobytes, statuses]) => {
    const car = await start({ bodyBytesAtMost: kilobytes * 1000 });
    expect(await car.importVertices("asset", rows(count))).toBe(count);
    await car.settle();
    expect(service.requests.filter(({ method }) => method === "POST").map(({ status }) => status)).toEqual(statuses);
    expect(service.counts()).toEqual({ asset: count });
    expect(service.model().vertices["asset"]?.["i-0"]).toEqual(rows(1)[0]);
  });

  it("makes the chunks after it smaller at once", async () => {
    service = await startCarService({ database: "ready", pollsUntilDone: 0, bodyBytesAtMost: 3000 });
    const { car } = openAt(service, { chunk: { rows: 4 } });
    expect(await car.importVertices("asset", rows(12))).toBe(12);
    const refused = service.requests.filter(({ status }) => status === 413);
    expect([refused.length, service.counts()]).toEqual([1, { asset: 12 }]);
  });

  it("to a single row ends the run, and what came before counts as unsent", async () => {
    const car = await start({ bodyBytesAtMost: 3000 });
    const error = await carErrorOf(car.importVertices("asset", [...rows(2), asset("large", { description: "x".repeat(4000) })]));
    expect([error.status, error.kind]).toEqual([413, "unrecoverable"]);
    expect(error.message).toMatch(/import 1 rows of asset: CAR answered 413 .*raise the limit for the size of requests/);
    await expect(car.settle()).rejects.toBe(error);
  });
});
