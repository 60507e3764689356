import { describe, expect, it } from "vitest";
import { addressOf, hostOf } from "./host.ts";

describe("a name", () => {
  const long = "a".repeat(63);
  const names: Record<string, readonly [name: string, expected: object | undefined]> = {
    "of one label is a hostname": ["web-1", { hostname: "web-1" }],
    "of digits is a hostname": ["42", { hostname: "42" }],
    "of several labels is a full name": ["web.example.com", { fqdn: "web.example.com" }],
    "keeps its letters": ["Web.Example.COM", { fqdn: "Web.Example.COM" }],
    "that is an address is none": ["10.0.0.1", undefined],
    "with a space is none": ["web server", undefined],
    "with brackets is none": ["blackduck(new)", undefined],
    "with an underscore is none": ["web_1", undefined],
    "with a hyphen at an end is none": ["-web", undefined],
    "with an empty label is none": ["web..com", undefined],
    "with a dot at its end is none": ["web.example.com.", undefined],
    "of a label of 63 characters is one": [long, { hostname: long }],
    "of a longer label is none": [`${long}a`, undefined],
    "of more than 253 characters is none": [[long, long, long, long].join("."), undefined],
  };
  it.each(Object.entries(names))("%s", (_name, [name, expected]) => {
    expect(hostOf(name)).toEqual(expected);
  });
});

describe("of addresses", () => {
  const rows: Record<string, readonly [addresses: string[], expected: string | undefined]> = {
    "none is none": [[], undefined],
    "the public one is taken": [["10.0.0.4", "203.0.113.20", "198.51.100.1"], "203.0.113.20"],
    "the first is taken where all are private": [["172.16.0.9", "10.0.0.4"], "172.16.0.9"],
    "one of a carrier's range is private": [["100.64.0.1", "203.0.113.20"], "203.0.113.20"],
    "what is no IPv4 address is left out": [["", "web", "2001:db8::1", "10.0.0.300"], undefined],
    "white space is no part": [[" 10.0.0.4 "], "10.0.0.4"],
  };
  it.each(Object.entries(rows))("%s", (_name, [addresses, expected]) => {
    expect(addressOf(addresses)).toBe(expected);
  });
});
