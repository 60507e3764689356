/** Who took the files that an export is compared with. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, runWith } from "@plumbline/cli/io.fixture";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { beforeAll, describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { lastUploaded, type UploadTarget, uploadedTo } from "./last-uploaded.ts";
import { leftOpen } from "./left-open.ts";
import { exportName } from "./run-export.ts";
import { stageUploaded } from "./stage-uploaded.ts";

const folder = newFolder();
const place = join(folder, "output/aws_inspector");
const seven = { origin: "https://api.eu.kennasecurity.com", connector: "7" };
const run = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runWith(kdiCommand, words, { folder, environment });
const manifestOf = () => readManifest(manifestPath(place, exportName));
beforeAll(async () => {
  writeFileSync(join(folder, "none.json"), '{"findings":[]}');
  expect((await run(["export", "--findings", "none.json", "--findings-complete"])).code).toBe(0);
});

const keep = async (place: string, manifest: KdiManifest, target: UploadTarget) =>
  (await stageUploaded(place, manifest, target, new Date())).keep();

describe("the files that were uploaded last", () => {
  it("are kept with the connector and the host that took them, and anew for another", async () => {
    expect(await uploadedTo(place)).toBeUndefined();
    await keep(place, await manifestOf(), seven);
    expect(await uploadedTo(place)).toEqual(seven);
    await keep(place, await manifestOf(), { ...seven, connector: "8" });
    expect(await uploadedTo(place)).toEqual({ ...seven, connector: "8" });
    await keep(place, await manifestOf(), seven);
    expect(readdirSync(lastUploaded(place)).toSorted()).toEqual(["aws_inspector2.manifest.json", "uploaded-to.json"]);
  });

  it("are those that were uploaded, though an export puts others in their place meanwhile", async () => {
    const other = join(folder, "meanwhile");
    const exported = async (title: string) => {
      const finding = { findingArn: `arn:x:${title}`, awsAccountId: "111111111111", type: "CODE_VULNERABILITY", severity: "LOW", title };
      const times = {
        firstObservedAt: "2026-01-01T00:00:00Z",
        lastObservedAt: "2026-01-02T00:00:00Z",
        description: title,
        remediation: {},
      };
      const resources = [{ type: "AWS_LAMBDA_FUNCTION", id: "arn:aws:lambda:us-east-1:111111111111:function:f" }];
      writeFileSync(join(folder, "one.json"), JSON.stringify({ findings: [{ ...finding, ...times, status: "ACTIVE", resources }] }));
      expect(await run(["export", "--findings", "one.json", "--findings-complete", "--output-directory", "meanwhile"])).toMatchObject({
        code: 0,
      });
    };
    await exported("first");
    const manifest = await readManifest(manifestPath(other, exportName));
    const staged = await stageUploaded(other, manifest, seven, new Date());
    await exported("second");
    await staged.keep();
    expect(readFileSync(join(lastUploaded(other), "aws_inspector2-0001.json"), "utf8")).toContain("first");
    expect(await readManifest(manifestPath(lastUploaded(other), exportName))).toEqual(manifest);
    expect(readdirSync(other).filter((name) => name.startsWith("last-uploaded"))).toEqual(["last-uploaded"]);
  });

  const asked: Record<string, readonly [words: readonly string[], environment: Readonly<Record<string, string>>, says: RegExp]> = {
    "no connector named": [[], {}, /compared with what connector 7 of https:\/\/api\.eu\.kennasecurity\.com took last"/],
    "the same one, by variables": [
      [],
      { KENNA_CONNECTOR_ID: "7", KENNA_API_HOST: "api.eu.kennasecurity.com" },
      /"level":"info","message":"compared with what connector 7 of /,
    ],
    "another connector": [
      ["--kenna-connector-id", "8", "--kenna-api-host", "api.eu.kennasecurity.com"],
      {},
      /"level":"warn","message":"compared with what connector 7 of https:\/\/api\.eu\.kennasecurity\.com took last, not connector 8 of https:\/\/api\.eu\.kennasecurity\.com: /,
    ],
    "another host": [["kenna_connector_id=7"], {}, /"warn".*not connector 7 of https:\/\/api\.kennasecurity\.com: /],
  };
  it.each(Object.entries(asked))("diff says whose they are: %s", async (_, [words, environment, says]) => {
    const { code, stderr } = await run(["diff", ...words], environment);
    expect([code, stderr]).toEqual([0, expect.stringMatching(says)]);
  });

  it("diff refuses a host that is none", async () => {
    const { code, stderr } = await run(["diff", "--kenna-connector-id", "7", "--kenna-api-host", "http://kenna.example"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--kenna-api-host: .*https only/)]);
  });

  it("tell what an upload leaves open only to the same connector, and with autoclose on", async () => {
    const manifest = await manifestOf();
    const closing = { ...manifest, settings: { ...manifest.settings, skipAutoclose: false } };
    expect(await leftOpen(place, manifest, seven)).toBeUndefined();
    expect(await leftOpen(place, closing, { ...seven, connector: "8" })).toBeUndefined();
    expect(await leftOpen(place, closing, seven)).toEqual({ onNamed: 0, assets: 0, openVulns: 0, first: [] });
    rmSync(join(lastUploaded(place), "aws_inspector2.manifest.json"));
    expect(await leftOpen(place, closing, seven)).toEqual({ unknown: expect.stringContaining("there is no manifest") });
  });

  it("are told as broken when nobody can read who took them, and kept anew", async () => {
    await keep(place, await manifestOf(), seven);
    writeFileSync(join(lastUploaded(place), "uploaded-to.json"), '{"connector":7}');
    const { code, stderr } = await run(["diff"]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/can't read who took the files uploaded last .*\n {2}upload once with autoclose off: it keeps its files anew/),
    ]);
    await keep(place, await manifestOf(), seven);
    expect(await uploadedTo(place)).toEqual(seven);
  });
});
