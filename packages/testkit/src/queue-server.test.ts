import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tryQueueServer } from "./queue-server.ts";

const place = (environment: Record<string, string>) => ({
  cacheFolder: mkdtempSync(join(tmpdir(), "plumbline-queue-server-")),
  environment: { PATH: "/nonexistent", ...environment },
  log: () => undefined,
});

describe("tryQueueServer, where there is no Java", () => {
  it("tells by name what is not run, and what would help", async () => {
    expect(await tryQueueServer(place({}))).toEqual({
      missing: expect.stringMatching(/^not run on ElasticMQ: there is no Java: .*Install Java/),
    });
  });

  it("is an error in CI", async () => {
    await expect(tryQueueServer(place({ CI: "true" }))).rejects.toMatchObject({ name: "EmulatorError", message: /there is no Java/ });
  });

  it("heeds JAVA_HOME", async () => {
    expect(await tryQueueServer(place({ JAVA_HOME: "/nonexistent" }))).toMatchObject({
      missing: expect.stringContaining("/nonexistent/bin/java"),
    });
  });
});
