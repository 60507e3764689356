/** A run that ends when the process that began it is gone: what it took is what later exports are compared with. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fakeKeys, linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import type { Fault } from "@plumbline/testkit/kenna/settings";
import { type KennaStandIn, startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";

const clock = { now: Date.parse("2026-03-01T12:00:00Z") };
let kenna: KennaStandIn;
let folder: string;
beforeEach(async () => {
  kenna = await startKenna({ pollsUntilDone: 3 }, 0, () => new Date(clock.now));
  folder = newFolder();
});
afterEach(() => kenna.stop());

const run = (...words: string[]) =>
  runWith(kdiCommand, words, {
    folder,
    environment: { ...fakeKeys, KENNA_API_KEY: kenna.key, KENNA_API_HOST: kenna.host, KENNA_CONNECTOR_ID: "7" },
    now: () => new Date(clock.now),
    async sleep(milliseconds) {
      clock.now += milliseconds;
    },
  });
const finding = (id: string) => ({
  ...{ ...bodies.package, findingArn: `arn:aws:inspector2:eu-west-1:111111111111:finding/${id}`, awsAccountId: "111111111111" },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2 },
  resources: [{ ...resources.instance, id: `i-${id.padStart(17, "0")}` }],
});
const exported = async (...ids: string[]) => {
  writeFileSync(join(folder, "saved.json"), JSON.stringify(ids.map(finding)));
  expect((await run("export", "--findings", "saved.json", "--findings-complete")).code).toBe(0);
};
const held = () =>
  readdirSync(place(""))
    .filter((name) => name.startsWith("last-uploaded"))
    .map((name) => name.replace(/[0-9a-f]{64}$/, "HASH"));
const starting = { method: "POST", path: "/run$" } as const;
const looking = { method: "GET", path: "connector_runs/" } as const;
const unavailable: Fault["deed"] = { kind: "status", status: 500 };
const assets = async () => /^assets .*$/m.exec((await run("diff")).stdout)?.[0];

const place = (name: string) => join(folder, "output/aws_inspector", name);
const journal = () => place("aws_inspector2.upload.json");
/** Makes of the export one of a region, with autoclose on. */
const closing = async () => {
  const path = place("aws_inspector2.manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const scope = { accounts: ["111111111111"], regions: ["eu-west-1"] };
  writeFileSync(path, JSON.stringify({ ...manifest, scope, settings: { ...manifest.settings, skipAutoclose: false } }));
};

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
    expect([held(), (await run("diff")).stderr, kenna.runs().length]).toEqual([
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
    expect(kenna.runs().map(({ success }) => success)).toEqual([true, false]);
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
    expect([(await run("upload")).code, held(), kenna.runs().length]).toEqual([0, ["last-uploaded"], 1]);
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
  "whose run failed": { fault: { ...starting, deed: { kind: "fail-run", error: "out of memory" } }, code: 4, step: "failed" },
};
it.each(Object.entries(stops))(
  "the connector that was given the folder anew goes on without being given it again: one %s",
  async (_, row) => {
    await kenna.stop();
    kenna = await startKenna({ connectors: [{ id: "7" }, { id: "8" }] }, 0, () => new Date(clock.now));
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
