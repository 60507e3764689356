/** Whether an upload would close what it did not look at is told when the upload before has ended, and once. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { looking, starting, startUploads, type Uploads, unavailable } from "./uploads.fixture.ts";

let uploads: Uploads;
let run: Uploads["run"];
let exported: Uploads["exported"];
beforeEach(async () => {
  uploads = await startUploads();
  ({ run, exported } = uploads);
});
afterEach(() => uploads.kenna.stop());

const ends: Record<string, { readonly fails: boolean; readonly code: number; readonly says: RegExp }> = {
  "has failed: nothing of it is in Kenna": {
    fails: true,
    code: 0,
    says: /Run \d+ of connector 7, of the upload before, failed: out of memory/,
  },
  "has succeeded: what it brought would be closed": {
    fails: false,
    code: 3,
    says: /so also at region us-east-1, so that Kenna would close/,
  },
};
it.each(Object.entries(ends))("an upload of another region whose end nobody saw %s", async (_, { fails, code, says }) => {
  await exported("a");
  uploads.ofRegion("us-east-1", true);
  if (fails) uploads.kenna.fault({ ...starting, deed: { kind: "fail-run", error: "out of memory" } });
  uploads.kenna.fault({ ...looking, times: 6, deed: unavailable });
  expect((await run("upload")).code).toBe(3);
  await exported("b");
  uploads.ofRegion("eu-west-1", false);
  const ran = await run("upload");
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(says)]);
  expect([uploads.held(), uploads.kenna.runs("7").length]).toEqual([["last-uploaded"], fails ? 2 : 1]);
  expect((await run("upload", "--close-unseen")).code).toBe(0);
});

const stops: Record<string, Parameters<Uploads["kenna"]["fault"]>[0]> = {
  "before its first file": { method: "POST", path: "data_file$", times: 6, deed: unavailable },
  "before its run": { ...starting, deed: { kind: "status", status: 403 } },
  "before the end of its run": { ...looking, times: 6, deed: unavailable },
};
it.each(Object.entries(stops))("an upload that may close is not asked again where it was cut off %s", async (_, fault) => {
  await exported("a");
  uploads.ofRegion("us-east-1", true);
  expect((await run("upload")).code).toBe(0);
  await exported("b");
  uploads.ofRegion("eu-west-1", false);
  expect((await run("upload")).code).toBe(3);
  uploads.kenna.fault(fault);
  expect((await run("upload", "--close-unseen")).code).not.toBe(0);
  expect((await run("diff")).stdout).not.toContain("is refused");
  expect((await run("upload")).code).toBe(0);
});

const again: Record<string, { readonly begin: () => Promise<void>; readonly code: number }> = {
  "whose first file Kenna refuses": {
    begin: async () => uploads.kenna.fault({ method: "POST", path: "data_file$", deed: { kind: "status", status: 422 } }),
    code: 4,
  },
  "of fewer places": { begin: async () => uploads.ofRegion("eu-west-1", false), code: 3 },
};
it.each(Object.entries(again))("the same files anew, %s: those that are kept are compared", async (_, { begin, code }) => {
  await exported("a");
  const scope = { accounts: ["111111111111"], regions: ["eu-west-1", "us-east-1"] };
  uploads.changeManifest({ scope }, { skipAutoclose: false });
  expect((await run("upload")).code).toBe(0);
  await begin();
  expect((await run("upload", "--anew")).code).toBe(code);
  expect([uploads.held(), (await run("diff")).stderr]).toEqual([["last-uploaded"], expect.not.stringContaining("not compared")]);
});

it("a partial upload that is noted has ended, though nobody lived to note the end of its run", async () => {
  await exported("a", "b");
  uploads.ofRegion("eu-west-1", true);
  expect((await run("upload")).code).toBe(0);
  await exported("a");
  uploads.changeManifest({ isExcerpt: true, scope: { accounts: ["111111111111"], regions: ["eu-west-1"] } });
  uploads.kenna.fault({ ...looking, times: 6, deed: unavailable });
  expect((await run("upload")).code).toBe(3);
  const running = readFileSync(uploads.journal(), "utf8");
  expect((await run("upload")).code).toBe(0);
  writeFileSync(uploads.journal(), running);
  expect((await run("diff")).stderr).not.toContain("has not ended");
});
