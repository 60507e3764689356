import { parseCidr } from "@plumbline/collectors/policy/cidr";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { openPorts } from "./network-acl.ts";

const ranges = ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "128.0.0.0/2", "10.0.0.0/8", "200.1.2.3/32", "::/0", "::/1", "8000::/1"];
/** One address of each part into which the ranges cut the addresses, and the size of that part. */
const parts: readonly (readonly [address: string, size: number])[] = [
  ...[["1.1.1.1", 2 ** 31 - 2 ** 24] as const, ["10.0.0.1", 2 ** 24] as const, ["129.0.0.1", 2 ** 30] as const],
  ...[["201.0.0.1", 2 ** 30 - 1] as const, ["200.1.2.3", 1] as const, ["2001:db8::1", 2 ** 127] as const, ["9000::1", 2 ** 127] as const],
];
const judged = [
  { from: 22, to: 22 },
  { from: 30, to: 34 },
];
const port = fc.integer({ min: 20, max: 36 });
const entry = fc
  .record({ number: fc.nat({ max: 50 }), action: fc.constantFrom("allow", "deny"), protocol: fc.constantFrom("-1", "6", "17", "1") })
  .chain((head) => fc.record({ range: fc.constantFrom(...ranges), ports: fc.tuple(port, port) }).map((rest) => ({ ...head, ...rest })))
  .map(({ ports: [a, b], protocol, action, ...rest }) => ({
    ...{ ...rest, protocol, action: action === "allow" ? ("allow" as const) : ("deny" as const) },
    ports: protocol === "-1" || protocol === "1" ? null : { from: Math.min(a, b), to: Math.max(a, b) },
  }));
const acl = fc
  .uniqueArray(entry, { maxLength: 8, selector: ({ number }) => number })
  .map((entries) => entries.sort((a, b) => a.number - b.number));
type Entry = ReturnType<typeof acl.generate>["value"][number];

/** AWS's evaluation of one packet: the first entry that matches it. */
function firstMatch(entries: readonly Entry[], address: string, protocol: string, at: number): Entry | undefined {
  const one = parseCidr(address);
  return entries.find(({ range, protocol: own, ports }) => {
    const block = parseCidr(range);
    if (!one || !block || block.bits !== one.bits) return false;
    const isSource = block.first <= one.first && one.first <= block.last;
    return isSource && (own === "-1" || (own === protocol && ports !== null && ports.from <= at && at <= ports.to));
  });
}
/** Everyone gets in where an entry for everyone decides for someone, or where more than half of all addresses do. */
function isOpen(entries: readonly Entry[], family: string, protocol: string, at: number): boolean {
  const all = parts
    .filter(([address]) => address.includes(":") === family.includes(":"))
    .map(([address, size]) => ({ size, first: firstMatch(entries, address, protocol, at) }));
  const allowed = all.filter(({ first }) => first?.action === "allow");
  const sum = (of: typeof all) => of.reduce((total, { size }) => total + size, 0);
  return allowed.some(({ first }) => first?.range === family) || sum(allowed) * 2 > sum(all);
}

describe("openPorts", () => {
  test("says of every judged port what trying each port from everywhere says", () => {
    const alike = fc.property(acl, (entries) => {
      for (const family of ["0.0.0.0/0", "::/0"])
        for (const [name, protocol] of [
          ["tcp", "6"],
          ["udp", "17"],
        ] as const)
          for (const one of judged) {
            const tried = Array.from({ length: one.to - one.from + 1 }, (_, i) => one.from + i);
            const expected = tried.some((at) => isOpen(entries, family, protocol, at));
            const said = openPorts(entries, [one], [family]).filter((found) => found.protocol === name);
            expect(said.length > 0, JSON.stringify({ family, name, one })).toBe(expected);
            for (const { port: at } of said) expect(isOpen(entries, family, protocol, at)).toBe(true);
          }
    });
    fc.assert(alike, { numRuns: 2000 });
  });

  it("names the entry that lets everyone in, and none where several do so together", () => {
    const allow = (number: number, range: string) => ({ number, action: "allow" as const, protocol: "-1", range, ports: null });
    const ssh = [{ from: 22, to: 22 }];
    const open = { port: 22, range: "0.0.0.0/0" };
    expect(openPorts([allow(7, "0.0.0.0/0")], ssh, ["0.0.0.0/0"])).toEqual([
      { ...open, protocol: "tcp", entry: 7 },
      { ...open, protocol: "udp", entry: 7 },
    ]);
    expect(openPorts([allow(1, "0.0.0.0/1"), allow(2, "128.0.0.0/1")], ssh, ["0.0.0.0/0"])).toMatchObject([
      { entry: null },
      { entry: null },
    ]);
  });

  it("does not judge a range that it can't read", () => {
    const odd = { number: 1, action: "deny" as const, protocol: "-1", range: "everyone", ports: null };
    expect(() => openPorts([odd], judged, ["0.0.0.0/0"])).toThrow("entry 1 has a range that can't be read: everyone");
  });
});
