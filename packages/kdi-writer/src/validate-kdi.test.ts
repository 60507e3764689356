import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, describe, expect, it } from "vitest";
import { KdiFile } from "./kdi.ts";
import { kdiSchema } from "./kdi-schema.ts";
import { validateKdi } from "./validate-kdi.ts";

const folder = mkdtempSync(join(tmpdir(), "kdi-validate-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "one.json");
async function verdictOf(value: unknown, maxFaults?: number) {
  writeFileSync(path, typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value));
  return validateKdi(path, { maxFaults });
}

const vuln = {
  ...{ scanner_identifier: "f-1", scanner_type: "S", vuln_def_name: "CVE-1", status: "open" },
  ...{ created_at: "2026-03-01", last_seen_at: "2026-03-02T00:00:00Z", scanner_score: 7, port: 443 },
};
const closed = { ...vuln, status: "closed", closed_at: "2026-03-03T00:00:00+01:00", last_fixed_on: "2026-03-03" };
const asset = { ec2: "i-1", tags: ["a:b"], vulns: [vuln] };
const file = {
  ...{ skip_autoclose: true, version: 2, reset_tags: false },
  assets: [asset],
  vuln_defs: [{ scanner_type: "S", name: "CVE-1", cve_identifiers: "CVE-2026-1,CVE-2026-2" }],
};
const withAsset = (own: object) => ({ ...file, assets: [{ ...asset, ...own }] });
const withVuln = (own: object) => withAsset({ vulns: [{ ...vuln, ...own }] });
const withDef = (own: object) => ({ ...file, vuln_defs: [{ ...file.vuln_defs[0], ...own }] });
const finding = { scanner_identifier: "a-1", scanner_type: "S", vuln_def_name: "CVE-1", last_seen_at: "2026-03-01", triage_state: "new" };

const good: Record<string, object> = {
  "a file": file,
  "no assets": { skip_autoclose: false, version: 2, assets: [], vuln_defs: [] },
  "an asset without vulnerabilities": { ...file, assets: [asset, { hostname: "web", vulns: [] }] },
  "a closed vulnerability": withAsset({ vulns: [closed] }),
  "an image": withAsset({ ec2: undefined, image_id: "sha256:1", asset_type: "image" }),
  "a container of an image": withAsset({ container_id: "c", image_id: "sha256:1", asset_type: "container" }),
  "a file of an application": withAsset({ ec2: undefined, file: "a.ts", application: "shop" }),
  "findings of an application": withAsset({ ec2: undefined, file: "a.ts", application: "shop", vulns: [], findings: [finding] }),
  "an identifier of 255 characters with its type": withVuln({ scanner_identifier: "x".repeat(254) }),
  "a day of a leap year": withVuln({ created_at: "2024-02-29" }),
  "the oldest and the newest date at once": withVuln({ created_at: "2026-03-02T00:00:00Z" }),
};

type Fault = readonly [place: string, message: RegExp, of?: string];
/** Faults that JSON Schema can say. */
const bad: Record<string, readonly [value: object, ...faults: Fault[]]> = {
  "no version": [{ ...file, version: undefined }, ["version", /expected 2/]],
  "a later version": [{ ...file, version: 3 }, ["version", /expected 2/]],
  "no skip_autoclose": [{ ...file, skip_autoclose: undefined }, ["skip_autoclose", /expected boolean/]],
  "skip_autoclose as a text": [{ ...file, skip_autoclose: "true" }, ["skip_autoclose", /expected boolean/]],
  "no definitions": [{ ...file, assets: [], vuln_defs: undefined }, ["vuln_defs", /expected array/]],
  "assets that are no list": [{ ...file, vuln_defs: [], assets: {} }, ["assets", /expected array/]],
  "an asset that is none": [{ ...file, vuln_defs: [], assets: ["i-1"] }, ["assets[0]", /expected object/]],
  "a key of no meaning": [{ ...file, asets: [] }, ["", /Unrecognized key: "asets"/]],
  "no locator": [withAsset({ ec2: undefined }), ["assets[0]", /at least one locator/]],
  "an empty locator": [withAsset({ hostname: "" }), ["assets[0].hostname", /is empty/, "ec2_locator i-1"]],
  "an application alone": [
    withAsset({ ec2: undefined, application: "shop" }),
    ["assets[0]", /at least one locator/, "application_locator shop"],
  ],
  "a file of no application": [withAsset({ file: "a.ts" }), ["assets[0].application", /wanted with file/, "ec2_locator i-1"]],
  "an URL of no application": [
    withAsset({ url: "https://a.example" }),
    ["assets[0].application", /wanted with file and with url/, "ec2_locator i-1"],
  ],
  "an image without its type": [
    withAsset({ image_id: "sha256:1" }),
    ["assets[0].asset_type", /image stands with image_id/, "image_locator sha256:1"],
  ],
  "a container's type without one": [
    withAsset({ asset_type: "container" }),
    ["assets[0].asset_type", /container with container_id/, "ec2_locator i-1"],
  ],
  "an image's type with a container": [
    withAsset({ ec2: undefined, container_id: "c", asset_type: "image" }),
    ["assets[0].asset_type", /image with image_id|image stands with image_id/, "container_locator c"],
  ],
  "tags that are a text": [withAsset({ tags: "a,b" }), ["assets[0].tags", /expected array/, "ec2_locator i-1"]],
  "an empty tag": [withAsset({ tags: ["a", ""] }), ["assets[0].tags[1]", /is empty/, "ec2_locator i-1"]],
  "a priority of 11": [withAsset({ priority: 11 }), ["assets[0].priority", /<=10/, "ec2_locator i-1"]],
  "findings of no application": [withAsset({ findings: [finding] }), ["assets[0].findings", /has application/, "ec2_locator i-1"]],
  "a finding of no state": [
    withAsset({ external_id: "x", application: "shop", findings: [{ ...finding, triage_state: "gone" }] }),
    ["assets[0].findings[0].triage_state", /Invalid option/, "ec2_locator i-1"],
  ],
  "no vulnerabilities": [{ ...withAsset({ vulns: undefined }), vuln_defs: [] }, ["assets[0].vulns", /expected array/, "ec2_locator i-1"]],
  "closed and not when": [withVuln({ status: "closed" }), ["assets[0].vulns[0].closed_at", /status closed/, "f-1"]],
  "open and closed at": [withVuln({ closed_at: "2026-03-03" }), ["assets[0].vulns[0].closed_at", /status closed/, "f-1"]],
  "another status": [withVuln({ status: "fixed" }), ["assets[0].vulns[0].status", /Invalid option/, "f-1"]],
  "a score of 11": [withVuln({ scanner_score: 11 }), ["assets[0].vulns[0].scanner_score", /<=10/, "f-1"]],
  "a score with a half": [withVuln({ scanner_score: 7.5 }), ["assets[0].vulns[0].scanner_score", /expected int/, "f-1"]],
  "a port of 65536": [withVuln({ port: 65_536 }), ["assets[0].vulns[0].port", /<=65535/, "f-1"]],
  "never seen": [withVuln({ last_seen_at: undefined }), ["assets[0].vulns[0].last_seen_at", /is no date/, "f-1"]],
  "a date with blanks": [withVuln({ last_seen_at: "2026-10-01 10:00:00 UTC" }), ["assets[0].vulns[0].last_seen_at", /is no date/, "f-1"]],
  "a day that is none": [withVuln({ created_at: "2026-02-30" }), ["assets[0].vulns[0].created_at", /is no date/, "f-1"]],
  "an identifier that is too long alone": [
    withVuln({ scanner_identifier: "x".repeat(255) }),
    ["assets[0].vulns[0].scanner_identifier", /<=254/, "x".repeat(255)],
  ],
  "two faults in two vulnerabilities": [
    withAsset({
      hostname: "",
      vulns: [
        { ...vuln, port: -1 },
        { ...vuln, scanner_identifier: "f-2", status: "closed" },
      ],
    }),
    ["assets[0].hostname", /is empty/, "ec2_locator i-1"],
    ["assets[0].vulns[0].port", />=0/, "f-1"],
    ["assets[0].vulns[1].closed_at", /status closed/, "f-2"],
  ],
  "a list of ids with a blank": [
    withDef({ cve_identifiers: "CVE-2026-1, CVE-2026-2" }),
    ["vuln_defs[0].cve_identifiers", /no list such as/, "CVE-1"],
  ],
  "a list of other ids": [withDef({ cwe_identifiers: "CVE-2026-1" }), ["vuln_defs[0].cwe_identifiers", /no list such as CWE/, "CVE-1"]],
  "an empty description": [withDef({ description: "" }), ["vuln_defs[0].description", /is empty/, "CVE-1"]],
};
/** Faults that `validateKdi` alone can tell. */
const beyond: Record<string, readonly [value: object, ...faults: Fault[]]> = {
  "an identifier that is too long with its type": [
    withVuln({ scanner_identifier: "x".repeat(200), scanner_type: "S".repeat(56) }),
    ["assets[0].vulns[0].scanner_identifier", /more than 255 characters together/, "x".repeat(200)],
    ["assets[0].vulns[0].vuln_def_name", /no definition/, `${"S".repeat(56)} CVE-1`],
  ],
  "seen before it was created": [
    withVuln({ created_at: "2026-03-02T00:00:01Z" }),
    ["assets[0].vulns[0].last_seen_at", /is before created_at/, "f-1"],
  ],
  "closed before it was created": [
    withAsset({ vulns: [{ ...closed, closed_at: "2026-02-01" }] }),
    ["assets[0].vulns[0].closed_at", /is before created_at/, "f-1"],
  ],
  "fixed before it was created": [
    withAsset({ vulns: [{ ...closed, last_fixed_on: "2026-02-01" }] }),
    ["assets[0].vulns[0].last_fixed_on", /is before created_at/, "f-1"],
  ],
  "an asset twice": [
    { ...file, assets: [asset, { ...asset, hostname: "web" }] },
    ["assets[1]", /the same asset as assets\[0\]/, "ec2_locator i-1"],
  ],
  "a vulnerability twice": [withAsset({ vulns: [vuln, closed] }), ["assets[0].vulns[1]", /the same as assets\[0\].vulns\[0\]/, "f-1"]],
  "a definition that is missing": [
    { ...file, vuln_defs: [] },
    ["assets[0].vulns[0].vuln_def_name", /no definition of this scanner_type and name/, "S CVE-1"],
  ],
  "a definition of another scanner": [withDef({ scanner_type: "T" }), ["assets[0].vulns[0].vuln_def_name", /no definition/, "S CVE-1"]],
  "a definition twice": [
    { ...file, vuln_defs: [...file.vuln_defs, ...file.vuln_defs] },
    ["vuln_defs[1]", /the same as vuln_defs\[0\]/, "CVE-1"],
  ],
};

const ajv = new Ajv2020({ allErrors: true });
// The package is CommonJS, whose default export comes in a namespace of its own.
addFormats.default(ajv);
const ofSchema = ajv.compile(kdiSchema());
const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));
const wanted = (faults: readonly Fault[]) =>
  faults.map(([place, message, of]) => ({ place, message: expect.stringMatching(message), ...(of ? { of } : {}) }));

it("takes a definition that nothing wants for no fault, and remarks it", async () => {
  const [def] = file.vuln_defs;
  const value = { ...file, vuln_defs: [def, { ...def, name: "CVE-2" }] };
  expect(await verdictOf(value)).toMatchObject({
    ...{ faultCount: 0, faults: [], remarkCount: 1 },
    remarks: [{ place: "vuln_defs[1]", message: "no vulnerability wants this definition", of: "S CVE-2" }],
  });
});

describe("a KDI file", () => {
  it.each(Object.entries(good))("is good: %s", async (_, value) => {
    expect(await verdictOf(value)).toMatchObject({ version: 2, faultCount: 0, faults: [] });
    expect(KdiFile.safeParse(plain(value)).success).toBe(true);
    expect(ofSchema(plain(value)), JSON.stringify(ofSchema.errors)).toBe(true);
  });

  it.each(Object.entries(bad))("has a fault: %s", async (_, [value, ...faults]) => {
    const verdict = await verdictOf(value);
    expect(verdict.faults).toEqual(wanted(faults));
    expect(verdict.faultCount).toBe(faults.length);
    expect(KdiFile.safeParse(plain(value)).success).toBe(false);
    expect(ofSchema(plain(value))).toBe(false);
  });

  it.each(Object.entries(beyond))("has a fault that JSON Schema can't say: %s", async (_, [value, ...faults]) => {
    expect((await verdictOf(value)).faults).toEqual(wanted(faults));
    expect(ofSchema(plain(value))).toBe(true);
  });

  it("counts what it holds, packed or not", async () => {
    const counts = { version: 2, assets: 1, vulns: 1, findings: 0, vulnDefs: 1, faultCount: 0, faults: [], remarkCount: 0, remarks: [] };
    expect(await verdictOf(file)).toEqual(counts);
    expect(await verdictOf(gzipSync(JSON.stringify(file)))).toEqual(counts);
  });

  it("of version 1 is told as that and nothing else", async () => {
    const old = {
      skip_autoclose: false,
      version: 1,
      assets: [{ ip_address: "10.0.0.1", vulns: [{ scanner_identifier: "1" }] }],
      vuln_defs: [],
    };
    expect(await verdictOf(old)).toMatchObject({
      version: 1,
      faultCount: 1,
      faults: [{ place: "version", message: expect.stringMatching(/version 1/) }],
    });
  });

  it("tells so many faults and counts the rest", async () => {
    const verdict = await verdictOf({ ...file, assets: Array.from({ length: 20 }, () => ({ ...asset, ec2: "" })) }, 3);
    expect(verdict).toMatchObject({ assets: 20, faultCount: 20 });
    expect(verdict.faults.map(({ place }) => place)).toEqual(["assets[0].ec2", "assets[1].ec2", "assets[2].ec2"]);
  });

  it("that ends in the middle is told so, and nothing of what may have followed", async () => {
    const verdict = await verdictOf(JSON.stringify({ ...file, assets: [asset, { ec2: "" }] }).slice(0, -120));
    expect(verdict.faults.at(-1)).toMatchObject({
      place: "",
      message: expect.stringMatching(/can't be read to its end: it ends in the middle/),
    });
    expect(JSON.stringify(verdict.faults)).not.toMatch(/definition/);
  });
});
