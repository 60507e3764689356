import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, programFolder, startPostgres } from "./postgres.ts";

describe("PostgreSQL for tests", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({
      cacheFolder: process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache"),
      environment: process.env,
      log: () => undefined,
    });
  });
  afterAll(() => server.stop());

  it("makes databases that answer", async () => {
    const client = new Client({ connectionString: await server.create("one") });
    await client.connect();
    const { rows } = await client.query("select current_database() as name, current_setting('server_version_num')::int >= 150000 as fits");
    await client.end();
    expect(rows).toEqual([{ name: "one", fits: true }]);
  });

  it("says what to install where there is none", async () => {
    await expect(programFolder("/nonexistent", "/nonexistent")).rejects.toMatchObject({ name: "EmulatorError" });
  });
});
