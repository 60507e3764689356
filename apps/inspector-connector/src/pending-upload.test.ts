/** A run that ends when the process that began it is gone: what it took is what later exports are compared with. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { linesOf } from "@plumbline/cli/io.fixture";
import type { Fault } from "@plumbline/testkit/kenna/settings";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { looking, starting, startUploads, type Uploads, unavailable } from "./uploads.fixture.ts";

let kenna: Uploads["kenna"];
let run: Uploads["run"];
let exported: Uploads["exported"];
let place: Uploads["place"];
let journal: Uploads["journal"];
let ofRegion: Uploads["ofRegion"];
let held: Uploads["held"];
beforeEach(async () => {
  ({ kenna, run, exported, place, journal, ofRegion, held } = await startUploads());
});
afterEach(() => kenna.stop());

const closing = async () => ofRegion("eu-west-1", false);
const assets = async () => /^assets .*$/m.exec((await run("diff")).stdout)?.[0];

/** The first upload, whose end its process does not see. */
const begin = async (change: () => Promise<void> = async () => undefined) => {
  await exported("a", "b");
  await change();
  kenna.fault({ ...looking, times: 6, deed: unavailable });
  expect((await run("upload")).code).toBe(3);
  expect(held()).toEqual(["last-uploaded.next-HASH"]);
};

describe("an upload whose process does not see the end of its run", () => {
  it("is told by diff, until the same files are gone on with", async () => {
    await begin();
    const { stdout, stderr } = await run("diff", "--format", "json");
    expect(stderr).toMatch(/"warn".*the upload to connector 7 of http\S+ has not ended \(run \d+\): Kenna may have what it brought/);
    expect(stderr).toContain("nothing that is known to have ended was uploaded from this folder yet");
    expect(linesOf(stdout)[0]).toMatchObject({ pending: { step: "running", connector: "7", origin: kenna.host, run: expect.any(String) } });
    expect((await run("upload")).code).toBe(0);
    expect([held(), (await run("diff")).stderr, kenna.runs("7").length]).toEqual([
      ["last-uploaded"],
      expect.not.stringContaining("has not ended"),
      1,
    ]);
  });

  const newer: Record<string, readonly string[]> = { "newer files": [], "newer files that begin anew": ["--anew"] };
  it.each(Object.entries(newer))("counts as uploaded when %s see that it succeeded, though their own run fails", async (_, words) => {
    await begin();
    await exported("a", "c");
    expect(await assets()).toBe("assets    0 before, 2 after: 2 new, 0 gone");
    kenna.fault({ ...starting, deed: { kind: "fail-run", error: "out of memory" } });
    expect((await run("upload", ...words)).code).toBe(4);
    expect(kenna.runs("7").map(({ success }) => success)).toEqual([true, false]);
    expect([await assets(), held()]).toEqual(["assets    2 before, 2 after: 1 new, 1 gone", ["last-uploaded"]]);
  });

  it("does not count when its run failed", async () => {
    kenna.fault({ ...starting, deed: { kind: "fail-run", error: "out of memory" } });
    await begin();
    await exported("a", "c");
    expect((await run("upload")).code).toBe(0);
    expect([await assets(), held()]).toEqual(["assets    2 before, 2 after: 0 new, 0 gone", ["last-uploaded"]]);
  });

  it("is kept by the next one where its end was noted and its files were not kept any more", async () => {
    await begin();
    expect((await run("upload")).code).toBe(0);
    // As a process leaves it that is killed in between.
    const { manifest } = JSON.parse(readFileSync(journal(), "utf8"));
    renameSync(place("last-uploaded"), place(`last-uploaded.next-${manifest}`));
    await exported("a", "c");
    expect((await run("diff")).stderr).toMatch(/the upload to connector 7 of http\S+ is done, and its files were not kept \(run \d+\)/);
    kenna.fault({ ...starting, deed: { kind: "fail-run", error: "out of memory" } });
    expect((await run("upload")).code).toBe(4);
    expect([await assets(), held()]).toEqual(["assets    2 before, 2 after: 1 new, 1 gone", ["last-uploaded"]]);
  });

  const killed: Record<string, (running: string) => void> = {
    "and whose next one is refused": () => undefined,
    "also where nobody lived to note it": (running) => writeFileSync(journal(), running),
  };
  it.each(Object.entries(killed))("does not count as going on once it was seen to end, %s", async (_, leave) => {
    await begin(closing);
    const running = readFileSync(journal(), "utf8");
    await exported("a", "c");
    await closing();
    kenna.fault({ method: "POST", path: "data_file$", deed: { kind: "status", status: 422 } });
    expect((await run("upload")).code).toBe(4);
    leave(running);
    const { stdout, stderr } = await run("diff");
    expect(stdout).toContain("assets    2 before, 2 after: 1 new, 1 gone");
    expect(stderr).not.toContain("not compared");
    expect([(await run("upload")).code, held()]).toEqual([0, ["last-uploaded"]]);
  });

  it("looked where the files in its place say, where they could not be held", async () => {
    await begin(closing);
    for (const name of held())
      rmSync(place(name.replace("HASH", JSON.parse(readFileSync(journal(), "utf8")).manifest)), { recursive: true });
    expect([(await run("upload")).code, held(), kenna.runs("7").length]).toEqual([0, ["last-uploaded"], 1]);
  });

  it("keeps fewer regions from closing what it may have brought", async () => {
    await begin();
    await exported("a");
    await closing();
    const { code, stderr } = await run("upload");
    expect([code, stderr]).toEqual([3, expect.stringMatching(/nobody knows where an upload before looked/)]);
  });
});

it("the folder is the connector's whose files are kept, also when its next run failed", async () => {
  await exported("a");
  expect((await run("upload")).code).toBe(0);
  await exported("b");
  kenna.fault({ ...starting, deed: { kind: "fail-run", error: "out of memory" } });
  expect((await run("upload")).code).toBe(4);
  const asked = kenna.requests.length;
  const { code, stderr } = await run("upload", "--kenna-connector-id", "8");
  expect([code, kenna.requests.length]).toEqual([2, asked]);
  expect(stderr).toMatch(/upload to connector 8 of .*last-uploaded is of an upload to connector 7 of http\S+, which is done\./);
});

const stops: Record<string, { readonly fault: Fault; readonly code: number; readonly step: string }> = {
  "that was stopped while its run goes on": { fault: { ...looking, times: 6, deed: unavailable }, code: 3, step: "running" },
  "whose first file was refused": {
    ...{ fault: { method: "POST", path: "data_file$", deed: { kind: "status", status: 422 } }, code: 4, step: "uploading" },
  },
  "whose run failed": { fault: { ...starting, deed: { kind: "fail-run", error: "out of memory" } }, code: 4, step: "failed" },
};
it.each(Object.entries(stops))(
  "the connector that was given the folder anew goes on without being given it again: one %s",
  async (_, row) => {
    await exported("a");
    expect((await run("upload")).code).toBe(0);
    kenna.fault(row.fault);
    expect((await run("upload", "--kenna-connector-id", "8", "--anew")).code).toBe(row.code);
    expect(JSON.parse(readFileSync(journal(), "utf8"))).toMatchObject({ step: row.step, connector: "8" });
    const { code, stderr } = await run("upload", "--kenna-connector-id", "8");
    expect([code, kenna.runs("8").at(-1)?.success], stderr).toEqual([0, true]);
    expect((await run("upload")).code).toBe(2);
  },
);

it("a journal that can't be read is told by diff", async () => {
  await exported("a");
  writeFileSync(journal(), "{");
  const { code, stderr } = await run("diff");
  expect([code, stderr]).toEqual([0, expect.stringMatching(/"warn".*an upload may not have ended: can't read how far the upload is/)]);
});

it("leaves nothing where Kenna never began a run", async () => {
  await exported("a");
  kenna.fault({ ...starting, deed: { kind: "status", status: 403 } });
  expect([(await run("upload")).code, held()]).toEqual([4, []]);
});
