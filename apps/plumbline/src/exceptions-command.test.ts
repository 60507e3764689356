import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, openPolicy, own, startCloud } from "@plumbline/cli/cloud.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());
const now = () => new Date("2026-03-01T12:00:00Z");
const file = `exceptions:
  - { resource: "*/open", reason: partner, owner: anna, ticket: OPS-1, expires: 2026-12-31 }
  - { resource: "*/none", reason: soon, owner: anna, expires: 2026-03-02 }
  - { account: 222222222222, reason: late, owner: anna, expires: 2026-02-28 }
`;
const prepared = () => {
  const folder = newFolder();
  writeFileSync(join(folder, "e.yaml"), file);
  writeFileSync(join(folder, "plumbline.yaml"), 'accounts: { "222222222222": {} }\n');
  return folder;
};

describe("plumbline exceptions", () => {
  it("list tells how each stands, and how many findings of the newest run it covers", async () => {
    cloud = await startCloud({ queues: { [`${own}/us-east-1`]: { open: openPolicy } } });
    const folder = prepared();
    const list = (...words: string[]) => plumbline(["exceptions", "list", "--exceptions", "e.yaml", ...words], { folder, now });
    const states = ["active until 2026-12-31", "expires in 1 day", "expired on 2026-02-28"];
    const before = await list("--format", "json");
    expect(JSON.parse(before.stdout).map(({ state, findings }: Record<string, unknown>) => [state, findings])).toEqual(
      states.map((state) => [state, undefined]),
    );
    await plumbline(["scan", "--exceptions", "e.yaml", "--endpoint-url", cloud.url, "--checks", "sqs"], { folder, now });
    const after = await list("--format", "json");
    expect(JSON.parse(after.stdout).map(({ state, findings }: Record<string, unknown>) => [state, findings])).toEqual(
      states.map((state, i) => [state, i === 0 ? 1 : 0]),
    );
    const shown = await list();
    expect([shown.code, shown.stdout]).toEqual([
      0,
      expect.stringMatching(/^active until 2026-12-31 +1 finding +resource \*\/open +anna \(OPS-1\): partner\n.*\n3 exceptions\n$/s),
    ]);
  });

  it("list --format yaml writes what check takes", async () => {
    const folder = newFolder();
    const environment = { ...fakeKeys, EC2_INSTANCE_IGNORE_LIST: "i-0a", REMEDIATION_RESOURCE_EXCEPTION: '{"s3":["a"]}' };
    const listed = await plumbline(["exceptions", "--format", "yaml"], { folder, environment, now });
    writeFileSync(join(folder, "new.yaml"), listed.stdout);
    expect(await plumbline(["exceptions", "check", "new.yaml"], { folder, now })).toEqual({
      code: 0,
      stdout: "2 exceptions, all valid\n",
      stderr: "",
    });
  });

  it("check warns of what ends, ended, or is of an account that the configuration does not name", async () => {
    const folder = prepared();
    const known = await plumbline(["exceptions", "check", "e.yaml"], { folder, now });
    expect([known.code, known.stderr.split("\n").length - 1]).toEqual([0, 2]);
    expect(known.stderr).toMatch(/expires in 1 day:.*\n.*expired on 2026-02-28/);
    writeFileSync(join(folder, "plumbline.yaml"), "{}\n");
    const strange = await plumbline(["exceptions", "check", "e.yaml"], { folder, now });
    expect(strange.stderr).toContain("account 222222222222 is not below accounts of the configuration");
  });

  it("check says which regions it can't prove without AWS", async () => {
    const folder = newFolder();
    const entry = (region: string) => `{ region: ${region}, reason: r, owner: o, expires: 2099-12-31 }`;
    writeFileSync(join(folder, "e.yaml"), `exceptions: [${entry("us-est-1")}, ${entry("[us-est-1, eu-west-1]")}]\n`);
    const { code, stdout, stderr } = await plumbline(["exceptions", "check", "e.yaml"], { folder, now });
    expect([code, stdout, JSON.parse(stderr)]).toEqual([
      0,
      "2 exceptions, all valid\n",
      expect.objectContaining({
        level: "info",
        message: "a run that signs in proves that AWS has us-est-1, eu-west-1; nothing was asked now",
      }),
    ]);
  });

  const bad: Record<string, [text: string, says: RegExp]> = {
    "a typo": ["exceptions: [{ tpye: sqs, reason: r, owner: o, expires: 2099-12-31 }]", /"tpye"/],
    "a misspelt check": [
      "exceptions: [{ check: sqs/not-pubic, reason: r, owner: o, expires: 2099-12-31 }]",
      /did you mean sqs\/not-public\?/,
    ],
    nothing: ["", /is empty/],
  };
  it.each(Object.entries(bad))("check refuses a file with %s", async (_, [text, says]) => {
    const folder = newFolder();
    writeFileSync(join(folder, "e.yaml"), text);
    expect(await plumbline(["exceptions", "check", "e.yaml"], { folder })).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(says),
    });
  });

  it("schema prints the schema of the file", async () => {
    const { code, stdout } = await plumbline(["exceptions", "schema"]);
    expect([code, JSON.parse(stdout).properties.exceptions.items.required]).toEqual([0, ["reason", "owner", "expires"]]);
  });
});
