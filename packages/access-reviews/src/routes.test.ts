import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { isOwn, makeRouter, ownNamesOf, Routing, type ToRoute } from "./routes.ts";

const account = "111122223333";
const item = (changes: Partial<ToRoute> = {}): ToRoute => ({
  ...{ account, kind: "iam_user", businessUnit: "web", accountOwner: "dora@example.com", tags: {}, ownNames: ["ann"] },
  ...changes,
});
const routing = (changes: Partial<Routing> = {}) =>
  Routing.parse({ defaultReviewer: "boss@example.com", alternate: "vice@example.com", ...changes });
const route = (reviewer: string, changes: object = {}) => ({ reviewer, ...changes });

const rows: Record<string, [Partial<Routing>, Partial<ToRoute>, reviewer: string, routedBy: string]> = {
  "nothing fits but the account's owner": [{}, {}, "dora@example.com", "account owner"],
  "nobody owns it": [{}, { accountOwner: null }, "boss@example.com", "default"],
  "an owner of blanks is none": [{}, { accountOwner: " " }, "boss@example.com", "default"],
  "a tag before the account's owner": [{}, { tags: { owner: "Dan@Example.com" } }, "dan@example.com", "tag owner"],
  "tags in the order named": [
    { ownerTags: ["manager", "owner"] },
    { tags: { owner: "dan@example.com", manager: "max" } },
    "max",
    "tag manager",
  ],
  "a route before a tag": [{ routes: [route("rita")] }, { tags: { owner: "dan" } }, "rita", "route 1"],
  "the first route that fits": [{ routes: [route("no", { account: "999999999999" }), route("yes"), route("late")] }, {}, "yes", "route 2"],
  "by business unit": [{ routes: [route("x", { businessUnit: "shop" }), route("y", { businessUnit: "web" })] }, {}, "y", "route 2"],
  "by a tag that is there": [{ routes: [route("x", { tag: "team" })] }, { tags: { team: "a" } }, "x", "route 1"],
  "by a tag's value": [
    { routes: [route("x", { tag: "team=b" }), route("y", { tag: "team=a=c" })] },
    { tags: { team: "a=c" } },
    "y",
    "route 2",
  ],
  "by kind": [{ routes: [route("x", { kind: "iam_role" })] }, {}, "dora@example.com", "account owner"],
  "all that is named must fit": [{ routes: [route("x", { account, kind: "iam_role" })] }, {}, "dora@example.com", "account owner"],
  "their own goes to the alternate": [
    { routes: [route("ann@example.com", { alternate: "bea" })] },
    {},
    "bea",
    "route 1, alternate; passed on from the principal itself",
  ],
  "their own by a tag goes on": [{}, { tags: { owner: "ANN" } }, "dora@example.com", "account owner; passed on from the principal itself"],
  "the default's own": [
    {},
    { accountOwner: null, ownNames: ["boss"] },
    "vice@example.com",
    "default, alternate; passed on from the principal itself",
  ],
};
test.each(Object.entries(rows))("%s", (_, [changes, of, reviewer, routedBy]) => {
  expect(makeRouter(routing(changes))(item(of))).toMatchObject({ reviewer, routedBy });
});

describe("reviewers", () => {
  it("have the mail of the file, or their id where it is an address", () => {
    const mailOf = (reviewer: string) =>
      makeRouter(routing({ routes: [route(reviewer)], people: [{ id: "Rita", mail: "r@example.com", principals: [] }] }))(item())?.mail;
    expect([mailOf("rita"), mailOf("x@example.com"), mailOf("team")]).toEqual(["r@example.com", "x@example.com", null]);
  });
  it("are none where everybody is the principal", () => {
    expect(makeRouter(routing({ alternate: undefined }))(item({ accountOwner: null, ownNames: ["boss"] }))).toBeUndefined();
  });
  it("never are the principal, whatever the file, the tags and the owners say", () => {
    const name = fc.constantFrom("ann", "Ann", "ann@example.com", "bea", "ANN@else.org", " ann ", "", "cy");
    fc.assert(
      fc.property(name, name, name, name, fc.option(name, { nil: null }), (reviewer, alternate, owner, fallback, accountOwner) => {
        const routes = reviewer === "" ? [] : [{ reviewer, ...(alternate === "" ? {} : { alternate }) }];
        const found = makeRouter(routing({ routes, defaultReviewer: fallback || "x" }))(item({ tags: { owner }, accountOwner }));
        expect(found === undefined || !isOwn(found.reviewer, ["ann"])).toBe(true);
      }),
    );
  });
  const own: Record<string, [reviewer: string, ownName: string, expected: boolean]> = {
    "the same name in other letters": [" Ann", "ann", true],
    "a name of the development login": ["dev:Ann", "ann", true],
    "another's, of the development login": ["ann", "dev:Ann", true],
    "an address, of a user of the name before its @": ["ann@example.com", "ann", true],
    "a name, of a user called by an address": ["ann", "ann@example.com", true],
    "a name of the development login, of a user called by an address": ["dev:ann", "ann@example.com", true],
    "an address elsewhere": ["ann@else.org", "ann@example.com", false],
    "the beginning of a name": ["ann", "annabel@example.com", false],
    "the beginning of an address": ["ann@example.com", "ann@example.com.au", false],
  };
  it.each(Object.entries(own))("own by %s, or not", (_, [reviewer, ownName, expected]) => {
    expect(isOwn(reviewer, [ownName])).toBe(expected);
  });
  it("own what the file says they do", () => {
    const people = [{ id: "Rita", mail: "R@example.com", principals: ["Svc-Deploy"] }];
    expect(ownNamesOf(["svc-deploy"], people)).toEqual(["svc-deploy", "rita", "r@example.com"]);
    expect(ownNamesOf(["other"], people)).toEqual(["other"]);
  });
});
