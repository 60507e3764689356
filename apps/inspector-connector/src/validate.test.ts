import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";

const vuln = {
  ...{ scanner_identifier: "f-1", scanner_type: "AWS Inspector V2", vuln_def_name: "CVE-2026-1" },
  ...{ last_seen_at: "2026-02-01T00:00:00Z", status: "open" },
};
const file = (vulns: readonly object[], more: object = {}) => ({
  ...{ skip_autoclose: true, version: 2, assets: [{ ec2: "i-1", vulns }] },
  ...{ vuln_defs: [{ scanner_type: "AWS Inspector V2", name: "CVE-2026-1" }], ...more },
});
const folder = newFolder();
const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
write("right.json", file([vuln]));
writeFileSync(join(folder, "right.json.gz"), gzipSync(JSON.stringify(file([vuln]))));
write("closed.json", file([], { assets: [{ ec2: "i-8", vulns: [{ ...vuln, status: "closed" }] }] }));
write("many.json", file(Array.from({ length: 30 }, (_, i) => ({ ...vuln, scanner_identifier: `f-${i}`, status: "fixed" }))));
write("spare.json", file([], { assets: [{ ec2: "i-1", vulns: [] }] }));
write("one.json", file([vuln], { version: 1 }));
write("torn.json", JSON.stringify(file([vuln])).slice(0, 80));

const validate = (...words: string[]) => runWith(kdiCommand, ["validate", ...words], { folder });

const rows: Record<string, readonly [words: readonly string[], code: number, says: RegExp]> = {
  "a right file": [["right.json"], 0, /^right\.json: no fault; 1 asset, 1 vuln, 1 definition\n$/],
  "a definition that nothing wants": [
    ["spare.json"],
    0,
    /^spare\.json: no fault; .*\n {2}· vuln_defs\[0\] \(AWS Inspector V2 CVE-2026-1\): no vulnerability wants this definition\n$/,
  ],
  "a right file, packed": [["right.json.gz"], 0, /^right\.json\.gz: no fault/],
  "a closed vulnerability without its date": [
    ["closed.json"],
    1,
    /^closed\.json: 1 fault; .*\n {2}assets\[0\]\.vulns\[0\]\.closed_at \(f-1\): closed_at stands with the status closed/,
  ],
  "more faults than are told": [
    ["many.json", "--max-faults", "3"],
    1,
    /^many\.json: 30 faults; .*\n(.*\n){3} {2}and 27 more; --max-faults shows more\n$/,
  ],
  "version 1": [["one.json"], 1, /^one\.json: 1 fault; .*\n {2}version: it is of version 1/],
  "a file that is torn": [["torn.json"], 1, / {2}the file: it can't be read to its end: it ends in the middle\n/],
  "a file that is not there, among others": [["none.json", "right.json"], 2, /^! .*none\.json.*\nright\.json: no fault/],
  "the graver of two": [["closed.json", "none.json"], 2, /1 fault[\s\S]*none\.json/],
};

describe("kdi validate", () => {
  it.each(Object.entries(rows))("%s", async (_, [words, code, says]) => {
    const ran = await validate(...words);
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([code, expect.stringMatching(says), ""]);
  });

  const vulnOf = (id: string) => ({ ...vuln, scanner_identifier: id });
  const twice = [{ ec2: "i-1", vulns: [] }];
  write(
    "a.json",
    file([], {
      assets: [
        { ec2: "i-0", vulns: [vuln] },
        { ec2: "i-1", vulns: [vulnOf("f-2")] },
      ],
    }),
  );
  write(
    "b.json",
    file([], {
      assets: [
        { ec2: "i-2", hostname: "one", vulns: [vuln] },
        { ec2: "i-1", vulns: [vulnOf("f-3")] },
      ],
    }),
  );
  write("c.json", file([], { assets: [{ ec2: "i-3", hostname: "one", vulns: [vuln] }, ...twice, ...twice] }));
  const split: Record<string, readonly [words: readonly string[], code: number, says: readonly string[]]> = {
    "an asset of two files is told in the second": [
      ["a.json", "b.json"],
      1,
      [
        "a.json: no fault; 2 assets, 2 vulns, 1 definition",
        "b.json: 1 fault; 2 assets, 2 vulns, 1 definition",
        "  assets[1] (ec2_locator i-1): it is the same asset as assets[1] of a.json: an asset is whole in one file",
      ],
    ],
    "by the connector's order": [
      ["b.json", "c.json", "--locator-order", "hostname,ec2", "--max-faults", "2"],
      1,
      [
        "b.json: no fault; 2 assets, 2 vulns, 1 definition",
        "c.json: 4 faults; 3 assets, 1 vuln, 1 definition",
        "  assets[2] (ec2_locator i-1): it is the same asset as assets[1]",
        "  assets[0] (hostname_locator one): it is the same asset as assets[0] of b.json: an asset is whole in one file",
        "  and 2 more; --max-faults shows more",
      ],
    ],
    "a file for itself": [["b.json"], 0, ["b.json: no fault; 2 assets, 2 vulns, 1 definition"]],
    "a file of version 1 before it holds nothing of it": [
      ["one.json", "b.json"],
      1,
      ["one.json: 1 fault", "version: it is of version 1", "b.json: no fault"],
    ],
    "a file that can't be read between them": [
      ["a.json", "torn.json", "b.json"],
      1,
      ["a.json: no fault", "torn.json: 1 fault", "the file: it can't be read", "b.json: 1 fault", "of a.json"],
    ],
  };
  it.each(Object.entries(split))("files of one call: %s", async (_, [words, code, says]) => {
    const ran = await validate(...words);
    const lines = ran.stdout.trimEnd().split("\n");
    expect([ran.code, lines.length]).toEqual([code, says.length]);
    for (const [i, line] of says.entries()) expect(lines[i]).toContain(line);
  });

  it("as JSON is a line for each file", async () => {
    const { code, stdout } = await validate("right.json", "closed.json", "none.json", "--format", "json");
    expect([code, linesOf(stdout)]).toEqual([
      2,
      [
        expect.objectContaining({ file: "right.json", kind: "read", faultCount: 0, assets: 1 }),
        expect.objectContaining({
          file: "closed.json",
          faultCount: 1,
          faults: [expect.objectContaining({ place: "assets[0].vulns[0].closed_at" })],
        }),
        expect.objectContaining({ file: "none.json", kind: "unreadable", reason: expect.stringContaining("none.json") }),
      ],
    ]);
  });

  it("without files and without an export says what to do", async () => {
    const { code, stderr } = await validate();
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^plumbline kdi: there is no manifest .*aws_inspector2\.manifest\.json\n {2}export first\n$/),
    ]);
  });
});
