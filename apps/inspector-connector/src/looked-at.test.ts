/** An export that did not look everywhere, compared: what it did not look at is not gone. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { beforeAll, describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { lookedAt } from "./looked-at.ts";
import { exportName } from "./run-export.ts";

const own = "111111111111";
const other = "222222222222";
const findingIn = (account: string, region: string, id: string) => ({
  ...{ ...bodies.package, findingArn: `arn:aws:inspector2:${region}:${account}:finding/${id}`, awsAccountId: account },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2 },
  resources: [{ ...resources.instance, id: `i-${id.padStart(17, "0")}` }],
});
const folder = newFolder();
const place = join(folder, "output/aws_inspector");
const run = (...words: string[]) => runWith(kdiCommand, words, { folder });
let whole: KdiManifest;
const exported = async (findings: readonly object[]) => {
  writeFileSync(join(folder, "saved.json"), JSON.stringify(findings));
  expect((await run("export", "--findings", "saved.json", "--findings-complete")).code).toBe(0);
  whole = await readManifest(manifestPath(place, exportName));
};

beforeAll(async () => {
  const here = [findingIn(own, "eu-west-1", "1"), findingIn(own, "us-east-1", "2"), findingIn(other, "eu-west-1", "3")];
  // The fourth stands on the asset of the first, and is not told afterwards.
  const [first] = here;
  await exported([...here, { ...first, findingArn: `arn:aws:inspector2:eu-west-1:${own}:finding/4` }]);
  mkdirSync(join(place, "last-uploaded"));
  for (const name of ["aws_inspector2-0001.json", "aws_inspector2.manifest.json"])
    renameSync(join(place, name), join(place, "last-uploaded", name));
  await exported(here.slice(0, 1));
});

const gap = (account: string, region: string) => ({ complete: false, gaps: [{ account, region, reason: "AccessDenied: no" }] });
type Row = readonly [
  more: Partial<KdiManifest>,
  code: number,
  gone: readonly string[],
  unseen: readonly string[],
  fourth: "autocloses" | "unseen",
];
const rows: Record<string, Row> = {
  everything: [{}, 0, ["2", "3"], [], "autocloses"],
  "all but a region of one account": [gap(own, "us-east-1"), 3, ["3"], ["2"], "autocloses"],
  "all but a region of one account and its members": [
    { complete: false, gaps: [{ account: "333333333333", region: "eu-west-1", reason: "AccessDenied: no", withMembers: true }] },
    ...([3, ["2"], ["3"], "unseen"] as const),
  ],
  "all but an account": [gap(other, "*"), 3, ["2"], ["3"], "autocloses"],
  "all but a region that still tells of the asset": [gap(own, "eu-west-1"), 3, ["2", "3"], [], "unseen"],
  "not what nobody can place": [gap("*", "*"), 3, [], ["2", "3"], "unseen"],
  "saved findings that may not be all": [{ isExcerpt: true }, 0, [], ["2", "3"], "unseen"],
  "only what changed since": [{ since: "2026-02-01T00:00:00.000Z" }, 0, [], ["2", "3"], "unseen"],
};
describe.each(Object.entries(rows))("an export that looked at %s", (_, [more, code, gone, unseen, fourth]) => {
  const idsOf = (lines: readonly { kind: string; asset?: { value: string } }[], kind: string) =>
    lines.flatMap((line) => (line.kind === kind ? [Number(line.asset?.value.slice(2)).toString()] : []));

  it("tells what is gone and what was not looked at, in JSON", async () => {
    writeFileSync(manifestPath(place, exportName), JSON.stringify({ ...whole, ...more }));
    const ran = await run("diff", "--format", "json");
    const lines = linesOf(ran.stdout) as { kind: string; asset?: { value: string }; identifier?: string; change?: string }[];
    expect([ran.code, idsOf(lines, "asset-gone"), idsOf(lines, "asset-unseen")]).toEqual([code, gone, unseen]);
    expect(lines.find(({ identifier }) => identifier?.endsWith("/4"))?.change).toBe(fourth);
    const { complete, gaps, since, isExcerpt } = { ...whole, ...more };
    expect(lines[0]).toMatchObject({
      ...{ kind: "summary", after: { complete, gaps, ...(since && { since }), ...(isExcerpt && { isExcerpt }) } },
      assets: { before: 3, after: 1, new: 0, gone: gone.length, unseen: unseen.length },
      // Kenna does not know what was looked at: with autoclose on it closes what is not named.
      open: { before: 4, withoutAutoclose: 4, withAutoclose: 3, withAutocloseOfAll: 1 },
    });
  });

  it("tells the gaps first, in text", async () => {
    writeFileSync(manifestPath(place, exportName), JSON.stringify({ ...whole, ...more }));
    const ran = await run("diff");
    expect([ran.code, ran.stdout.startsWith("! ")]).toEqual([code, Object.keys(more).length > 0]);
    expect(ran.stdout).toContain(`0 new, ${gone.length} gone${unseen.length > 0 ? `, ${unseen.length} not looked at` : ""}\n`);
    expect(ran.stdout.includes("assets that were not looked at\n")).toBe(unseen.length > 0);
    if (more.gaps) expect(ran.stdout).toMatch(/^! not everything was looked at: 1 gap\n! {3}.*AccessDenied: no\n/);
    if (more.isExcerpt) expect(ran.stdout).toMatch(/^! only saved findings were read, and nobody said that they are all/);
    if (more.since) expect(ran.stdout).toMatch(/^! only what changed since 2026-02-01T00:00:00.000Z was looked for/);
  });
});

it("an identifier that is no ARN may be anywhere", () => {
  expect([lookedAt({ complete: true, gaps: [] })("x"), lookedAt({ ...gap(own, "eu-west-1") })("x")]).toEqual([true, false]);
});
