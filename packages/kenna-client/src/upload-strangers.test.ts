/** A run that somebody else started is never taken for ours. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "@plumbline/testkit/kenna/settings";
import type { KennaStandIn } from "@plumbline/testkit/kenna/start-kenna";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { KennaError } from "./kenna-error.ts";
import {
  kdiFile,
  kennaErrorOf,
  pass,
  removeFolders,
  startByClock,
  strangersRun,
  upload,
  uploadNewer,
  writeFiles,
} from "./upload.fixture.ts";
import type { UploadOutcome } from "./upload-all.ts";

let service: KennaStandIn;
afterEach(async () => {
  await service.stop();
  await removeFolders();
});
const status = (code: number, body?: string) => ({ kind: "status", status: code, ...(body === undefined ? {} : { body }) }) as const;
const starting = { method: "POST", path: "/run$" } as const;
const listing = { method: "GET", path: "connector_runs$" } as const;
const theirs = () => writeFiles({ "a.json": kdiFile({ "i-9": ["CVE-2026-9"] }) });
const journalOf = async (folder: string) => JSON.parse(await readFile(join(folder, "upload.json"), "utf8"));
const ourVulns = () => Object.keys(service.model()).filter((key) => !key.includes("i-9")).length;

const never: Record<string, Fault["deed"]> = { "503": status(503), "a cut connection": { kind: "drop", isCarriedOut: false } };
it.each(Object.entries(never))(
  "three starts that came to nothing by %s are known to have started none, a day later too",
  async (_, deed) => {
    service = await startByClock({ pollsUntilDone: 0, faults: [{ ...starting, times: 3, deed }] });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files).uploaded);
    expect(await journalOf(files.folder)).toMatchObject({ step: "uploading" });
    pass(24);
    const stranger = await strangersRun(service, await theirs());
    expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done", run: { created_scanner_vuln_count: 4 } });
    expect([service.runs().map(({ id }) => String(id) === stranger), ourVulns()]).toEqual([[true, false], 4]);
  },
);

describe("a start of which nobody noted what became", () => {
  /** The start is lost, and so is the list that would tell. */
  const begin = async (isCarriedOut: boolean) => {
    service = await startByClock({
      pollsUntilDone: 0,
      faults: [
        { ...starting, deed: { kind: "drop", isCarriedOut } },
        { ...listing, nth: 2, times: 6, deed: status(500) },
      ],
    });
    const files = await writeFiles();
    expect((await kennaErrorOf(upload(service, files).uploaded)).kind).toBe("unavailable");
    expect(await journalOf(files.folder)).toMatchObject({ step: "starting", askedAt: expect.stringMatching(/^2026-03-.*Z$/) });
    return files;
  };

  it("takes the run that began then, however late it is looked for, and whatever others began since", async () => {
    const files = await begin(true);
    pass(24);
    await strangersRun(service, await theirs());
    expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done", run: { id: "1004" } });
    expect(service.runs()).toHaveLength(2);
    expect(await uploadNewer(service, files.folder)).toMatchObject({ outcome: "done", dataFiles: 1 });
  });

  it("does not take one that began a day later, and says when it began", async () => {
    const files = await begin(false);
    pass(24);
    const stranger = await strangersRun(service, await theirs());
    const error = await kennaErrorOf(upload(service, files).uploaded);
    expect([error.kind, error.message]).toEqual([
      "uncertain",
      expect.stringMatching(RegExp(`run ${stranger}, which began at 2026-03-.*,`)),
    ]);
    expect(error.message).toMatch(/we asked for ours at 2026-03-/);
    expect(await journalOf(files.folder)).toMatchObject({ step: "starting" });
    // Nobody is bound to it: begun anew it is ours.
    const { uploaded, clock } = upload(service, files, { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { created_scanner_vuln_count: 4 } });
    expect(clock.log).toContainEqual(expect.stringMatching(/^The start of a run that nobody can tell is let go: /));
    expect(ourVulns()).toBe(4);
  });

  it("does not take one of a moment later that took something else, unless it is named", async () => {
    const files = await begin(false);
    const stranger = await strangersRun(service, await theirs());
    const error = await kennaErrorOf(upload(service, files).uploaded);
    expect([error.kind, error.message]).toEqual(["uncertain", expect.stringContaining("it took 1 assets, and the files hold 4")]);
    expect((await kennaErrorOf(upload(service, files).uploaded)).kind).toBe("uncertain");
    const { uploaded, clock } = upload(service, files, { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { created_scanner_vuln_count: 4 } });
    expect(clock.log).toContainEqual(expect.stringMatching(RegExp(`^Run ${stranger} is let go: it took 1 assets`)));
    expect(clock.log).not.toContainEqual(expect.stringContaining("nothing is begun anew"));
    expect(ourVulns()).toBe(4);
  });

  it("says that one of the same counts was told by them alone, and sends the files once more", async () => {
    const files = await begin(false);
    // As many assets and vulnerabilities as ours, of other instances.
    const alike = { "a.json": kdiFile({ "i-91": ["CVE-2026-1", "CVE-2026-2"], "i-92": ["CVE-2026-1"] }) };
    const rest = { "b.json": kdiFile({ "i-93": ["CVE-2026-3"] }), "c.json": kdiFile({ "i-94": [] }) };
    const stranger = await strangersRun(service, await writeFiles({ ...alike, ...rest }));
    const { uploaded, clock } = upload(service, files);
    expect(await uploaded).toMatchObject({ outcome: "done", run: { id: stranger }, isFound: true });
    expect(clock.log).toContain(`Run ${stranger} of connector 7 is taken for that of this upload, by when it began.`);
    const again = upload(service, files);
    expect(await again.uploaded).toMatchObject({ outcome: "done", run: { created_scanner_vuln_count: 4 } });
    expect(again.clock.log).toContainEqual(expect.stringMatching(/was told by its time and counts only: the files are sent once more/));
    expect([await upload(service, files).uploaded, ourVulns()]).toMatchObject([{ outcome: "done-before" }, 4]);
  });

  it("takes no file away while it was only found, and goes on", async () => {
    const files = await begin(true);
    const removesFiles = true;
    expect(await upload(service, files, { removesFiles }).uploaded).toMatchObject({ outcome: "done", isFound: true });
    expect(await readdir(files.folder)).toContain("kdi_1.json");
    const again = await upload(service, files, { removesFiles }).uploaded;
    expect([again, await readdir(files.folder)]).toMatchObject([{ outcome: "done", dataFiles: 3 }, ["upload.json"]]);
    expect(await upload(service, files, { removesFiles }).uploaded).toMatchObject({ outcome: "done-before" });
  });

  it("is taken for sure when it is named after its end", async () => {
    const files = await begin(true);
    expect(await upload(service, files).uploaded).toMatchObject({ run: { id: "1004" }, isFound: true });
    const { uploaded, clock } = upload(service, files, { run: "1004", removesFiles: true });
    expect([await uploaded, await readdir(files.folder)]).toMatchObject([{ outcome: "done-before" }, ["upload.json"]]);
    expect(clock.log).toEqual(["Run 1004 is taken for that of this upload, as it was named."]);
    expect(await journalOf(files.folder)).not.toHaveProperty("isFound");
    expect([await upload(service, files).uploaded, service.runs().length]).toMatchObject([{ outcome: "done-before" }, 1]);
  });

  it("takes one that took something else when it is named", async () => {
    const files = await begin(false);
    const stranger = await strangersRun(service, await theirs());
    await kennaErrorOf(upload(service, files).uploaded);
    expect(await upload(service, files, { run: stranger }).uploaded).toMatchObject({ outcome: "done", run: { id: stranger } });
  });

  const shown: Record<string, object> = {
    "does not say when it began": { start_time: null },
    "says so in no words of a time": { start_time: "yesterday" },
    "took fewer payloads than there are files": { start_time: "NOW", end_time: "NOW", success: true, total_payload_count: 2 },
  };
  it.each(Object.entries(shown))("does not take one that %s", async (_, run) => {
    const files = await begin(false);
    const { askedAt } = await journalOf(files.folder);
    pass(24);
    const body = JSON.stringify([{ id: 2000, ...run }]).replaceAll("NOW", String(askedAt));
    service.fault({ ...listing, times: 6, deed: status(200, body) });
    const error = await kennaErrorOf(upload(service, files).uploaded);
    expect([error.kind, error.message]).toEqual(["uncertain", expect.stringContaining("run 2000")]);
    expect(service.runs()).toHaveLength(0);
  });

  it("is begun again when there is no run at all", async () => {
    const files = await begin(false);
    pass(24);
    expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done" });
    expect([service.runs().length, service.dataFiles().size]).toEqual([1, 3]);
  });
});

it("leaves it open whether a run was started when it is stopped while it asks", async () => {
  service = await startByClock({ faults: [{ ...starting, deed: { kind: "silence", isCarriedOut: true } }] });
  const ending = new AbortController();
  const files = await writeFiles();
  const { uploaded } = upload(service, files, { signal: ending.signal, http: { signal: ending.signal, timeoutMilliseconds: 60_000 } });
  const ended = expect(uploaded).rejects.toThrow("stopped by hand");
  await expect.poll(() => service.requests.filter(({ path }) => path.endsWith("/run")).length).toBe(1);
  ending.abort(new Error("stopped by hand"));
  await ended;
  expect(await journalOf(files.folder)).toMatchObject({ step: "starting" });
  expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done" });
  expect(service.runs()).toHaveLength(1);
});

it("is never another's run that ends an upload, after any faults and with strangers on any day", async () => {
  const deed = fc.constantFrom<Fault["deed"]>(
    ...([status(500), status(401), status(200, '{"success":"false","message":"no"}')] as const),
    ...([502, 200] as const).map((code) => ({ kind: "status", status: code, isCarriedOut: true }) as const),
    ...[true, false].map((isCarriedOut) => ({ kind: "drop", isCarriedOut }) as const),
  );
  const fault = fc.record({
    ...{ step: fc.constantFrom(starting, starting, listing, { method: "GET", path: "connector_runs/" } as const), deed },
    ...{ nth: fc.integer({ min: 1, max: 3 }), times: fc.integer({ min: 1, max: 8 }) },
  });
  // Often the answer to a start is lost, and the list that would tell of it too.
  const lost = fc.tuple(
    fc.record({ step: fc.constant(starting), deed, nth: fc.constant(1), times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ step: fc.constant(listing), deed: fc.constant(status(500)), nth: fc.integer({ min: 2, max: 4 }), times: fc.constant(6) }),
  );
  const some = fc.tuple(fc.option(lost, { nil: [] }), fc.array(fault, { maxLength: 3 })).map((parts) => parts.flat());
  const strangers = await writeFiles(Object.fromEntries([1, 2, 3].map((i) => [`s${i}.json`, kdiFile({ [`i-9${i}`]: ["CVE-2026-9"] })])));
  service = await startByClock();
  await fc.assert(
    fc.asyncProperty(some, fc.infiniteStream(fc.boolean()), async (faults, comes) => {
      await service.stop();
      service = await startByClock({ pollsUntilDone: 1, faults: faults.map(({ step, ...rest }) => ({ ...step, ...rest })) });
      const files = await writeFiles();
      let anew = false;
      let done: UploadOutcome | undefined;
      for (let uploads = 0; done === undefined && uploads < 60; uploads++) {
        const ended: unknown = await upload(service, files, { anew }).uploaded.catch((error: unknown) => error);
        if (ended instanceof KennaError) anew = ended.kind === "uncertain";
        else done = ended as UploadOutcome;
        pass(24);
        // Whoever comes meets the faults too.
        if (comes.next().value) await strangersRun(service, strangers).catch(() => undefined);
      }
      expect(done).toMatchObject({ outcome: "done", run: { success: true, processed_scanner_vuln_count: 4 } });
      expect(service.runs().filter((run) => "processed_scanner_vuln_count" in run && run.processed_scanner_vuln_count === 4)).toHaveLength(
        1,
      );
      expect(await uploadNewer(service, files.folder)).toMatchObject({ outcome: "done", dataFiles: 1 });
    }),
    { numRuns: 40 },
  );
});
