import { chooseCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { Benchmark } from "@plumbline/finding-model/benchmark";
import { expect, it } from "vitest";
import { controlList } from "./control-list.ts";

const list = async (format: string, width = 120) => controlList(await chooseCis({ edition: "1.3.0" }), { format, width });

it("lists 55 of 55 controls of 1.3.0, each with what answers it", async () => {
  const lines = (await list("terminal", 200)).split("\n").filter((line) => /^ {2}\d/.test(line));
  console.log(`${lines.length} of 55 controls of 1.3.0 are listed`);
  expect(lines).toHaveLength(55);
  expect(lines.find((line) => line.includes("  1.12 "))).toMatch(
    /level 1 +automated +Unused credentials are off +iam_user\/credentials-unused#90-days/,
  );
  expect(lines.find((line) => line.includes("  3.5 "))).toContain("level 1? ");
});

it("counts what is automated, and says what a question mark means", async () => {
  expect(await list("terminal")).toMatch(/level 1\?: the sources differ on the level\n55 controls: 45 automated, 10 manual\n$/);
});

it("lists for machines with the settings of each question", async () => {
  const { controls, ...rest } = JSON.parse(await list("json"));
  expect(Benchmark.omit({ controls: true }).parse(rest).edition).toBe("1.3.0");
  expect(controls.find(({ id }: { id: string }) => id === "1.8").questions).toEqual([
    {
      id: "account/password-policy#14-characters",
      check: "account/password-policy",
      settings: expect.objectContaining({ minimumLength: 14 }),
    },
  ]);
});
