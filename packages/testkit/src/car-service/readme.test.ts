import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startCarService } from "./start-car-service.ts";

it("the example of car-client's README runs as it stands", async () => {
  const readme = await readFile(join(import.meta.dirname, "../../../car-client/README.md"), "utf8");
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const service = await startCarService({ auth: { key: "some-key", password: "some-password" } });
  const env = { CAR_SERVICE_URL: service.url, CAR_SERVICE_KEY: "some-key", CAR_SERVICE_PASSWORD: "some-password" };
  const words = ["--conditions=@plumbline/source", "--input-type=module-typescript", "--eval", example];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: join(import.meta.dirname, "../.."), env });
  expect(stdout).toBe("full import\n");
  expect(service.counts()).toEqual({ asset: 1, asset_ipaddress: 1, ipaddress: 1 });
  expect(service.savePoint()).toBe("2026-03-01T12:00:00.000Z");
  await service.stop();
});
