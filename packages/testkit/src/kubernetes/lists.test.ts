import { describe, expect, it } from "vitest";
import { newLists } from "./lists.ts";

const role = (name: string) => ({ metadata: { name, namespace: "shop" } });
const ask = (token: string | null = null) => ({ limit: 1, token, namespace: undefined });
const pageOf = (listed: object) => {
  const { list } = listed as {
    list: { metadata: { continue?: string; remainingItemCount?: number }; items: { metadata: { name: string } }[] };
  };
  return {
    names: list.items.map(({ metadata }) => metadata.name),
    token: list.metadata.continue ?? null,
    rest: list.metadata.remainingItemCount,
  };
};

describe("newLists", () => {
  it("goes on in the state of the first page, until that is too old", () => {
    const lists = newLists();
    for (const name of ["a", "c"]) lists.put("roles", role(name));
    const first = pageOf(lists.list("roles", ask()));
    lists.put("roles", role("b"));
    const second = pageOf(lists.list("roles", ask(first.token)));
    expect([first, second]).toEqual([
      { names: ["a"], token: expect.any(String), rest: 1 },
      { names: ["c"], token: null, rest: undefined },
    ]);
    expect(pageOf(lists.list("roles", ask())).rest).toBe(2);
    lists.expire();
    expect(lists.list("roles", ask(first.token))).toEqual({ refused: "expired" });
    expect(lists.list("roles", ask("bogus"))).toEqual({ refused: "malformed" });
    lists.remove("roles", "a", "shop");
    expect(pageOf(lists.list("roles", ask())).names).toEqual(["b"]);
    expect(pageOf(lists.list("roles", { ...ask(), namespace: "other" })).names).toEqual([]);
  });
});
