/** A run that was told by its time and counts only may be another's: what it took is not known for sure. */
import { join } from "node:path";
import { linesOf } from "@plumbline/cli/io.fixture";
import { openKenna } from "@plumbline/kenna-client/open-kenna";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { starting, startUploads, type Uploads, unavailable } from "./uploads.fixture.ts";

let uploads: Uploads;
let run: Uploads["run"];
let exported: Uploads["exported"];
beforeEach(async () => {
  uploads = await startUploads();
  ({ run, exported } = uploads);
});
afterEach(() => uploads.kenna.stop());

describe("an upload whose run is another's of the same counts, for all that can be told", () => {
  const only = /told by the time and counts of a run only/;
  const started = async () => {
    const { kenna, save, now, folder } = uploads;
    kenna.fault({ ...starting, deed: { kind: "drop", isCarriedOut: false } });
    kenna.fault({ method: "GET", path: "connector_runs$", nth: 2, times: 6, deed: unavailable });
    expect((await run("upload")).code).toBe(3);
    expect((await save(["f"], "--output-directory", "theirs")).code).toBe(0);
    const stranger = openKenna({ host: kenna.host, key: kenna.key, now, sleep: async () => undefined });
    return stranger.runConnector("7", [await stranger.uploadFile("7", join(folder, "theirs/aws_inspector2-0001.json"))]);
  };
  const before = async () => linesOf((await run("diff", "--format", "json")).stdout)[0];

  it("counts as uploaded before newer files of elsewhere, and diff says that this may be wrong", async () => {
    await exported("a");
    uploads.ofRegion("us-east-1", true);
    await started();
    await exported("b");
    uploads.ofRegion("eu-west-1", true);
    const { code, stderr } = await run("upload");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/of the upload before, succeeded; .* told by its time only\./)]);
    expect([uploads.held(), await before(), (await run("diff")).stderr]).toMatchObject([
      ["last-uploaded"],
      { before: { isFound: true, partialSince: [], replacedAt: [expect.any(String)] } },
      expect.stringMatching(only),
    ]);
    await exported("a", "b");
    expect((await run("upload")).code).toBe(0);
    expect(await before()).not.toHaveProperty("before");
    expect((await run("diff")).stderr).not.toMatch(only);
  });

  it("does not count where it took something else, which is said", async () => {
    await exported("a", "b");
    await started();
    await exported("b");
    const { code, stderr } = await run("upload");
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/Run \d+ is not counted as that of the upload before: it took 1 assets, and the files hold 2\./),
    ]);
    expect([stderr.includes("counts only"), await before()]).toEqual([false, expect.not.objectContaining({ before: expect.anything() })]);
  });

  const sure: Record<string, (id: string) => readonly string[]> = {
    "its files are sent once more": () => [],
    "the run is named": (id) => ["--run", id],
  };
  it.each(Object.entries(sure))("is said by diff to be so until %s", async (_, words) => {
    await exported("a");
    const id = await started();
    expect((await run("upload")).code).toBe(0);
    expect((await run("diff")).stderr).toMatch(only);
    expect((await run("upload", ...words(id))).code).toBe(0);
    expect((await run("diff")).stderr).not.toMatch(only);
  });

  it("was not sent for sure where it is partial", async () => {
    await exported("a", "b");
    expect((await run("upload")).code).toBe(0);
    await exported("a");
    uploads.changeManifest({ isExcerpt: true });
    await started();
    expect((await run("upload")).code).toBe(0);
    const { stderr } = await run("diff");
    expect([stderr.includes("these files were sent"), only.test(stderr)]).toEqual([false, true]);
    expect((await run("upload")).code).toBe(0);
    const again = await run("diff");
    expect([again.stderr.includes("these files were sent"), only.test(again.stderr)]).toEqual([true, false]);
  });
});
