import { join } from "node:path";
import { corpus } from "@plumbline/testkit/corpus";
import { startEmulator } from "@plumbline/testkit/emulator";
import { expect, it } from "vitest";
import { Account } from "./changing-account.fixture.ts";
import { startWorld } from "./world.fixture.ts";

const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");

it("every envelope of a full import and of incremental ones fits IBM's own schema", async () => {
  const emulator = await startEmulator({ cacheFolder, environment: process.env, log: () => undefined });
  const world = await startWorld(emulator.url, { schemaFile: join(corpus, "car/importSchema_v2.json") });
  const account = new Account(world);
  try {
    await account.begin();
    for (let round = 0; round < 4; round++) {
      const { code, stderr } = await world.run();
      expect(code, stderr).toBe(0);
      for (let which = 0; which < 12; which++) await account.step(round * 7 + which, which);
    }
    const { requests } = world.service;
    const envelopes = requests.filter(({ method, path }) => method === "POST" && path === "v2/imports");
    console.log(
      `${envelopes.length} envelopes held against IBM's schema, ${Object.keys(world.service.counts()).length} collections in CAR`,
    );
    expect(envelopes.length).toBeGreaterThan(30);
    expect(envelopes.every(({ status }) => status === 200)).toBe(true);
  } finally {
    await world.stop();
    await emulator.stop();
  }
});
