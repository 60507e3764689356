/** Whatever happens at whatever step: the next upload ends as if nothing had happened, with one run. */
import type { Fault } from "@plumbline/testkit/kenna/settings";
import type { KennaStandIn } from "@plumbline/testkit/kenna/start-kenna";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { kennaErrorOf, removeFolders, startByClock, upload, uploadNewer, writeFiles } from "./upload.fixture.ts";

let service: KennaStandIn;
let undisturbed: unknown;
beforeAll(async () => {
  const calm = await startByClock({ pollsUntilDone: 2 });
  const files = await writeFiles();
  await upload(calm, files).uploaded;
  undisturbed = calm.model();
  await calm.stop();
  await removeFolders();
});
afterEach(async () => {
  await service.stop();
  await removeFolders();
});

const status = (code: number, more: object = {}) => ({ kind: "status", status: code, ...more }) as const;
const drop = (isCarriedOut: boolean) => ({ kind: "drop", isCarriedOut }) as const;
const silence = (isCarriedOut: boolean) => ({ kind: "silence", isCarriedOut }) as const;
const sending = { method: "POST", path: "data_file$" } as const;
const starting = { method: "POST", path: "/run$" } as const;
const idle = { method: "GET", path: "/connectors/7$" } as const;
const listing = { method: "GET", path: "connector_runs$" } as const;
const looking = { method: "GET", path: "connector_runs/" } as const;

/** One run, and newer files after it. `dataFiles` are those that Kenna has of the first: more than three where the answer to one was lost. */
const expectOneRun = async (folder: string, dataFiles = 3) => {
  expect(service.runs()).toMatchObject([{ success: true, processed_payload_count: 3, created_scanner_vuln_count: 4 }]);
  expect(service.model()).toEqual(undisturbed);
  expect(service.dataFiles().size).toBe(dataFiles);
  expect(await uploadNewer(service, folder)).toMatchObject({ outcome: "done", dataFiles: 1 });
  expect(service.runs()).toHaveLength(2);
};

describe("what passes is overcome by the upload itself", () => {
  const passing: Record<string, [fault: Fault, dataFiles?: number]> = {
    "429 to a file": [{ ...sending, nth: 2, times: 2, deed: status(429) }],
    "503 to a file": [{ ...sending, deed: status(503) }],
    "a connection that is cut before a file": [{ ...sending, nth: 3, deed: drop(false) }],
    "a connection that is cut after a file: it is there twice, and run once": [{ ...sending, nth: 2, deed: drop(true) }, 4],
    "502 of a proxy after a file": [{ ...sending, nth: 3, deed: status(502, { isCarriedOut: true }) }, 4],
    "503 to the look whether it is idle": [{ ...idle, deed: status(503) }],
    "500 to the list of runs": [{ ...listing, deed: status(500) }],
    "429 to the start": [{ ...starting, times: 2, deed: status(429) }],
    "503 to the start": [{ ...starting, deed: status(503) }],
    "504 of a proxy after the start": [{ ...starting, deed: status(504, { isCarriedOut: true }) }],
    "a connection that is cut before the start": [{ ...starting, deed: drop(false) }],
    "a connection that is cut after the start": [{ ...starting, deed: drop(true) }],
    "no answer to the start, which was carried out": [{ ...starting, deed: silence(true) }],
    "no answer to the start, which was not": [{ ...starting, deed: silence(false) }],
    "a page in place of the answer to the start": [{ ...starting, deed: status(200, { body: "<html>", isCarriedOut: true }) }],
    "500 to a look at the run": [{ ...looking, times: 3, deed: status(500) }],
    "a connection that is cut at a look at the run": [{ ...looking, nth: 2, deed: drop(true) }],
    "no answer to a look at the run": [{ ...looking, deed: silence(false) }],
  };
  it.each(Object.entries(passing))("%s", async (_, [fault, dataFiles]) => {
    service = await startByClock({ pollsUntilDone: 2, faults: [fault] });
    const files = await writeFiles();
    expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done", dataFiles: 3 });
    await expectOneRun(files.folder, dataFiles);
  });
});

describe("what lasts ends the upload, and the next one goes on", () => {
  const six = { times: 6 };
  const lasting: Record<string, [fault: Fault, kind: string, says: RegExp, dataFiles?: number]> = {
    "503 to a file": [{ ...sending, nth: 2, ...six, deed: status(503) }, "unavailable", /upload kdi_2.json: Kenna answered 503 fault/],
    "401 at the start": [{ ...sending, deed: status(401) }, "refused", /Check the key/],
    "403 to a file": [{ ...sending, nth: 3, deed: status(403) }, "refused", /may not run this connector/],
    "404 to a file": [{ ...sending, deed: status(404) }, "refused", /Check the connector's id/],
    "413 to a file": [{ ...sending, nth: 2, deed: status(413) }, "refused", /smaller limit of bytes/],
    "422 with Kenna's words": [
      { ...sending, deed: status(422, { body: '{"success":"false","message":"Not a KDI connector"}' }) },
      ...(["refused", /Kenna answered 422 Not a KDI connector\. /] as const),
    ],
    "a redirect": [{ ...sending, deed: status(302) }, "unreachable", /redirect, which is not followed/],
    "a page in place of an answer": [
      { ...sending, deed: status(200, { body: "<html>log in</html>", isCarriedOut: true }) },
      ...(["not-kenna", /status 200 is none of Kenna's/, 4] as const),
    ],
    "success false to a file": [
      { ...sending, deed: status(200, { body: '{"success":"false","message":"Asset limit reached"}' }) },
      ...(["refused", /upload kdi_1.json: Kenna answered 200 Asset limit reached\. /] as const),
    ],
    "success false to the start": [
      { ...starting, deed: status(200, { body: '{"success":false,"message":"Connector is disabled"}' }) },
      // Whether Kenna still has the files nobody can tell: they are sent again.
      ...(["refused", /start a run of connector 7: Kenna answered 200 Connector is disabled\. /, 6] as const),
    ],
    "a connection that is always cut": [{ ...sending, ...six, deed: drop(false) }, "unreachable", /no connection \(/],
    "never an answer": [{ ...idle, ...six, deed: silence(false) }, "unreachable", /no answer within 0.3 s/],
    "500 to the list of runs": [{ ...listing, ...six, deed: status(500) }, "unavailable", /Kenna has trouble/],
    "422 to the start": [{ ...starting, deed: status(422) }, "refused", /start a run of 3 files: Kenna answered 422/, 6],
    "403 to the start": [{ ...starting, deed: status(403) }, "refused", /start a run of 3 files: Kenna answered 403/],
    "503 to every start": [{ ...starting, times: 3, deed: status(503) }, "unavailable", /start a run of 3 files/],
    "a lost start, and no list to tell": [{ ...listing, nth: 2, ...six, deed: status(500) }, "unavailable", /list its runs/],
    "500 to every look at the run": [{ ...looking, ...six, deed: status(500) }, "unavailable", /see how far it is/],
    "401 to a look at the run": [{ ...looking, nth: 2, deed: status(401) }, "refused", /Check the key/],
    "404 to a look at the run": [{ ...looking, deed: status(404) }, "refused", /answered 404/],
  };
  it.each(Object.entries(lasting))("%s", async (name, [fault, kind, says, dataFiles]) => {
    const lost: Fault[] = name.startsWith("a lost start") ? [{ ...starting, deed: drop(true) }] : [];
    service = await startByClock({ pollsUntilDone: 2, faults: [...lost, fault] });
    const files = await writeFiles();
    const error = await kennaErrorOf(upload(service, files).uploaded);
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(says)]);
    expect(await upload(service, files).uploaded).toMatchObject({ outcome: "done", dataFiles: 3 });
    await expectOneRun(files.folder, dataFiles);
  });
});

it("ends in one run after any faults in any order, however often it is begun again", async () => {
  const deed = fc.constantFrom<Fault["deed"]>(status(500), status(502, { isCarriedOut: true }), status(401), drop(false), drop(true));
  const fault = fc.record({
    step: fc.constantFrom(sending, starting, idle, listing, looking),
    ...{ nth: fc.integer({ min: 1, max: 4 }), times: fc.integer({ min: 1, max: 8 }), deed },
  });
  service = await startByClock();
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 4 }), async (faults) => {
      await service.stop();
      service = await startByClock({ pollsUntilDone: 1, faults: faults.map(({ step, ...rest }) => ({ ...step, ...rest })) });
      const files = await writeFiles();
      let uploads = 0;
      let isDone = false;
      for (; !isDone && uploads < 60; uploads++) {
        isDone = await upload(service, files).uploaded.then(
          () => true,
          () => false,
        );
      }
      expect(isDone).toBe(true);
      await expectOneRun(files.folder, service.dataFiles().size);
      await removeFolders();
    }),
    { numRuns: 60 },
  );
});
