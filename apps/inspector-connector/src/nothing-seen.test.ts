/** An export that could see nothing at all. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, runWith, testIo } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { runConnector } from "./run-connector.ts";

const saved = {
  ...{ ...bodies.package, findingArn: "arn:aws:inspector2:eu-west-1:111111111111:finding/a", awsAccountId: "111111111111" },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2, resources: [resources.instance] },
};
// Nobody listens there: any call to Kenna is an error of its own.
const environment = { KENNA_API_KEY: "k", KENNA_API_HOST: "http://127.0.0.1:9", KENNA_CONNECTOR_ID: "7" };
function makePlace() {
  const folder = newFolder();
  writeFileSync(join(folder, "good.json"), JSON.stringify([saved]));
  writeFileSync(join(folder, "empty.json"), JSON.stringify({ findings: [] }));
  writeFileSync(join(folder, "broken.json"), "x\n");
  const place = join(folder, "output/aws_inspector");
  const held = () => readdirSync(place).map((name) => [name, readFileSync(join(place, name), "utf8")]);
  const run = (...words: string[]) => runWith(kdiCommand, words, { folder, environment });
  return { folder, held, run };
}

it("leaves the files of the export before where they are, and says so", async () => {
  const { held, run } = makePlace();
  expect((await run("export", "--findings", "good.json")).code).toBe(0);
  const before = held();
  const { code, stdout } = await run("export", "--findings", "broken.json");
  expect([code, held()]).toEqual([3, before]);
  expect(stdout).toMatch(/^! nothing could be seen: the 1 file of the export before stands in .*output\/aws_inspector as it was$/m);
  expect(stdout).not.toMatch(/^KDI/m);
  const json = await run("export", "--findings", "broken.json", "--format", "json");
  expect([json.code, JSON.parse(json.stdout)]).toEqual([3, expect.objectContaining({ complete: false, isKept: true })]);
});

it("sends nothing of the export before with the connector's own command", async () => {
  const { folder, run, held } = makePlace();
  await run("export", "--findings", "good.json");
  const before = held();
  const { io, stderr } = testIo({ folder, environment });
  expect([await runConnector(["--findings", "broken.json"], io), held()]).toEqual([3, before]);
  expect(stderr()).toContain("nothing is uploaded: nothing could be seen");
});

it("takes the place of an earlier one where nothing was missed, or where that one holds nothing", async () => {
  const { held, run } = makePlace();
  await run("export", "--findings", "good.json");
  expect((await run("export", "--findings", "empty.json")).code).toBe(0);
  expect(held().map(([name]) => name)).toEqual(["aws_inspector2.manifest.json"]);
  expect((await run("export", "--findings", "broken.json")).code).toBe(3);
  expect(held()[0]?.[1]).toContain('"complete": false');
});

it("ends an upload with what it is: incomplete, where nothing could be seen; done, where there is nothing", async () => {
  const { run } = makePlace();
  await run("export", "--findings", "broken.json");
  const missed = await run("upload");
  expect([missed.code, missed.stdout]).toEqual([3, "nothing to upload: the export has no asset, and not everything was looked at\n"]);
  await run("export", "--findings", "empty.json");
  const nothing = await run("upload");
  expect([nothing.code, nothing.stdout]).toEqual([0, "nothing to upload: the export has no asset\n"]);
});

it("tells the same gaps in the same order, whichever file is named first", async () => {
  const { folder, held, run } = makePlace();
  writeFileSync(join(folder, "also-broken.json"), "y\n");
  const files = ["broken.json", "good.json", "also-broken.json"];
  const told = [];
  for (const named of [files, files.toReversed()]) {
    expect((await run("export", "--findings", ...named)).code).toBe(3);
    told.push(held());
  }
  expect(told[1]).toEqual(told[0]);
  expect(JSON.stringify(told[0])).toMatch(/also-broken\.json.*broken\.json/);
});
