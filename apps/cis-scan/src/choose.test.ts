import { describe, expect, it } from "vitest";
import { choose, toEdition } from "./choose.ts";
import { Config } from "./config.ts";

const editions: Record<string, string> = { "1.3.0": "1.3.0", "1.3": "1.3.0", "4.0": "4.0.1", "7.0.0": "7.0.0" };
it.each(Object.entries(editions))("edition %s means %s", (asked, edition) => expect(toEdition(asked)).toBe(edition));

it.each(["1", "1.31", "8.0.0", "", "__proto__", "constructor"])("there is no edition %j", (asked) => {
  expect(() => toEdition(asked)).toThrow(`there is no edition ${asked}`);
});

const refused: Record<string, [options: object, line: string]> = {
  "an unknown section": [{ section: ["storag"] }, "1.3.0 has no section storag"],
  "a section that an edition has not": [{ edition: "1.2.0", section: ["storage"] }, "1.2.0 has no section storage"],
  "an unknown control": [{ controls: ["9.9"] }, "1.3.0 has no control 9.9"],
  "controls of another section": [{ controls: ["1.4"], section: ["storage"] }, "no control is left"],
  "a control of level 2 at level 1": [{ controls: ["1.6"], level: "1" }, "no control is left"],
};
describe("a choice is refused", () => {
  it.each(Object.entries(refused))("with %s", async (_, [options, line]) => {
    await expect(choose(Config.parse(options))).rejects.toThrow(line);
  });
});

it("asks 1.3.0 unless another edition is named", async () => {
  expect((await choose(Config.parse({}))).benchmark).toMatchObject({ edition: "1.3.0", id: "cis-aws-foundations" });
});
