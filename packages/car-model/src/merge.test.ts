import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Body, mergeTexts, ofText, toSend, toText } from "./merge.ts";

const merged: Record<string, readonly [bodies: readonly Body[], body: Body]> = {
  nothing: [[], {}],
  one: [[{ name: "a", tag: ["x"] }], { name: "a", tag: ["x"] }],
  "the first one's word counts": [[{ name: "a" }, { name: "b", risk: 1 }], { name: "a", risk: 1 }],
  "tags are those of all": [[{ tag: ["b"] }, { tag: ["a", "b"] }, {}], { tag: ["a", "b"] }],
  "no tags of none": [[{ name: "a" }, { name: "b" }], { name: "a" }],
};

const sent: Record<string, readonly [sent: Body | undefined, next: Body, row: Body]> = {
  "a new row": [undefined, { name: "a", tag: ["x"] }, { name: "a", tag: ["x"] }],
  "the same row": [{ name: "a" }, { name: "a" }, { name: "a" }],
  "a tag that is gone": [{ tag: ["x", "y"] }, { tag: ["y"] }, { tag: ["y"], untag: ["x"] }],
  "the last tag": [{ tag: ["x"] }, {}, { untag: ["x"] }],
  "a text that is gone": [{ name: "a", description: "d" }, { name: "a" }, { name: "a", description: "" }],
  "a number that is gone stays in CAR": [{ name: "a", risk: 3 }, { name: "a" }, { name: "a" }],
};

const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const body: fc.Arbitrary<Body> = fc
  .tuple(
    fc.dictionary(fc.constantFrom("name", "description", "risk"), value),
    fc.option(fc.uniqueArray(fc.constantFrom("x", "y", "z"), { minLength: 1 }), { nil: undefined }),
  )
  .map(([fields, tag]) => ({ ...fields, ...(tag === undefined ? {} : { tag: tag.toSorted() }) }));

/** What CAR does with a row: fields are set one by one, tags are a set. */
function received(held: Body, { tag, untag, ...fields }: Record<string, unknown>): Body {
  const list = (tags: unknown) => (Array.isArray(tags) ? tags.map(String) : []);
  const tags = [...new Set([...list(held["tag"]), ...list(tag)])].filter((one) => !list(untag).includes(one)).toSorted();
  return ofText(JSON.stringify({ ...held, ...fields, tag: tags }));
}
const worth = (held: Body) =>
  Object.entries(held)
    .filter(([, one]) => one !== "" && typeof one !== "number" && typeof one !== "boolean" && !(Array.isArray(one) && one.length === 0))
    .toSorted();

describe("bodies", () => {
  it.each(Object.entries(merged))("merged: %s", (_, [bodies, expected]) =>
    expect(ofText(mergeTexts(bodies.map(toText)))).toEqual(expected),
  );
  it.each(Object.entries(sent))("sent: %s", (_, [before, next, row]) => expect(toSend(before, next)).toEqual(row));

  it("as text are equal when they are, whatever the order of their names, and read back as they were", () => {
    fc.assert(
      fc.property(body, (one) => {
        const turned = Object.fromEntries(Object.entries(one).toReversed());
        expect(toText(turned)).toBe(toText(one));
        expect(ofText(toText(one))).toEqual(one);
      }),
    );
  });

  it("that are sent make texts and tags of what CAR holds into what it shall hold, from row to row", () => {
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), (rows) => {
        let held: Body = {};
        for (const [i, next] of rows.entries()) held = received(held, toSend(rows[i - 1], next));
        expect(worth(held)).toEqual(worth(rows.at(-1) ?? {}));
      }),
    );
  });
});
