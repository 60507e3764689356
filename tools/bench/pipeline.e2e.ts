import { join } from "node:path";
import { type MaybeQueueServer, tryQueueServer } from "@plumbline/testkit/queue-server";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../gen/names.ts";
import { pipe, told } from "./pipeline.ts";

let second: MaybeQueueServer;
beforeAll(async () => {
  const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(root, ".cache");
  second = await tryQueueServer({ cacheFolder, environment: process.env, log: (line) => process.stderr.write(`${line}\n`) });
});
afterAll(async () => {
  if ("server" in second) await second.server.stop();
});

const servers: Record<string, () => { url: string } | { missing: string }> = {
  moto: () => ({ url: emulatorUrl() }),
  ElasticMQ: () => ("server" in second ? second.server : second),
};
// From the sources, so that no build is needed; `pnpm bench pipeline` runs what is built, and 10,000 messages.
const plumbline = ["--conditions=@plumbline/source", join(root, "apps/plumbline/src/main.ts")];

describe.each(Object.entries(servers))("messages from a queue of %s to the remediator", (name, serverOf) => {
  it("each is handled or buried with the reason, and each change is made once", async ({ skip }) => {
    const server = serverOf();
    if ("missing" in server) return skip(server.missing);
    const counts = await pipe({
      messages: 200,
      emulatorUrl: emulatorUrl(),
      queueUrl: server.url,
      name: `pipeline-${name}`,
      plumbline,
      workers: 2,
      visibilitySeconds: 4,
    });
    const { line, wrongs } = told(counts);
    console.log(`${name}: ${line}`);
    // With the counts, so that a failure tells how much was wrong.
    expect({ line, wrongs }).toEqual({ line, wrongs: [] });
    expect(counts).toMatchObject({ sent: 200, handled: 190, buried: 10, redriven: 0, lost: 0, changes: 15, changesTwice: 0 });
    expect(counts.retried).toBeGreaterThanOrEqual(10);
  }, 300_000);
});
