import { authorizationOf } from "@plumbline/car-client/credentials";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { address, asset, openAt, sendTwo } from "./open.fixture.ts";
import { type CarService, startCarService } from "./start-car-service.ts";

let service: CarService;
beforeEach(async () => {
  service = await startCarService({ database: "ready", auth: { token: "t-1234" } });
});
afterEach(() => service.stop());

const ask = async (method: string, path: string, body?: unknown, authorization = authorizationOf(service.auth)) => {
  const address = `${service.url.slice(0, -"/v2".length)}/${path}`;
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const answer = await fetch(address, { method, headers: { authorization }, ...sent });
  const text = await answer.text();
  return [answer.status, text === "" ? undefined : JSON.parse(text)];
};
const head = { source: { _key: "aws-prod" }, report: { _key: "1", timestamp: 1 } };

describe("what is refused", () => {
  it.each(["", "Basic eA==", "car-token t-12345"])("a request with %j for a token", async (authorization) => {
    expect(await ask("GET", "v2/databases", undefined, authorization)).toEqual([
      401,
      { errors: [expect.objectContaining({ code: "unauthorized" })] },
    ]);
  });

  const refused: Record<string, [method: string, path: string, body: unknown, status: number]> = {
    "an envelope that is no JSON": ["POST", "v2/imports", "{", 400],
    "an unknown field": ["POST", "v2/imports", { ...head, asset: [asset("i-1", { task_id: "t" })] }, 400],
    "an edge without an end": ["POST", "v2/imports", { ...head, asset_ipaddress: [{ _to: "ipaddress/10.0.0.1" }] }, 400],
    "a save point of a source that is not known": ["PATCH", "v2/source?key=aws-prod", { model_state_id: "1" }, 404],
    "closing a session that is not open": ["DELETE", "v2/source/aws-prod/full-import-in-progress", undefined, 404],
    "a deletion without ids": ["DELETE", "v2/source/aws-prod/asset", undefined, 400],
    "keys where external ids are wanted": ["DELETE", "v2/source/aws-prod/asset?keys=i-1", undefined, 400],
    "an edge that is not there": ["PATCH", "v2/asset_ipaddress?source=aws-prod&from=i-1&to=0/10.0.0.1", { active: false }, 404],
    "a job that is not known": ["GET", "v2/jobstatus/job-9", undefined, 404],
    "another path": ["GET", "v2/nothing/here", undefined, 404],
    "a query that it does not know": ["POST", "v3/query", { query: "{ asset { name } }" }, 400],
  };
  it.each(Object.entries(refused))("%s", async (_, [method, path, body, status]) => {
    expect((await ask(method, path, body))[0]).toBe(status);
  });

  it("says of a malformed envelope what is wrong, as CAR does", async () => {
    const [status, { errors }] = await ask("POST", "v2/imports", { ...head, asset: [{ external_id: "i-1" }] });
    expect([status, errors[0].code, JSON.parse(errors[0].message)]).toEqual([
      400,
      "data_mal_formed",
      [expect.objectContaining({ path: ["asset", 0, "name"] })],
    ]);
  });

  it("everything while there is no database", async () => {
    const empty = await startCarService();
    const { car } = openAt(empty);
    await expect(car.sendReport()).rejects.toThrow("the database is not ready");
    await empty.stop();
  });
});

describe("an edge without its ends", () => {
  it("is forgotten, unless the service keeps it until they come", async () => {
    const keeping = await startCarService({ database: "ready", missingEnds: "keep" });
    const live = await Promise.all(
      [service, keeping].map(async (one) => {
        const { car } = openAt(one);
        await car.importEdges("asset_ipaddress", [address("i-1", "10.0.0.1")]);
        await car.settle();
        await sendTwo({ ...car, importEdges: async () => 0 });
        return one.counts()["asset_ipaddress"];
      }),
    );
    expect(live).toEqual([undefined, 1]);
    await keeping.stop();
  });
});

describe("the searches of IBM's connectors", () => {
  beforeEach(() => sendTwo(openAt(service).car));

  it("finds a vertex by a field", async () => {
    const i1 = { _key: "aws-prod:i-1", _id: "asset/i-1", id: "aws-prod/i-1", source: "aws-prod", external_id: "i-1", name: "i-1" };
    expect(await ask("GET", "v2/asset?name=i-1")).toEqual([200, [i1]]);
    expect(await ask("GET", "v2/asset?name=i-9")).toEqual([200, []]);
  });

  it("tells what is joined to a vertex", async () => {
    const [status, { result, related }] = await ask("GET", "v2/asset/i-1/graph?source=aws-prod");
    expect([status, result.external_id, related]).toEqual([
      200,
      "i-1",
      [
        {
          node: expect.objectContaining({ _id: "ipaddress/10.0.0.1", _key: "10.0.0.1", id: "aws-prod/0/10.0.0.1" }),
          link: expect.objectContaining({ active: true, source: "aws-prod", _from: "asset/i-1", _to: "ipaddress/10.0.0.1" }),
        },
      ],
    ]);
    expect(await ask("GET", "v2/asset/i-1/graph?source=other")).toEqual([200, { result: null, related: [] }]);
  });

  it("answers a query by one field", async () => {
    const query = '{ asset_ipaddress(where: {asset_id: {_eq: "aws-prod/i-2"}}) {  source,ipaddress_id,nothing  }}';
    const found = { source: "aws-prod", ipaddress_id: "aws-prod/0/10.0.0.2", nothing: null };
    expect(await ask("POST", "v3/query", { query })).toEqual([200, { data: { asset_ipaddress: [found] } }]);
  });

  it("changes a field of a vertex and of an edge", async () => {
    expect((await ask("PATCH", "v2/asset?external_id=i-1", { name: "web" }))[0]).toBe(200);
    const edge = "v2/asset_ipaddress?source=aws-prod&from=i-1&to=0/10.0.0.1";
    expect((await ask("PATCH", edge, { last_modified: 5 }))[0]).toBe(200);
    expect(service.model().vertices["asset"]?.["i-1"]).toEqual({ external_id: "i-1", name: "web" });
    expect(service.model().edges["asset_ipaddress"]?.["asset/i-1 -> ipaddress/10.0.0.1"]).toEqual({ last_modified: 5 });
  });
});

describe("schema extensions and health", () => {
  it("keeps an extension until it is deleted", async () => {
    const extension = { key: "e-1", owner: "aws", version: "1", schema: { vertices: [] } };
    expect(await ask("GET", "v3/carSchema/e-1")).toEqual([404, expect.anything()]);
    expect((await ask("POST", "v3/carSchema", extension))[0]).toBe(201);
    expect(await ask("GET", "v3/carSchema/e-1")).toEqual([200, extension]);
    expect(await ask("GET", "v3/carSchema")).toEqual([200, [extension]]);
    expect((await ask("DELETE", "v3/carSchema/e-1"))[0]).toBe(204);
    expect((await ask("GET", "v3/carSchema/e-1"))[0]).toBe(404);
  });

  it.each(["v2/health", "v3/health", "v3/health/all"])("is well at %s", async (path) => {
    expect((await ask("GET", path))[0]).toBe(200);
  });
});
