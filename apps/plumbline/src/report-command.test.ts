import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openPolicy, own, startCloud } from "@plumbline/cli/cloud.fixture";
import { ReportFormat } from "@plumbline/cli/print-report";
import { beforeAll, describe, expect, it } from "vitest";
import { newFolder, plumbline, type Ran } from "./harness.fixture.ts";

const folder = newFolder();
const format = (name: string, ...more: string[]) => plumbline(["report", "--format", name, ...more], { folder });
let scanned: Ran;
let id = "";

beforeAll(async () => {
  const cloud = await startCloud({ queues: { [`${own}/us-east-1`]: { open: openPolicy, closed: null } } });
  const words = ["scan", "--checks", "sqs/not-public", "--accounts", own, "--regions", "us-east-1", "--format", "json"];
  scanned = await plumbline([...words, "--endpoint-url", cloud.url], { folder });
  await cloud.close();
  id = (JSON.parse(scanned.stdout) as { header: { id: string } }).header.id;
});

describe("plumbline report", () => {
  it("prints a kept run as the scan did, without a call to AWS", async () => {
    expect(await format("json", id)).toEqual({ code: 0, stdout: scanned.stdout, stderr: "" });
    expect((await format("json")).stdout).toBe(scanned.stdout);
  });

  const begins: { readonly [F in ReportFormat]: RegExp } = {
    ...{ terminal: /^Run /, json: /^\{"header":/, jsonl: /^\{"check":"sqs\/not-public"/, html: /^<!doctype html>/i },
    ...{ csv: /^account,account_name,region,.*\r\n111111111111,/, "controls-csv": /^account,account_name,benchmark,/ },
    ...{
      markdown: /^# Plumbline scan\n/,
      junit: /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites /,
      sarif: /^\{"\$schema":.*"2\.1\.0"/,
    },
    ...{ ocsf: /^\{"activity_id":\d,.*"class_uid":2003/, asff: /^\{"Findings":\[\{"SchemaVersion":"2018-10-08"/ },
  };
  it.each(ReportFormat.options)("knows the format %s", async (name) => {
    const { code, stdout, stderr } = await format(name);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(begins[name]);
  });

  it("writes a file instead, and prints nothing then", async () => {
    expect(await format("sarif", "--out", "plumbline.sarif")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(folder, "plumbline.sarif"), "utf8")).toBe((await format("sarif")).stdout);
  });

  it("refuses a format and a run that it does not know", async () => {
    expect(await format("pdf")).toMatchObject({ code: 2, stderr: expect.stringContaining("--format: must be one of terminal, json") });
    expect(await format("json", "nothing")).toMatchObject({ code: 2, stderr: expect.stringContaining("there is no run nothing") });
  });
});

it("what a recording tells is not imported into Security Hub", async () => {
  for (const command of ["scan", "cis"])
    expect(await plumbline([command, "--replay", "nowhere.jsonl", "--security-hub"], { folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--security-hub imports what was looked at"),
    });
});
