import { describe, expect, it } from "vitest";
import { listAll } from "./list-all.ts";

describe("listAll", () => {
  it("does not take the same page for ever", async () => {
    const asked: (string | undefined)[] = [];
    const pages = listAll(async ({ _continue }) => {
      asked.push(_continue);
      return { items: [1], metadata: { _continue: "next" } };
    });
    await expect(Array.fromAsync(pages)).rejects.toMatchObject({ kind: "failed" });
    expect(asked).toEqual([undefined, "next"]);
  });
  it("ends with a page that names no next one, by an empty text too", async () => {
    const pages = [
      { items: [1], metadata: { _continue: "next" } },
      { items: [2], metadata: { _continue: "" } },
    ];
    expect(await Array.fromAsync(listAll(async () => pages.shift() ?? { items: [] }))).toEqual([[1], [2]]);
    expect(pages).toEqual([]);
  });
});
