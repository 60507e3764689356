/** A folder whose exports of saved findings go to a stand-in of Kenna. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fakeKeys, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import type { Fault } from "@plumbline/testkit/kenna/settings";
import { startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { expect } from "vitest";
import { kdiCommand } from "./command.ts";

export const starting = { method: "POST", path: "/run$" } as const;
export const looking = { method: "GET", path: "connector_runs/" } as const;
export const unavailable: Fault["deed"] = { kind: "status", status: 500 };

const finding = (id: string) => ({
  ...{ ...bodies.package, findingArn: `arn:aws:inspector2:eu-west-1:111111111111:finding/${id}`, awsAccountId: "111111111111" },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2 },
  resources: [{ ...resources.instance, id: `i-${id.padStart(17, "0")}` }],
});

export type Uploads = Awaited<ReturnType<typeof startUploads>>;

/** With the connectors 7, which is named unless words name another, and 8. A run takes three looks. */
export async function startUploads() {
  const clock = { now: Date.parse("2026-03-01T12:00:00Z") };
  const now = () => new Date(clock.now);
  const folder = newFolder();
  const kenna = await startKenna({ pollsUntilDone: 3, connectors: [{ id: "7" }, { id: "8" }] }, 0, now);
  const run = (...words: string[]) =>
    runWith(kdiCommand, words, {
      folder,
      environment: { ...fakeKeys, KENNA_API_KEY: kenna.key, KENNA_API_HOST: kenna.host, KENNA_CONNECTOR_ID: "7" },
      now,
      async sleep(milliseconds) {
        clock.now += milliseconds;
      },
    });
  const place = (name: string) => join(folder, "output/aws_inspector", name);
  const journal = () => place("aws_inspector2.upload.json");
  const save = (ids: readonly string[], ...words: readonly string[]) => {
    writeFileSync(join(folder, "saved.json"), JSON.stringify(ids.map(finding)));
    return run("export", "--findings", "saved.json", "--findings-complete", ...words);
  };
  const exported = async (...ids: string[]) => {
    expect((await save(ids)).code).toBe(0);
  };
  const changeManifest = (more: object, settings: object = {}) => {
    const path = place("aws_inspector2.manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...manifest, ...more, settings: { ...manifest.settings, ...settings } }));
  };
  /** Makes of the export one of a region. */
  const ofRegion = (region: string, skipAutoclose: boolean) =>
    changeManifest({ scope: { accounts: ["111111111111"], regions: [region] } }, { skipAutoclose });
  const held = () =>
    readdirSync(place(""))
      .filter((name) => name.startsWith("last-uploaded"))
      .map((name) => name.replace(/[0-9a-f]{64}$/, "HASH"));
  return { kenna, folder, now, run, place, journal, save, exported, changeManifest, ofRegion, held };
}
