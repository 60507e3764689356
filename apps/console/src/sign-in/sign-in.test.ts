import { describe, expect, it } from "vitest";
import { network } from "../frame/rate-limits.ts";
import { accountsOf, may } from "../frame/viewer.ts";
import { isLoopbackAddress } from "./dev-login.ts";
import { personOf } from "./oidc.ts";
import { returnTo } from "./return-to.ts";

const returns: Record<string, [given: string | undefined, path: string]> = {
  nothing: [undefined, "/"],
  "a page with its query": ["/users?q=a&account=111122223333", "/users?q=a&account=111122223333"],
  "another site": ["https://evil.example/", "/"],
  "another site without its scheme": ["//evil.example/", "/"],
  "another site behind a backslash": ["/\\evil.example", "/"],
  "a script": ["javascript:alert(1)", "/"],
  "the sign-in itself": ["/sign-in?to=/x", "/"],
  "the API": ["/api/users", "/"],
  "a path with dots": ["/a/../../users", "/users"],
  "another site behind a dot": ["/.//evil.example/x", "/"],
  "another site behind two dots": ["/x/..//h", "/"],
  "another site behind a written dot": ["/%2e//h", "/"],
  "another site behind a dot and a backslash": ["/./\\h", "/"],
  "another site behind dots that are left": ["/.//./x/../h", "/"],
  "a backslash in the query": ["/users?q=a\\b", "/users?q=a\\b"],
};
describe("returnTo", () => {
  it.each(Object.entries(returns))("%s", (_, [given, path]) => {
    expect(returnTo(given, new URL("https://console.example"))).toBe(path);
  });
});

const bySub = { subjectClaim: "sub", groupsClaim: "groups" };
const byMail = { ...bySub, subjectClaim: "email" };
const u1 = { subject: "u1", name: "u1", groups: [], names: { proven: [], claimed: ["u1"] }, via: "oidc" };
const people: Record<string, [claims: Record<string, unknown>, settings: typeof bySub, expected: unknown]> = {
  "by its subject": [
    { sub: "u1", name: "Ann", groups: ["a", "b"] },
    bySub,
    { subject: "u1", name: "Ann", groups: ["a", "b"], names: { proven: [], claimed: ["u1"] }, via: "oidc" },
  ],
  "one group as a text": [{ sub: "u1", groups: "a" }, bySub, { ...u1, groups: ["a"] }],
  "groups that are none": [{ sub: "u1", groups: [1] }, bySub, u1],
  "by a verified address": [
    { sub: "u1", email: "a@example.com", email_verified: true },
    byMail,
    { ...u1, subject: "a@example.com", name: "a@example.com", names: { proven: ["a@example.com"], claimed: ["u1"] } },
  ],
  "with a verified address and a name of choice": [
    { sub: "u1", email: "a@example.com", email_verified: true, preferred_username: "ada.costa" },
    bySub,
    { ...u1, name: "ada.costa", names: { proven: ["a@example.com"], claimed: ["u1", "ada.costa"] } },
  ],
  "with an address that is not verified": [
    { sub: "u1", email: "a@example.com" },
    bySub,
    { ...u1, name: "a@example.com", names: { proven: [], claimed: ["u1", "a@example.com"] } },
  ],
  "by an address that is not verified": [{ sub: "u1", email: "a@example.com" }, byMail, /not verified/],
  "by an address verified in words alone": [{ sub: "u1", email: "a@example.com", email_verified: "true" }, byMail, /not verified/],
  "without what names it": [{ sub: "u1" }, byMail, /does not say who/],
  "under a name of the development login": [{ sub: "dev:admin" }, bySub, /kept for/],
};
describe("personOf", () => {
  it.each(Object.entries(people))("%s", (_, [claims, settings, expected]) => {
    if (expected instanceof RegExp) expect(() => personOf(claims, settings)).toThrow(expected);
    else expect(personOf(claims, settings)).toEqual(expected);
  });
});

const addresses: Record<string, boolean> = {
  ...{ "127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true },
  ...{ "10.0.0.1": false, "0.0.0.0": false, "::": false, "::ffff:10.0.0.1": false, "128.0.0.1": false, localhost: false, "": false },
};
describe("isLoopbackAddress", () => {
  it.each(Object.entries(addresses))("%s: %s", (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  });
});

const networks: Record<string, string> = {
  "192.0.2.7": "192.0.2.7",
  "::ffff:192.0.2.7": "192.0.2.7",
  "2001:db8:1:2:3:4:5:6": "2001:db8:1:2",
  "2001:db8:1:2::9": "2001:db8:1:2",
  "2001:db8::9": "2001:db8:0:0",
  "::1": "0:0:0:0",
  unknown: "unknown",
};
describe("network", () => {
  it.each(Object.entries(networks))("%s", (address, expected) => {
    expect(network(address)).toBe(expected);
  });
});

const [A, B] = ["111122223333", "444455556666"];
const held: Record<string, [grants: { role: "reader" | "reviewer" | "admin"; account: string }[], reader: unknown, admin: unknown]> = {
  none: [[], [], []],
  "a reader of one": [[{ role: "reader", account: A }], [A], []],
  "an admin of one reads it": [[{ role: "admin", account: A }], [A], [A]],
  "different ones": [
    [
      { role: "reader", account: B },
      { role: "admin", account: A },
      { role: "reader", account: A },
    ],
    [A, B],
    [A],
  ],
  "an admin of one, a reader of all": [
    [
      { role: "reader", account: "*" },
      { role: "admin", account: A },
    ],
    "all",
    [A],
  ],
};
describe("accountsOf", () => {
  it.each(Object.entries(held))("%s", (_, [grants, reader, admin]) => {
    expect([accountsOf({ grants }, "reader"), accountsOf({ grants }, "admin")]).toEqual([reader, admin]);
    expect(may({ grants }, "admin", B)).toBe(admin === "all");
  });
});
