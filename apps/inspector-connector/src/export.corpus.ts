import { globSync } from "node:fs";
import { join } from "node:path";
import { newFolder, runWith } from "@plumbline/cli/io.fixture";
import { corpus } from "@plumbline/testkit/corpus";
import { expect, test } from "vitest";
import { kdiCommand } from "./command.ts";

test("every real finding of Inspector goes through the command, and the files validate", async () => {
  const folder = newFolder();
  const files = globSync("inspector2/**/*.json", { cwd: corpus })
    .sort()
    .map((file) => join(corpus, file));
  const exported = await runWith(kdiCommand, ["export", "--findings", ...files, "--format", "json"], { folder });
  const { findings, counts, notes, unread } = JSON.parse(exported.stdout);
  console.log(`${files.length} files: ${JSON.stringify(findings)} as ${JSON.stringify(counts)}; notes: ${JSON.stringify(notes)}`);
  expect([findings.findings, counts.vulns]).toEqual([631, 630]);
  // Every second page of one listing is there; each says that more follow.
  expect(unread.map(({ reason }: { reason: string }) => reason)).toEqual(
    Array.from({ length: 6 }, () => expect.stringContaining("next token")),
  );
  const validated = await runWith(kdiCommand, ["validate"], { folder });
  expect([validated.code, validated.stdout]).toEqual([0, expect.stringMatching(/: no fault; 15 assets, 630 vulns, /)]);
});
