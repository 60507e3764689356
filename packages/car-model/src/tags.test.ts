import { describe, expect, it } from "vitest";
import { tagged, toCarTags } from "./tags.ts";

const cases: Record<string, [tags: Record<string, string>, car: string[]]> = {
  "no tags": [{}, []],
  "tags in another order": [{ b: "2", a: "1" }, ["a=1", "b=2"]],
  "a tag without a value": [{ bare: "" }, ["bare="]],
  "what AWS gave": [{ "aws:autoscaling:groupName": "web", team: "shop" }, ["team=shop"]],
  "what only looks like it": [{ "awsome:x": "1", Aws: "2" }, ["Aws=2", "awsome:x=1"]],
  "signs that the form uses": [{ "a=b": "c=d" }, ["a=b=c=d"]],
};
describe("tags in CAR", () => {
  it.each(Object.entries(cases))("are right for %s", (_, [tags, car]) => expect(toCarTags(tags)).toEqual(car));

  it("are no field where there are none", () => expect([tagged({}), tagged({ a: "1" })]).toEqual([{}, { tag: ["a=1"] }]));
});
