import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newFolder, plumbline } from "./harness.fixture.ts";
import { subcommands } from "./subcommands.ts";

describe("a command of the umbrella", () => {
  it.each(subcommands.map(({ name }) => name))("%s is loaded and explains itself", async (name) => {
    const { code, stdout, stderr } = await plumbline([name, "--help"], {});
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: plumbline ${name}\\b`));
  });

  it("runs another app's command with its words and its exit code", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.json"), '{"skip_autoclose":true,"version":2,"assets":[],"vuln_defs":[]}');
    writeFileSync(join(folder, "b.json"), '{"version":1}');
    expect((await plumbline(["kdi", "validate", "a.json"], { folder })).code).toBe(0);
    expect((await plumbline(["kdi", "validate", "b.json"], { folder })).code).toBe(1);
    expect((await plumbline(["kdi", "validate", "none.json"], { folder })).code).toBe(2);
  });
});
