/** A run that has no end, one that Kenna does not know, and how an upload gets away from both. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KennaStandIn } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, describe, expect, it } from "vitest";
import { kdiFile, kennaErrorOf, removeFolders, startByClock, strangersRun, upload, writeFiles } from "./upload.fixture.ts";

let service: KennaStandIn;
afterEach(async () => {
  await service.stop();
  await removeFolders();
});
const status = (code: number, body?: string) => ({ kind: "status", status: code, ...(body === undefined ? {} : { body }) }) as const;
const starting = { method: "POST", path: "/run$" } as const;
const listing = { method: "GET", path: "connector_runs$" } as const;
const looking = { method: "GET", path: "connector_runs/1004$" } as const;
const other = { "other.json": kdiFile({ "i-9": ["CVE-2026-9"] }) };
const stepOf = async (folder: string) => JSON.parse(await readFile(join(folder, "upload.json"), "utf8")).step;
const minute = { patienceMilliseconds: 60_000 };

const unreadable: Record<string, string> = {
  "no JSON": "{",
  "of another form": JSON.stringify({ format: "plumbline-kenna-upload-1", step: "done", isFound: true }),
};
it.each(Object.entries(unreadable))("a journal that can't be read keeps an upload back until it is to begin anew: %s", async (_, text) => {
  service = await startByClock();
  const files = await writeFiles();
  await writeFile(join(files.folder, "upload.json"), text);
  const error: unknown = await upload(service, files).uploaded.catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "broken", hint: expect.stringContaining("begin anew (--anew)") });
  expect(service.requests).toHaveLength(0);
  const { uploaded, clock } = upload(service, files, { anew: true });
  expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 3 });
  expect(clock.log).toContainEqual(expect.stringMatching(/^What can't be read is let go: can't read how far the upload is in /));
  expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done-before" });
});

describe("a run that the connector does not show", () => {
  it("is waited for until it ends", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run", looks: 12 } }] });
    expect(await upload(service, await writeFiles()).uploaded).toMatchObject({ outcome: "done", run: { created_scanner_vuln_count: 4 } });
    expect(service.runs()).toHaveLength(1);
  });

  it("is late when it has no end, and the next upload looks at the same one", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    const files = await writeFiles();
    for (let uploads = 0; uploads < 2; uploads++) {
      const error = await kennaErrorOf(upload(service, files, minute).uploaded);
      expect([error.kind, error.message]).toEqual([
        "late",
        expect.stringMatching(/run 1004 .*: it has no end after 0.02 hours, although the connector runs nothing\./),
      ]);
      expect(await stepOf(files.folder)).toBe("running");
    }
    expect(service.runs()).toHaveLength(1);
  });

  it("has failed when it says so", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    service.fault({ ...looking, times: 9, deed: status(200, '{"id":1004,"success":"false","error_message":"out of memory"}') });
    const error = await kennaErrorOf(upload(service, await writeFiles()).uploaded);
    expect([error.kind, error.message]).toEqual(["run-failed", expect.stringContaining("out of memory")]);
  });

  it("has failed when it says so without a word, and the connector runs nothing for ten minutes", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    service.fault({ ...looking, times: 99, deed: status(200, '{"id":1004,"success":false}') });
    const { uploaded, clock } = upload(service, await writeFiles());
    expect((await kennaErrorOf(uploaded)).kind).toBe("run-failed");
    expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(600_000);
  });

  it("has not failed that says so before it begins", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run", looks: 6 } }] });
    service.fault({ ...looking, times: 5, deed: status(200, '{"id":1004,"success":false}') });
    expect(await upload(service, await writeFiles()).uploaded).toMatchObject({ outcome: "done", run: { success: true } });
  });

  it("has not failed while the connector runs, whatever it says", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hang-run" } }] });
    service.fault({ ...looking, times: 9, deed: status(200, '{"id":1004,"success":false}') });
    expect((await kennaErrorOf(upload(service, await writeFiles(), minute).uploaded)).kind).toBe("late");
  });

  const after: Record<string, Parameters<typeof writeFiles>[0]> = { "the same files": undefined, "newer files": other };
  it.each(Object.entries(after))("is let go after ten minutes without a sign where %s are to begin anew", async (_, next) => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files, minute).uploaded);
    const { uploaded, clock } = upload(service, await writeFiles(next, { folder: files.folder }), { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { id: next ? "1006" : "1008" } });
    expect(clock.log).toContain("Run 1004 has no end, and connector 7 runs nothing for ten minutes: it is let go.");
    expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(600_000);
  });
});

describe("a run that Kenna does not know", () => {
  const forgotten = async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files, minute).uploaded);
    service.fault({ ...looking, times: 99, deed: status(404, '{"success":"false","message":"not found"}') });
    return files;
  };
  const forget = () => service.fault({ ...listing, times: 1, deed: status(200, "[]") });

  it("is told, and tells the way out", async () => {
    const files = await forgotten();
    const error = await kennaErrorOf(upload(service, files).uploaded);
    expect([error.kind, error.status, error.message]).toEqual(["refused", 404, expect.stringContaining("not found")]);
    expect(error.hint).toBe("Check the connector's id, and the host. Where Kenna has lost the run name another one, or begin anew.");
    expect(await stepOf(files.folder)).toBe("running");
  });

  const after: Record<string, Parameters<typeof writeFiles>[0]> = { "the same files": undefined, "newer files": other };
  it.each(Object.entries(after))("is let go where %s are to begin anew, and that is said", async (_, next) => {
    const files = await forgotten();
    forget();
    const { uploaded, clock } = upload(service, await writeFiles(next, { folder: files.folder }), { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { success: true } });
    expect(clock.log).toContain("Kenna does not know run 1004 of connector 7: it is let go.");
  });

  it("but lists is not let go", async () => {
    const files = await forgotten();
    expect((await kennaErrorOf(upload(service, files, { anew: true }).uploaded)).status).toBe(404);
    expect(await stepOf(files.folder)).toBe("running");
  });

  it("makes way for the one that is named", async () => {
    const files = await forgotten();
    const named = await strangersRun(service, files);
    const { uploaded, clock } = upload(service, files, { run: named });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { id: named } });
    expect(clock.log).toContain(`Run ${named} is taken for that of this upload instead of 1004, as it was named.`);
  });

  it("is not taken because it was named", async () => {
    const files = await forgotten();
    expect((await kennaErrorOf(upload(service, files, { run: "99" }).uploaded)).status).toBe(404);
    expect(JSON.parse(await readFile(join(files.folder, "upload.json"), "utf8"))).toMatchObject({ step: "running", run: "1004" });
  });
});

describe("a start that is one of several new runs", () => {
  const twoNew = async () => {
    service = await startByClock({
      pollsUntilDone: 0,
      faults: [
        { ...starting, deed: { kind: "drop", isCarriedOut: true } },
        { ...listing, nth: 2, times: 6, deed: status(500) },
      ],
    });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files).uploaded);
    await strangersRun(service, await writeFiles());
    expect((await kennaErrorOf(upload(service, files).uploaded)).kind).toBe("uncertain");
    return writeFiles({ "next.json": kdiFile({ "i-1": ["CVE-2026-1"] }) }, { folder: files.folder });
  };

  it("does not keep newer files from Kenna when it is named, and is not taken for theirs", async () => {
    const next = await twoNew();
    // The answer to the next start is lost too: the run that was named is none of it.
    service.fault({ ...starting, deed: { kind: "drop", isCarriedOut: true } });
    const { uploaded, clock } = upload(service, next, { anew: true, run: "1004" });
    expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 1, run: { id: "1010" } });
    expect(clock.log).toContain("Run 1004 of connector 7, of the upload before, succeeded.");
  });

  it("nor when it is not, and that is asked for", async () => {
    const next = await twoNew();
    expect((await kennaErrorOf(upload(service, next, { replacesEarlier: true }).uploaded)).kind).toBe("uncertain");
    const { uploaded, clock } = upload(service, next, { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 1, run: { id: "1010" } });
    expect(clock.log).toContainEqual(expect.stringMatching(/^The start of a run that nobody can tell is let go: runs 1008, 1004 /));
  });
});

describe("newer files of the same export", () => {
  const replacing = { replacesEarlier: true };
  const newer = (folder: string) => writeFiles(other, { folder });

  it("go after the run of the earlier ones, also when its start was not answered", async () => {
    service = await startByClock({ pollsUntilDone: 6 });
    const files = await writeFiles();
    service.fault({ ...starting, deed: { kind: "drop", isCarriedOut: true } });
    service.fault({ ...listing, nth: 2, times: 6, deed: status(500) });
    await kennaErrorOf(upload(service, files).uploaded);
    expect(await stepOf(files.folder)).toBe("starting");
    const { uploaded, clock } = upload(service, await newer(files.folder), replacing);
    expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 1, run: { id: "1006" } });
    expect(clock.log.filter((line) => line.includes("of the upload before"))).toEqual([
      "Run 1004 of connector 7 is of the upload before: newer files go when it has ended.",
      "Run 1004 of connector 7, of the upload before, succeeded; that it is that one's is told by its time only.",
    ]);
  });

  it("go when no run of the earlier ones was asked for", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: status(403) }] });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files).uploaded);
    const { uploaded, clock } = upload(service, await newer(files.folder), replacing);
    expect(await uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
    expect(clock.log).toContain("Another upload that was uploading is let go.");
    expect(service.runs()).toHaveLength(1);
  });

  it("wait for a run without an end, and let go of it only when that is asked for", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files, minute).uploaded);
    const next = await newer(files.folder);
    expect((await kennaErrorOf(upload(service, next, replacing).uploaded)).kind).toBe("late");
    expect([await stepOf(files.folder), service.runs().length]).toEqual(["running", 1]);
    expect(await upload(service, next, { ...replacing, anew: true }).uploaded).toMatchObject({ outcome: "done" });
  });

  it("are not sent while Kenna does not know the run of the earlier ones", async () => {
    service = await startByClock({ faults: [{ ...starting, deed: { kind: "hide-run" } }] });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files, minute).uploaded);
    service.fault({ ...looking, times: 9, deed: status(404, '{"success":"false","message":"not found"}') });
    const error = await kennaErrorOf(upload(service, await newer(files.folder), replacing).uploaded);
    expect([error.kind, error.status, service.runs().length]).toEqual(["refused", 404, 1]);
  });
});

describe("what was said in vain is told", () => {
  it("to begin anew while the own run goes on", async () => {
    service = await startByClock({ pollsUntilDone: 6 });
    const files = await writeFiles();
    await kennaErrorOf(upload(service, files, { patienceMilliseconds: 1 }).uploaded);
    const { uploaded, clock } = upload(service, files, { anew: true });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { id: "1004" } });
    expect(clock.log).toContain(
      "Run 1004 of connector 7 has these files, and its end was not noted yet: it was waited for, and nothing is begun anew. To send them again say so once more after it.",
    );
    expect(service.runs()).toHaveLength(1);
  });

  it("a run that is named where none is looked for", async () => {
    service = await startByClock();
    const { uploaded, clock } = upload(service, await writeFiles(), { run: "99" });
    expect(await uploaded).toMatchObject({ outcome: "done", run: { id: "1004" } });
    expect(clock.log).toContain("Run 99 is not looked at: no start of this upload waits for its answer.");
  });
});
