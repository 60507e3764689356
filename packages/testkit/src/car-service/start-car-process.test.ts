import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { carErrorOf, openAt, sendTwo } from "./open.fixture.ts";
import { type CarProcess, startCarProcess } from "./start-car-process.ts";

let folder: string;
let service: CarProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-car-"));
  service = await startCarProcess({ database: "ready", pollsUntilDone: 0 }, folder);
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

it("is told from outside what to do, and tells what it holds", async () => {
  const { car } = openAt(service);
  await sendTwo(car);
  expect(await service.counts()).toEqual({ asset: 2, asset_ipaddress: 2, ipaddress: 2 });
  expect(await service.model("aws-prod")).toMatchObject({ vertices: { asset: { "i-1": { name: "i-1" } } } });
  await service.fault({ path: "imports", deed: { kind: "hang-job" } });
  expect((await carErrorOf(car.sendReport())).message).toMatch(/no job ended within 30 minutes/);
  await service.drain();
  expect(await service.savePoint()).toEqual({ savePoint: null, isSessionOpen: false });
  await car.settle().catch(() => undefined);
});
