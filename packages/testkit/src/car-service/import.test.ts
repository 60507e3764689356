import { afterEach, describe, expect, it } from "vitest";
import { address, asset, openAt, sendTwo } from "./open.fixture.ts";
import type { CarServiceOptions } from "./settings.ts";
import { type CarService, startCarService } from "./start-car-service.ts";

let service: CarService;
const start = async (options: CarServiceOptions = { database: "ready" }) => {
  service = await startCarService(options);
  return service;
};
afterEach(() => service.stop());

const both = {
  vertices: {
    asset: { "i-1": { external_id: "i-1", name: "i-1" }, "i-2": { external_id: "i-2", name: "i-2" } },
    ipaddress: { "10.0.0.1": { _key: "10.0.0.1" }, "10.0.0.2": { _key: "10.0.0.2" } },
  },
  edges: { asset_ipaddress: { "asset/i-1 -> ipaddress/10.0.0.1": {}, "asset/i-2 -> ipaddress/10.0.0.2": {} } },
};

describe("the database", () => {
  const states: Record<string, [database: CarServiceOptions["database"], isNew: boolean, calls: string[]]> = {
    "there is none": ["none", true, ["GET v2/databases", "POST v2/databases", "GET v2/jobstatus/job-1", "GET v2/jobstatus/job-1"]],
    "the graph is missing": [
      "no-graph",
      true,
      ["GET v2/databases", "PATCH v2/databases", "GET v2/jobstatus/job-1", "GET v2/jobstatus/job-1"],
    ],
    "indexes are missing": [
      "no-indexes",
      false,
      ["GET v2/databases", "PATCH v2/databases", "GET v2/jobstatus/job-1", "GET v2/jobstatus/job-1"],
    ],
    "it is ready": ["ready", false, []],
  };
  it.each(Object.entries(states))("%s", async (_, [database, isNew, calls]) => {
    const { car, clock } = openAt(await start({ database }));
    expect(await car.prepare()).toEqual({ isNew });
    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([...calls, "GET v2/databases"]);
    expect(clock.slept).toEqual(calls.length > 0 ? [1000] : []);
    expect(await car.prepare()).toEqual({ isNew: false });
  });
});

describe("the save point", () => {
  it("is none for a source that CAR does not know", async () => {
    expect(await openAt(await start()).car.readSavePoint()).toBeUndefined();
  });

  it("is what was written last", async () => {
    const { car } = openAt(await start());
    await car.sendReport();
    expect(await car.readSavePoint()).toBe("");
    await car.writeSavePoint("r-2026-03-01/7");
    expect(await car.readSavePoint()).toBe("r-2026-03-01/7");
    await car.writeSavePoint("");
    expect(await car.readSavePoint()).toBe("");
  });

  it("is written after the last import is done, without being told", async () => {
    const { car } = openAt(await start({ database: "ready", pollsUntilDone: 3 }));
    await car.sendReport();
    await car.importVertices("asset", [asset("i-1")]);
    await car.writeSavePoint("s");
    const calls = service.requests.slice(-6).map(({ method, path }) => `${method} ${path.split("?")[0]}`);
    expect(calls).toEqual(["POST v2/imports", ...Array(4).fill("GET v2/importstatus"), "PATCH v2/source"]);
    expect(service.counts()).toEqual({ asset: 1 });
  });
});

describe("a run whose import failed", () => {
  it("writes no save point, and may take it away", async () => {
    const { car } = openAt(await start());
    await car.sendReport();
    await car.writeSavePoint("before");
    service.fault({ path: "imports", deed: { kind: "fail-job" } });
    await car.importVertices("asset", [asset("i-1")]);
    await expect(car.settle()).rejects.toThrow("ended in an error");
    await expect(car.writeSavePoint("after")).rejects.toThrow("ended in an error");
    await expect(car.deleteVertices("asset", ["i-2"])).rejects.toThrow("ended in an error");
    expect(service.savePoint()).toBe("before");
    await car.writeSavePoint("");
    expect(await car.readSavePoint()).toBe("");
  });
});

describe("an import", () => {
  it("puts vertices and edges in, and the same again changes nothing", async () => {
    const { car } = openAt(await start());
    await sendTwo(car);
    expect(service.model()).toEqual(both);
    await sendTwo(car);
    expect(service.model()).toEqual(both);
    expect(service.counts()).toEqual({ asset: 2, asset_ipaddress: 2, ipaddress: 2 });
  });

  it("adds and removes tags, and keeps the others", async () => {
    const { car } = openAt(await start());
    for (const tags of [{ tag: ["a", "b"] }, { tag: ["c"], untag: ["a"] }, {}]) {
      await car.importVertices("asset", [asset("i-1", tags)]);
      await car.settle();
    }
    expect(service.model().vertices["asset"]?.["i-1"]).toEqual({ external_id: "i-1", name: "i-1", tag: ["b", "c"] });
  });

  it("reads rows one chunk ahead of CAR at most, and keeps few jobs open", async () => {
    const { car } = openAt(await start({ database: "ready", pollsUntilDone: 2 }), { chunk: { rows: 10 }, mostJobs: 3 });
    const seen = { read: 0, ahead: 0 };
    const rows = async function* () {
      for (let i = 0; i < 995; i++) {
        const posted = service.requests.filter(({ method }) => method === "POST").length;
        seen.ahead = Math.max(seen.ahead, ++seen.read - posted * 10);
        yield asset(`i-${i}`);
      }
    };
    expect(await car.importVertices("asset", rows())).toBe(995);
    await car.settle();
    expect(service.counts()).toEqual({ asset: 995 });
    expect(seen.ahead).toBeLessThanOrEqual(11);
    expect(service.requests.filter(({ method }) => method === "POST")).toHaveLength(100);
    const asked = service.requests.map(({ path }) => (path.startsWith("v2/importstatus") ? path.split(",").length : 0));
    expect(Math.max(...asked)).toBe(3);
  });

  it("is refused with CAR's own words", async () => {
    const { car } = openAt(await start());
    await expect(car.importVertices("asset", [{ external_id: "i-1", name: "x", risk: 11 }])).rejects.toThrow(
      /import 1 rows of asset: CAR answered 400 .*data_mal_formed.*risk/,
    );
  });

  it("refuses an edge in the list of another collection", async () => {
    const { car } = openAt(await start());
    await expect(car.importEdges("asset_hostname", [address("i-1", "10.0.0.1")])).rejects.toThrow("one of them is of asset_ipaddress");
  });
});

describe("deleting and disabling", () => {
  it("takes a vertex away with its edges, by whatever it is named", async () => {
    const { car } = openAt(await start());
    await sendTwo(car);
    expect(await car.deleteVertices("asset", ["i-1", "never-was"])).toBe(2);
    expect(await car.deleteVertices("ipaddress", ["10.0.0.2"])).toBe(1);
    expect(service.model()).toEqual({
      vertices: { asset: { "i-2": both.vertices.asset["i-2"] }, ipaddress: { "10.0.0.1": both.vertices.ipaddress["10.0.0.1"] } },
      edges: {},
    });
    expect(await car.deleteVertices("asset", ["i-1"])).toBe(1);
  });

  it("encodes each id by itself", async () => {
    const { car } = openAt(await start());
    const ids = ["arn:aws:rds:x:1:db:a/b?c=d&e", "with,comma", "100%", "grün #1", "a+b c"];
    await car.importVertices(
      "asset",
      [...ids, "with", "comma"].map((id) => asset(id)),
    );
    expect(await car.deleteVertices("asset", ids)).toBe(5);
    expect(Object.keys(service.model().vertices["asset"] ?? {})).toEqual(["comma", "with"]);
  });

  it("keeps the ids of a request short", async () => {
    const { car } = openAt(await start());
    const ids = Array.from({ length: 300 }, (_, i) => `arn:aws:ec2:eu-central-1:123456789012:instance/i-${String(i).padStart(17, "0")}`);
    await car.importVertices(
      "asset",
      ids.map((id) => asset(id)),
    );
    expect(await car.deleteVertices("asset", ids)).toBe(300);
    const lists = service.requests.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("external_ids=")[1] ?? "");
    expect(Math.max(...lists.map(({ length }) => length))).toBeLessThanOrEqual(1800);
    expect(lists.length).toBeLessThan(18);
    expect(service.counts()).toEqual({});
  });

  it.each(["model", "bare", "source"] as const)("disables edges at a CAR that names ends in the notation %s", async (notation) => {
    const { car } = openAt(await start({ database: "ready", notation }), { mostAtOnce: 1 });
    await sendTwo(car);
    expect(await car.disableEdges([address("i-1", "10.0.0.1"), address("i-2", "10.0.0.2"), address("i-3", "10.0.0.3")])).toBe(3);
    expect(service.counts()).toEqual({ asset: 2, ipaddress: 2 });
    // One that is gone is asked for in every notation, the others in the one that was right before.
    const tried = { model: 1 + 1 + 3, bare: 2 + 1 + 3, source: 3 + 1 + 3 }[notation];
    expect(service.requests.filter(({ method }) => method === "PATCH")).toHaveLength(tried);
  });

  it("makes a disabled edge active when it is imported again", async () => {
    const { car } = openAt(await start());
    await sendTwo(car);
    await car.disableEdges([address("i-1", "10.0.0.1")]);
    await sendTwo(car);
    expect(service.model()).toEqual(both);
  });
});

describe("a full import", () => {
  it("retires what it does not send again, and only of its own source", async () => {
    await start();
    const other = openAt(service, { source: { _key: "aws-test" } }).car;
    await sendTwo(other);
    const { car } = openAt(service);
    await sendTwo(car);
    const result = await car.withFullImport(async () => {
      await car.sendReport();
      await car.importVertices("asset", [asset("i-2", { name: "renamed" })]);
      return "done";
    });
    expect(result).toBe("done");
    expect(service.model("aws-prod")).toEqual({ vertices: { asset: { "i-2": { external_id: "i-2", name: "renamed" } } }, edges: {} });
    expect(service.model("aws-test")).toEqual(both);
    expect(service.isSessionOpen("aws-prod")).toBe(false);
  });

  it("waits for every import before the session is closed", async () => {
    const { car } = openAt(await start({ database: "ready", pollsUntilDone: 5 }));
    await car.withFullImport(async () => {
      await car.importVertices("asset", [asset("i-1")]);
    });
    expect(service.counts()).toEqual({ asset: 1 });
  });

  it("stays open and retires nothing when the sending fails, and the next one closes it", async () => {
    const { car } = openAt(await start());
    await sendTwo(car);
    const broken = car.withFullImport(async () => {
      await car.importVertices("asset", [asset("i-1")]);
      throw new Error("the disk is full");
    });
    await expect(broken).rejects.toMatchObject({ name: "CarError", kind: "recoverable", isSessionOpen: true });
    await expect(broken).rejects.toThrow(/the disk is full. Its session was left open/);
    expect(service.isSessionOpen()).toBe(true);
    await car.settle();
    expect(service.model()).toEqual(both);
    await car.withFullImport(() => sendTwo(car));
    expect([service.isSessionOpen(), service.model()]).toEqual([false, both]);
  });
});
