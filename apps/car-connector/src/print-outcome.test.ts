import { testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { Config } from "./config.ts";
import { missedOf, printOutcome } from "./print-outcome.ts";
import type { Outcome } from "./run-import.ts";

const gap = {
  ...{ account: "111111111111", region: "eu-west-1", type: "ec2", aspect: "list", outcome: "denied" as const, required: true },
  ...{ asked: 0, ok: 0, fetches: 1, failures: { denied: 1 }, message: "no\u001b[2J right" },
};
const since = new Date("2026-03-01T00:00:00Z");
const outcome: Outcome = {
  ...{ mode: { kind: "incremental", since }, cells: [], gaps: [], refused: [], unretired: undefined },
  counts: { send: { asset: 2, asset_ipaddress: 1 }, remove: {} },
};
const full = { mode: { kind: "full", reason: "it was asked for" } } as const;
const rows: Record<string, readonly [given: Partial<Outcome>, config: Partial<Config>, printed: string]> = {
  "an incremental import": [
    {},
    {},
    "incremental import: since 2026-03-01T00:00:00.000Z\nsent        asset 2, asset_ipaddress 1\ntaken away  nothing\n",
  ],
  "a dry full import": [
    full,
    { dryRun: "folder" },
    "full import: it was asked for\nwould send  asset 2, asset_ipaddress 1\nwould take  nothing\n",
  ],
  "what was missed": [
    { ...full, gaps: [gap], refused: ["hostname a b of i-1: is no host name"], unretired: "ec2 of 1/x could never be seen whole" },
    {},
    [
      "full import: it was asked for\nsent        asset 2, asset_ipaddress 1\ntaken away  nothing\n",
      "! ec2 list of 111111111111/eu-west-1: denied, no\\u001b[2J right; nothing of it is deleted\n",
      "! left out: hostname a b of i-1: is no host name\n",
      "! nothing was retired; a full import follows as soon as all was seen: ec2 of 1/x could never be seen whole\n",
    ].join(""),
  ],
};

const printed = async (given: Partial<Outcome>, config: Partial<Config>) => {
  const { io, stdout } = testIo();
  await printOutcome({ ...outcome, ...given }, { ...Config.parse({}), ...config }, io);
  return stdout();
};

describe("what an import did", () => {
  it.each(Object.entries(rows))("is printed: %s", async (_, [given, config, text]) => expect(await printed(given, config)).toBe(text));

  it("is one JSON object for programs", async () => {
    expect(JSON.parse(await printed({ ...full, gaps: [gap] }, { format: "json" }))).toEqual({
      ...{ mode: "full", reason: "it was asked for", dryRun: false, sent: { asset: 2, asset_ipaddress: 1 }, removed: {} },
      ...{ incomplete: [gap], refused: [] },
    });
    expect(JSON.parse(await printed({ unretired: "why" }, { format: "json", dryRun: "folder" }))).toMatchObject({
      ...{ mode: "incremental", since: since.toISOString(), dryRun: true, unretired: "why" },
    });
  });

  it("misses nothing when all was seen and taken", () => expect(missedOf(outcome)).toEqual([]));
});
