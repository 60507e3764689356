import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";

it("the example of the README runs, and prints what it says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "kdi-readme-"));
  const printed = vi.spyOn(console, "log").mockReturnValue();
  try {
    mkdirSync(join(folder, "last"));
    const last = { version: 2, skip_autoclose: true, assets: [{ ec2: "i-0a1b2c3d", vulns: [] }], vuln_defs: [] };
    writeFileSync(join(folder, "last/inspector-0001.json"), JSON.stringify(last));
    const here = new URL(".", import.meta.url).pathname;
    const text = example.replaceAll("@plumbline/kdi-writer/", here).replaceAll(/"(output|last)/g, `"${folder}/$1`);
    const path = join(folder, "example.ts");
    writeFileSync(path, text.replaceAll("`output/", `\`${folder}/output/`).replaceAll(/(from "[^"]+)"/g, '$1.ts"'));
    await import(path);
    expect(printed.mock.calls).toEqual([
      ["inspector-0001.json", 1, 0],
      [
        { opens: 1, closes: 0, autocloses: 0, changes: 0, adds: 0, unseen: 0 },
        { before: 0, withAutoclose: 1, withAutocloseOfAll: 1, withoutAutoclose: 1 },
      ],
    ]);
  } finally {
    printed.mockRestore();
    rmSync(folder, { recursive: true });
  }
});
