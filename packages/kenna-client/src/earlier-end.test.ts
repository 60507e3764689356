/** Who sends newer files is told what became of the upload before. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KennaStandIn } from "@plumbline/testkit/kenna/start-kenna";
import { afterEach, expect, it } from "vitest";
import { kdiFile, kennaErrorOf, removeFolders, startByClock, upload, writeFiles } from "./upload.fixture.ts";
import { identityOf } from "./upload-manifest.ts";
import type { EarlierUpload } from "./upload-options.ts";

let service: KennaStandIn;
afterEach(async () => {
  await service.stop();
  await removeFolders();
});
const starting = { method: "POST", path: "/run$" } as const;
const listing = { method: "GET", path: "connector_runs$" } as const;
const status = (code: number) => ({ kind: "status", status: code }) as const;
const patience = { patienceMilliseconds: 1 };

interface Row {
  readonly begin: (files: Awaited<ReturnType<typeof writeFiles>>) => Promise<unknown>;
  readonly told: readonly object[];
}
const rows = {
  "that goes on": {
    begin: (files) => kennaErrorOf(upload(service, files, patience).uploaded),
    told: [{ run: { id: "1004", success: true }, isFound: undefined }],
  },
  "that goes on, and will fail": {
    async begin(files) {
      service.fault({ ...starting, deed: { kind: "fail-run", error: "out of memory" } });
      await kennaErrorOf(upload(service, files, patience).uploaded);
    },
    told: [{ run: { id: "1004", success: false } }],
  },
  "whose start was not answered": {
    async begin(files) {
      service.fault({ ...starting, deed: { kind: "drop", isCarriedOut: true } });
      service.fault({ ...listing, nth: 2, times: 6, deed: status(500) });
      await kennaErrorOf(upload(service, files).uploaded);
    },
    told: [{ run: { id: "1004", success: true }, isFound: true }],
  },
  "that is done": { begin: (files) => upload(service, files).uploaded, told: [{ run: { id: "1004", success: true } }] },
  "that has no run": {
    async begin(files) {
      service.fault({ ...starting, deed: status(403) });
      await kennaErrorOf(upload(service, files).uploaded);
    },
    told: [],
  },
} satisfies Record<string, Row>;
it.each(Object.entries(rows))("an upload %s", async (_, { begin, told }) => {
  for (const more of [{ replacesEarlier: true }, { anew: true }]) {
    service = await startByClock({ pollsUntilDone: 3 });
    const files = await writeFiles();
    await begin(files);
    const ends: EarlierUpload[] = [];
    const newer = await writeFiles({ "newer.json": kdiFile({ "i-9": [] }) }, { folder: files.folder });
    const onEarlierEnd = async (earlier: EarlierUpload) => void ends.push(earlier);
    expect(await upload(service, newer, { ...more, onEarlierEnd }).uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
    expect(ends).toMatchObject(told);
    expect(ends.every(({ manifest }) => manifest === identityOf(files.manifest))).toBe(true);
    await service.stop();
  }
  service = await startByClock();
});

const settled: Record<string, { readonly begin: Row["begin"]; readonly step: string; readonly more: object }> = {
  "that goes on": { begin: rows["that goes on"].begin, step: "done", more: { run: { id: "1004" } } },
  "that will fail": { begin: rows["that goes on, and will fail"].begin, step: "failed", more: { run: { id: "1004" } } },
  "whose start was not answered": { begin: rows["whose start was not answered"].begin, step: "done", more: { isFound: true } },
  "whose start came to nothing": {
    async begin(files) {
      service.fault({ ...starting, deed: { kind: "drop", isCarriedOut: false } });
      service.fault({ ...listing, nth: 2, times: 6, deed: status(500) });
      await kennaErrorOf(upload(service, files).uploaded);
    },
    ...{ step: "uploading", more: {} },
  },
};
it.each(Object.entries(settled))(
  "its end is noted before newer files go, and these before the first one, which may be refused: an upload %s",
  async (_, { begin, step, more }) => {
    service = await startByClock({ pollsUntilDone: 3 });
    const files = await writeFiles();
    await begin(files);
    const newer = await writeFiles({ "newer.json": kdiFile({ "i-9": [] }) }, { folder: files.folder });
    service.fault({ method: "POST", path: "data_file$", deed: status(422) });
    const journalOf = async () => JSON.parse(await readFile(join(files.folder, "upload.json"), "utf8"));
    let noted: unknown;
    const beforeFiles = async () => {
      noted = await journalOf();
    };
    expect((await kennaErrorOf(upload(service, newer, { replacesEarlier: true, beforeFiles }).uploaded)).kind).toBe("refused");
    expect(noted).toMatchObject({ step, manifest: identityOf(files.manifest), ...more });
    expect(await journalOf()).toMatchObject({ step: "uploading", manifest: identityOf(newer.manifest), dataFiles: {} });
    expect(await upload(service, newer).uploaded).toMatchObject({ outcome: "done", dataFiles: 1 });
  },
);

it("an upload is known by its files and by whether it closes, whatever else a manifest holds", async () => {
  service = await startByClock();
  const { manifest } = await writeFiles();
  const { settings, files } = manifest;
  expect(identityOf({ settings: { ...settings, ...{ maxAssets: 500 } }, files })).toBe(
    identityOf({ settings, files: files.map(({ name, sha256 }) => ({ name, sha256 })) }),
  );
  expect(identityOf({ settings: { skipAutoclose: false }, files })).not.toBe(identityOf({ settings, files }));
});
