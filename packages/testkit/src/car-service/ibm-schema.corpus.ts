import { join } from "node:path";
import { expect, it } from "vitest";
import { corpus } from "../corpus.ts";
import { asset, openAt, sendTwo } from "./open.fixture.ts";
import { startCarService } from "./start-car-service.ts";

const schemaFile = join(corpus, "car/importSchema_v2.json");

it("what the client sends is taken by IBM's own schema too", async () => {
  const service = await startCarService({ database: "ready", schemaFile });
  await sendTwo(openAt(service).car);
  expect(service.counts()).toEqual({ asset: 2, asset_ipaddress: 2, ipaddress: 2 });
  await service.stop();
});

it("what only IBM's schema knows to be wrong is refused", async () => {
  const service = await startCarService({ database: "ready", schemaFile, isStrict: false });
  await expect(openAt(service).car.importVertices("asset", [asset("i-1", { risk: 11 })])).rejects.toThrow(/data_mal_formed.*must be <= 10/);
  const { car } = openAt(service);
  await car.importVertices("asset", [asset("i-1", { network_interface_id: "eni-1" })]);
  await car.settle();
  expect(service.model().vertices["asset"]?.["i-1"]).toHaveProperty("network_interface_id", "eni-1");
  await service.stop();
});

it("IBM's schema is answered to who asks for it", async () => {
  const service = await startCarService({ database: "ready", schemaFile, auth: { token: "t-1234" } });
  const answer = await fetch(`${service.url.replace(/v2$/, "v3")}/importSchema?version=v2`, {
    headers: { authorization: "car-token t-1234" },
  });
  const { schema } = JSON.parse(await answer.text());
  console.log(`IBM's import schema has ${Object.keys(schema.properties).length} collections`);
  expect(Object.keys(schema.properties)).toContain("asset_vulnerability");
  await service.stop();
});
