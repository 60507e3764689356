import { describe, expect, it } from "vitest";
import { describePorts, isWithin, PortList, portsOf } from "./ports.ts";

const rule = (protocol: string, fromPort: number, toPort: number) => ({ protocol, fromPort, toPort });

describe("ports", () => {
  const lists: Record<string, [given: unknown, ports: object[] | undefined]> = {
    "ports and ranges": [
      [22, "8000-8100"],
      [
        { from: 22, to: 22 },
        { from: 8000, to: 8100 },
      ],
    ],
    "the first and the last": [["0-65535"], [{ from: 0, to: 65535 }]],
    "no port": [[], []],
    "a range that ends before it begins": [["9-8"], undefined],
    "a port that does not exist": [[65536], undefined],
    "a range beyond the last port": [["1-65536"], undefined],
    "a half range": [["22-"], undefined],
    "a name": [["ssh"], undefined],
    "a part of a port": [[22.5], undefined],
  };
  it.each(Object.entries(lists))("reads a list with %s", (_, [given, ports]) => {
    expect(PortList.safeParse(given).data).toEqual(ports);
  });

  const opened: Record<string, [given: ReturnType<typeof rule>, ports: object | undefined, words: string]> = {
    "one port": [rule("tcp", 22, 22), { from: 22, to: 22 }, "tcp 22"],
    "a range": [rule("udp", 1, 9), { from: 1, to: 9 }, "udp 1-9"],
    everything: [rule("-1", -1, -1), { from: 0, to: 65535 }, "all traffic"],
    "TCP without ports": [rule("tcp", -1, -1), { from: 0, to: 65535 }, "tcp all ports"],
    "UDP by its number": [rule("17", 53, 53), { from: 53, to: 53 }, "17 53"],
    "ICMP, whose type is no port": [rule("icmp", 8, -1), undefined, "icmp"],
  };
  it.each(Object.entries(opened))("says what a rule opens: %s", (_, [given, ports, words]) => {
    expect([portsOf(given), describePorts(given)]).toEqual([ports, words]);
  });

  const ports = { from: 10, to: 20 };
  const within: Record<string, [ranges: { from: number; to: number }[], answer: boolean]> = {
    "one range": [[{ from: 10, to: 20 }], true],
    "two that touch, in any order": [
      [
        { from: 15, to: 30 },
        { from: 1, to: 14 },
      ],
      true,
    ],
    "two that overlap": [
      [
        { from: 1, to: 16 },
        { from: 12, to: 20 },
      ],
      true,
    ],
    "two with a gap": [
      [
        { from: 1, to: 14 },
        { from: 16, to: 30 },
      ],
      false,
    ],
    "one that ends too soon": [[{ from: 10, to: 19 }], false],
    "one that begins too late": [[{ from: 11, to: 20 }], false],
    none: [[], false],
  };
  it.each(Object.entries(within))("are within ranges: %s", (_, [ranges, answer]) => {
    expect(isWithin(ports, ranges)).toBe(answer);
  });
});
