import { gzipSync } from "node:zlib";
import type { KdiAsset, KdiFile } from "@plumbline/kdi-writer/kdi";
import { defaultOrder, imageFirstOrder } from "@plumbline/kdi-writer/locators";
import { describe, expect, it } from "vitest";
import { type KennaModel, plainModel } from "./model.ts";
import { takeFiles } from "./take-files.ts";

type Status = "open" | "closed" | "risk_accepted";
const type = "AWS Inspector V2";
const at = "2026-03-01T12:00:00Z";
const instance = (ec2: string, vulns: Readonly<Record<string, Status>>, more: Partial<KdiAsset> = {}): KdiAsset => ({
  ec2,
  vulns: Object.entries(vulns).map(([cve, status]) => ({
    ...{ scanner_identifier: cve, scanner_type: type, vuln_def_name: cve, last_seen_at: at, status },
    ...(status === "closed" ? { closed_at: at } : {}),
  })),
  ...more,
});
const fileOf = (assets: readonly KdiAsset[], more: Partial<KdiFile> = {}): KdiFile => ({
  ...{ skip_autoclose: false, version: 2, assets: [...assets] },
  vuln_defs: [...new Set(assets.flatMap(({ vulns }) => vulns.map((vuln) => vuln.vuln_def_name)))].map((name) => ({
    scanner_type: type,
    name,
  })),
  ...more,
});
const bytesOf = (files: readonly (KdiFile | string)[]) =>
  new Map(files.map((file, i) => [String(i + 1), Buffer.from(typeof file === "string" ? file : JSON.stringify(file))]));
const taking = { order: defaultOrder, autoclose: "connector", now: new Date("2026-03-02T00:00:00Z") } as const;
const after = (files: readonly KdiFile[], before: KennaModel = new Map()) => takeFiles(before, bytesOf(files), taking).model;
/** By asset and vulnerability. */
const statuses = (model: KennaModel) =>
  Object.fromEntries(
    [...model.values()].map(({ about, vulns }) => [
      about["ec2"],
      Object.fromEntries([...vulns.values()].map((vuln) => [vuln.vuln_def_name, vuln.isAutoclosed ? "autoclosed" : vuln.status])),
    ]),
  );

const before = after([
  fileOf([instance("i-1", { a: "open", b: "open", c: "closed" }), instance("i-2", { a: "open", r: "risk_accepted" })]),
]);
type Case = {
  readonly files: readonly KdiFile[];
  readonly autoclose?: "connector" | "assets";
  readonly is: unknown;
  readonly counts: Readonly<Record<string, number>>;
};
describe("a run", () => {
  const i2 = { a: "open", r: "risk_accepted" };
  const cases: Record<string, Case> = {
    "that tells the same changes nothing": {
      files: [fileOf([instance("i-1", { a: "open", b: "open", c: "closed" }), instance("i-2", { a: "open" })])],
      is: { "i-1": { a: "open", b: "open", c: "closed" }, "i-2": i2 },
      counts: { updated_scanner_vuln_count: 4, created_scanner_vuln_count: 0, autoclosed_scanner_vuln_count: 0 },
    },
    "closes what it says to be closed": {
      files: [fileOf([instance("i-1", { a: "closed" })], { skip_autoclose: true })],
      is: { "i-1": { a: "closed", b: "open", c: "closed" }, "i-2": i2 },
      counts: { closed_scanner_vuln_count: 1, closed_vuln_count: 1, autoclosed_scanner_vuln_count: 0 },
    },
    "opens again what was closed, and makes what is new": {
      files: [fileOf([instance("i-1", { c: "open", d: "open" })], { skip_autoclose: true })],
      is: { "i-1": { a: "open", b: "open", c: "open", d: "open" }, "i-2": i2 },
      counts: { reopened_scanner_vuln_count: 1, reopened_vuln_count: 1, created_scanner_vuln_count: 1 },
    },
    "with autoclose closes all that it leaves out, but what is not open": {
      files: [fileOf([instance("i-1", { a: "open" })])],
      is: { "i-1": { a: "open", b: "autoclosed", c: "closed" }, "i-2": { a: "autoclosed", r: "risk_accepted" } },
      counts: { autoclosed_scanner_vuln_count: 2, autoclosed_vuln_count: 2, closed_scanner_vuln_count: 0 },
    },
    "with autoclose by assets closes what each file leaves out of its own": {
      ...{ autoclose: "assets", files: [fileOf([instance("i-1", { a: "open" })])] },
      is: { "i-1": { a: "open", b: "autoclosed", c: "closed" }, "i-2": i2 },
      counts: { autoclosed_scanner_vuln_count: 1 },
    },
    "with autoclose by assets closes half of an asset that is split over two files": {
      ...{ autoclose: "assets", files: [fileOf([instance("i-1", { a: "open" })]), fileOf([instance("i-1", { b: "open" })])] },
      is: { "i-1": { a: "autoclosed", b: "open", c: "closed" }, "i-2": i2 },
      counts: { processed_assets_count: 2 },
    },
    "with autoclose by the connector takes an asset that is split over two files whole": {
      files: [fileOf([instance("i-1", { a: "open" })]), fileOf([instance("i-1", { b: "open" }), instance("i-2", { a: "open" })])],
      is: { "i-1": { a: "open", b: "open", c: "closed" }, "i-2": i2 },
      counts: { autoclosed_scanner_vuln_count: 0, total_payload_count: 2, processed_payload_count: 2 },
    },
  };
  it.each(Object.entries(cases))("%s", (_, { files, autoclose = "connector", is, counts }) => {
    const taken = takeFiles(before, bytesOf(files), { ...taking, autoclose });
    expect(taken).toMatchObject({ error: undefined, counts });
    expect(statuses(taken.model)).toEqual(is);
  });
});

describe("a file that is none of KDI's", () => {
  const bad: Record<string, [text: string, says: RegExp]> = {
    "no JSON": ["{", /^data file 2: SyntaxError/],
    "of version 1": [JSON.stringify({ ...fileOf([]), version: 1 }), /data file 2: .*version/s],
    "closed without closed_at": [
      JSON.stringify(fileOf([instance("i-3", { a: "closed" })])).replace(`,"closed_at":"${at}"`, ""),
      /closed_at stands with the status closed/,
    ],
    "without a definition": [JSON.stringify(fileOf([instance("i-3", { a: "open" })], { vuln_defs: [] })), /data file 2: no vuln_def a/],
  };
  it.each(Object.entries(bad))("%s fails the run, closes nothing, and leaves the others", (_, [text, says]) => {
    const taken = takeFiles(before, bytesOf([fileOf([instance("i-1", { d: "open" })]), text]), taking);
    expect(taken.error).toMatch(says);
    expect(taken.counts).toMatchObject({ failed_payload_count: 1, processed_payload_count: 1, autoclosed_scanner_vuln_count: 0 });
    expect(statuses(taken.model)).toMatchObject({ "i-1": { a: "open", d: "open" }, "i-2": { a: "open" } });
  });
});

it("reads gzip as well", () => {
  const { model, error } = takeFiles(new Map(), new Map([["1", gzipSync(JSON.stringify(fileOf([instance("i-1", {})])))]]), taking);
  expect([error, [...model.keys()]]).toEqual([undefined, ['["ec2_locator","i-1",""]']]);
});

it("takes assets for one by the connector's order of locators", () => {
  const image = { image_id: "sha256:1", asset_type: "image", mac_address: "0a:00", vulns: [] } as const;
  const file = {
    ...fileOf([image as unknown as KdiAsset, { container_id: "c", asset_type: "container", mac_address: "0a:00", vulns: [] }]),
  };
  const names = (order: typeof defaultOrder) => [...takeFiles(new Map(), bytesOf([file]), { ...taking, order }).model.keys()];
  expect(names(defaultOrder)).toEqual(['["image_locator","sha256:1",""]', '["container_locator","c",""]']);
  expect(names(imageFirstOrder)).toEqual(['["image_locator","sha256:1",""]', '["mac_address_locator","0a:00",""]']);
});

it("keeps tags, unless a file takes them away first", () => {
  const tagged = (tags: string[], reset_tags: boolean) => fileOf([instance("i-1", {}, { tags })], { reset_tags });
  const tagsAfter = (...files: KdiFile[]) => Object.values(plainModel(after(files))).map((asset) => (asset as { tags: string[] }).tags);
  expect(tagsAfter(tagged(["b"], false), tagged(["a"], false))).toEqual([["a", "b"]]);
  expect(tagsAfter(tagged(["b"], false), tagged(["a"], true))).toEqual([["a"]]);
});

it("counts one vulnerability of all that is told of one CVE on one asset", () => {
  const two = (status: Status) => {
    const file = fileOf([instance("i-1", { a: "open", b: status })]);
    return { ...file, vuln_defs: file.vuln_defs.map((def) => ({ ...def, cve_identifiers: "CVE-2026-1" })) };
  };
  const { counts } = takeFiles(after([two("open")]), bytesOf([two("closed")]), taking);
  expect(counts).toMatchObject({ closed_scanner_vuln_count: 1, closed_vuln_count: 0 });
});
