/**
 * Runs built commands that load what tests, which run from sources, see otherwise: in a bundle a CommonJS library has a default export alone.
 * `node --conditions=@plumbline/source tools/check-built.ts`, after a build.
 */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeAccounts, look, people } from "@plumbline/access-reviews/inventory.fixture";
import { openStore } from "@plumbline/iam-store/open-store";

const folder = mkdtempSync(join(tmpdir(), "plumbline-built-"));
const main = join(import.meta.dirname, "../apps/plumbline/dist/main.js");

function run(words: string, expected: number, says: RegExp): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words.split(" ")], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, USER: "boss@example.com", PLUMBLINE_FOLDER: join(folder, "iam") },
  });
  if (status === expected && says.test(stdout)) return;
  throw new Error(`plumbline ${words}: exit code ${status} in the place of ${expected}, or it does not say ${says}\n${stdout}${stderr}`);
}

const { privateKey } = generateKeyPairSync("ed25519");
writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
const store = await openStore({ folder: join(folder, "iam") });
try {
  await look(store, new Date(), people);
  await describeAccounts(store);
} finally {
  await store.close();
}

const scope = "--kinds iam_user,iam_role --default-reviewer boss@example.com --alternate vice@example.com --due 2099-01-01";
run("--version", 0, /^plumbline \d/);
run("checks list", 0, /sqs\/not-public/);
run(`review open --name Built ${scope}`, 0, /^opened built: \d+ items/);
run("review close built --early --key key.pem --pack built.zip", 0, /^closed built:/);
run("review verify built.zip", 0, /^as it was made: built/);
const pack = readFileSync(join(folder, "built.zip"));
pack.writeUInt8(pack.readUInt8(pack.length >> 1) ^ 1, pack.length >> 1);
writeFileSync(join(folder, "changed.zip"), pack);
run("review verify changed.zip", 1, /^NOT as it was made/);
run("iam as-of now", 3, /bob/);
rmSync(folder, { recursive: true });
console.log("built commands do what they say");
