import { newFolder, runWith, testIo } from "@plumbline/cli/io.fixture";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { runConnector } from "./run-connector.ts";

const names = ["kenna_api_key", "aws_secret_access_key", "aws_session_token"];
const flags = [...names, ...names.map((name) => `--${name.replaceAll("_", "-")}`)];
// What another word of the line, or the folder's name, may hold by itself would prove nothing.
const secret = fc.stringMatching(/^[-A-Za-z0-9+/=:,.$%@ "']{8,40}$/).map((text) => `CANARY${text}YRANAC`);
const starts = fc.constantFrom("", "-", "--", "/", "=", '"', " ");

/** A letter is lost, doubled, or becomes another one. */
const misspelt = fc
  .tuple(fc.constantFrom(...flags), fc.nat(), fc.constantFrom("lost", "doubled", "other", "upper"))
  .map(([flag, at, how]) => {
    const i = 2 + (at % (flag.length - 2));
    const letter = { lost: "", doubled: `${flag[i]}${flag[i]}`, other: "q", upper: flag[i]?.toUpperCase() }[how];
    return `${flag.slice(0, i)}${letter}${flag.slice(i + 1)}`;
  })
  .filter((flag) => !flags.includes(flag));

const given = fc.tuple(starts, secret).chain(([start, rest]) => {
  const told = `${start}${rest}`;
  const right = fc
    .tuple(fc.constantFrom(...flags), fc.constantFrom(" ", "=", ":", "", "= ", "-file ", "-file="))
    .map(([flag, between]) => (between.endsWith(" ") ? [`${flag}${between.trim()}`, told] : [`${flag}${between}${told}`]));
  const wrong = fc.tuple(misspelt, fc.boolean()).map(([flag, apart]) => (apart ? [flag, told] : [`${flag}=${told}`]));
  return fc.record({ words: fc.oneof(right, wrong), told: fc.constant(rest) });
});

const others = [
  ["task=aws_inspector2"],
  ["aws_regions=eu-west-1"],
  ["kenna_connector_id=7"],
  ["--kenna-api-host", "127.0.0.1:9"],
  ["debug=true"],
];
const rest = fc.subarray([...others, ["--max-assets", "x"], ["skip_autoclose=false"]]);

describe("a secret on the command line", () => {
  it("is in no output, whatever else is wrong", async () => {
    await fc.assert(
      fc.asyncProperty(given, rest, rest, fc.constantFrom([], ["export"], ["upload"]), async ({ words, told }, before, after, first) => {
        const line = [...first, ...before.flat(), ...words, ...after.flat()];
        const offline = [...line, ...(first[0] === "upload" ? [] : ["--endpoint-url", "http://127.0.0.1:9"])];
        const { io, stdout, stderr } = testIo({ folder: newFolder() });
        await runConnector(offline, io);
        const umbrella = await runWith(kdiCommand, offline);
        expect([stdout(), stderr(), umbrella.stdout, umbrella.stderr].join("\n")).not.toContain(told.trim());
      }),
      { numRuns: 300 },
    );
  });
});
