import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseOptions } from "@plumbline/cli/global-options";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import { describe, expect, it } from "vitest";
import { carOptions } from "./command.ts";
import { Config } from "./config.ts";
import { translateWords, withVariables } from "./old-words.ts";
import { originalCodes } from "./original-codes.ts";
import { takeSecrets } from "./secrets.ts";

const readme = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const own = readme("../README.md");
const commands = [...own.matchAll(/^ {4}(plumbline(?: car|-car-connector)) (.*)$/gm)].map(([line]) => line.trim());
const rowsOf = (text: string, head: string): string[][] => {
  const [, body = ""] = text.split(new RegExp(`^\\| ${head} .*\n\\|[ |-]+\\|\n`, "m"));
  const lines = body.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(0, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};
const exitCodes = (text: string) => rowsOf(text, "IBM's connector").map(([theirs, ours]) => `${theirs} ${ours}`);

describe("the README", () => {
  it.each(commands)("%s is understood", async (line) => {
    const words = line.replace(/^plumbline( car|-car-connector) /, "").split(" ");
    const command = carOptions().exitOverride();
    const known = new Set(command.options.map(({ long }) => long ?? ""));
    const secret = join(newFolder(), "secret");
    writeFileSync(secret, "s3cret\n");
    const given = translateWords(words).map((word) => (word === "/run/secrets/car" ? secret : word));
    const taken = await takeSecrets(given, testIo().io, known);
    command.parseOptions(withVariables(taken.words, {}));
    expect(command.args).toEqual([]);
    expect(() => parseOptions(Config, command)).not.toThrow();
  });

  it("has examples, and tells of every flag that other commands do not have", () => {
    expect(commands.length).toBe(4);
    const all = carOptions().options.map(({ long }) => long ?? "");
    const ofCar = all.slice(all.indexOf("--source"));
    expect(ofCar.filter((flag) => !own.includes(`\`${flag}\``))).toEqual([]);
  });

  it("tells the old flags and variables as they are translated", () => {
    for (const [flag = "", variable = "", ours = ""] of rowsOf(own, "Flag of IBM's connector").map((row) =>
      row.map((cell) => cell.replaceAll("`", "")),
    )) {
      const [translated = ""] = translateWords([flag]);
      expect(ours.startsWith(translated) || ours === `${translated}-file`, flag).toBe(true);
      const isSecret = ours.endsWith("-file");
      expect(withVariables([], { [variable]: "true" }), variable).toEqual(
        isSecret ? [] : [expect.stringMatching(new RegExp(`^${translated}(=|$)`))],
      );
    }
  });

  it("maps each exit code, and so does that of the umbrella", () => {
    const codes = exitCodes(own).map((row) => Number(row.split(" ")[0]));
    expect([...new Set(codes)]).toEqual(Object.values(originalCodes).toSorted((a, b) => a - b));
    expect(exitCodes(readme("../../plumbline/README.md"))).toEqual(exitCodes(own));
  });
});
