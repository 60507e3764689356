import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";

const vuln = (id: string, more: object = {}) => ({
  ...{
    scanner_identifier: id,
    scanner_type: "S",
    vuln_def_name: `CVE-${id}`,
    last_seen_at: "2026-02-01T00:00:00Z",
    status: "open",
    scanner_score: 5,
  },
  ...more,
});
type Asset = { readonly vulns: readonly object[] } & Readonly<Record<string, unknown>>;
const file = (assets: readonly Asset[], skip_autoclose = true) => JSON.stringify({ skip_autoclose, version: 2, assets, vuln_defs: [] });
const folder = newFolder();
writeFileSync(
  join(folder, "before.json"),
  file([
    { ec2: "i-1", vulns: [vuln("1"), vuln("2"), vuln("3")] },
    { ec2: "i-2", vulns: [vuln("9")] },
  ]),
);
const later = [
  { ec2: "i-1", vulns: [vuln("1", { scanner_score: 8 }), vuln("2", { status: "closed", closed_at: "2026-02-02T00:00:00Z" }), vuln("4")] },
  { image_id: "sha256:a", external_id: "b", asset_type: "image", vulns: [vuln("5")] },
  { image_id: "sha256:c", external_id: "b", asset_type: "image", vulns: [] },
];
writeFileSync(join(folder, "after.json"), file(later));
writeFileSync(join(folder, "autoclose.json"), file(later, false));
const diff = (...words: string[]) => runWith(kdiCommand, ["diff", ...words], { folder });

describe("kdi diff", () => {
  it("tells what opens, closes and changes, and which locator names what", async () => {
    const { code, stdout, stderr } = await diff(
      "--before",
      "before.json",
      "--after",
      "after.json",
      "--locator-order",
      "ec2,external_id,image",
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")).toEqual([
      "assets    2 before, 2 after: 1 new, 1 gone",
      "vulns     2 open, 1 close, 1 change, 0 come closed or accepted; 1 are not named any more",
      "open      4 before; in Kenna 3 to 4 (whether it reaches assets that no file names, Kenna's pages do not say) with autoclose, 5 without: the files have it off",
      "",
      "assets that are new",
      "  external_id_locator b, 1 open",
      "",
      "assets that are gone",
      "  ec2_locator i-2, 1 stay open",
      "",
      "by definition",
      "  CVE-1: changes 1",
      "  CVE-2: closes 1",
      "  CVE-3: not named 1",
      "  CVE-4: opens 1",
      "  CVE-5: opens 1",
      "",
      "by vulnerability",
      "  ~ changes CVE-1 on ec2_locator i-1, open 5 to, open 8 (1)",
      "  - closes CVE-2 on ec2_locator i-1, open 5 (2)",
      "  x not named CVE-3 on ec2_locator i-1 (3)",
      "  + opens CVE-4 on ec2_locator i-1 (4)",
      "  + opens CVE-5 on external_id_locator b (5)",
      "",
      "which locator names the assets, by the connector's order",
      "  asset type  has                assets  default  image-first  given",
      "  image       image external_id  2       image    image        external_id (2 shared)",
      "  -           ec2                1       ec2      ec2          ec2",
      "  shared: 1 row whose assets Kenna would take for one with another",
      "",
    ]);
  });

  it("shows some rows of each kind, and says that there are more", async () => {
    const { stdout } = await diff("--before", "before.json", "--after", "autoclose.json", "--max-rows", "2");
    expect(stdout).toMatch(/the files have it on\n/);
    expect((await diff("--before", "before.json", "--after", "autoclose.json")).stdout).toContain(
      "  x autocloses CVE-3 on ec2_locator i-1 (3)\n",
    );
    expect(stdout).toMatch(/ {2}ec2_locator i-2, 1 stay open, or are closed by autoclose\n/);
    expect(stdout).toMatch(/by definition\n {2}CVE-1: .*\n {2}CVE-2: .*\n {2}and 3 more; --max-rows shows more, --format json all\n/);
  });

  it("as JSON lines has every row", async () => {
    const { stdout } = await diff("--before", "before.json", "--after", "after.json", "--format", "json");
    const lines = linesOf(stdout) as { kind: string }[];
    expect(lines[0]).toEqual({
      ...{ kind: "summary", autoclose: "off", assets: { before: 2, after: 3, new: 2, gone: 1, unseen: 0 } },
      ...{
        changes: { opens: 2, closes: 1, autocloses: 1, changes: 1, adds: 0, unseen: 0 },
        open: { before: 4, withAutoclose: 4, withAutocloseOfAll: 3, withoutAutoclose: 5 },
      },
    });
    expect(Object.entries(Object.groupBy(lines, ({ kind }) => kind)).map(([kind, all]) => [kind, all?.length])).toEqual([
      ...[
        ["summary", 1],
        ["locators", 2],
        ["asset-new", 2],
        ["asset-gone", 1],
        ["definition", 5],
        ["vuln", 5],
      ],
    ]);
    expect(lines).toContainEqual(expect.objectContaining({ kind: "vuln", change: "closes", identifier: "2" }));
  });

  it("compares an export with what was uploaded from its folder", async () => {
    const here = newFolder();
    const finding = { ...bodies.package, findingArn: "arn:aws:inspector2:eu-west-1:111111111111:finding/a", awsAccountId: "111111111111" };
    const saved = {
      ...finding,
      status: "ACTIVE",
      severity: "HIGH",
      firstObservedAt: 1,
      lastObservedAt: 2,
      resources: [resources.instance],
    };
    writeFileSync(join(here, "a.json"), JSON.stringify([saved]));
    const run = (...words: string[]) => runWith(kdiCommand, words, { folder: here });
    expect((await run("export", "--findings", "a.json", "--findings-complete")).code).toBe(0);
    const first = await run("diff");
    expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^assets {4}0 before, 1 after: 1 new, 0 gone\n/)]);
    expect(first.stderr).toContain("nothing was uploaded from this folder yet, so that everything is new");
    // As an upload leaves it.
    const place = join(here, "output/aws_inspector");
    mkdirSync(join(place, "last-uploaded"));
    for (const name of ["aws_inspector2-0001.json", "aws_inspector2.manifest.json"])
      renameSync(join(place, name), join(place, "last-uploaded", name));
    expect((await run("export", "--findings", "a.json", "--findings-complete")).code).toBe(0);
    const second = await run("diff");
    expect([second.stderr, second.stdout]).toEqual([
      "",
      expect.stringMatching(/^assets {4}1 before, 1 after: 0 new, 0 gone\nvulns {5}0 open, 0 close/),
    ]);
  });

  const refused: Record<string, readonly [words: readonly string[], says: RegExp]> = {
    "no export": [[], /there is no manifest/],
    "a file that is not there": [["--before", "none.json", "--after", "after.json"], /none\.json/],
    "a file that is no KDI": [["--before", "text.json", "--after", "after.json"], /text\.json/],
    "an order of no locators": [["--before", "before.json", "--after", "after.json", "--locator-order", "serial"], /--locator-order: /],
  };
  writeFileSync(join(folder, "text.json"), "no KDI");
  it.each(Object.entries(refused))("refused: %s", async (_, [words, says]) => {
    const { code, stdout, stderr } = await diff(...words);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(says)]);
  });
});
