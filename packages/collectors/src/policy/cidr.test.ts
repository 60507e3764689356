import { describe, expect, test } from "vitest";
import { coversTooMuch, parseCidr } from "./cidr.ts";

describe("parseCidr", () => {
  test.each(
    Object.entries({
      "a network": ["203.0.113.0/24", 32, 24, 0xcb007100n, 0xcb0071ffn],
      "host bits are cut off": ["203.0.113.77/24", 32, 24, 0xcb007100n, 0xcb0071ffn],
      "one address": ["203.0.113.7", 32, 32, 0xcb007107n, 0xcb007107n],
      "all of IPv4": ["0.0.0.0/0", 32, 0, 0n, 0xffffffffn],
      "all of IPv6": ["::/0", 128, 0, 0n, (1n << 128n) - 1n],
      "IPv6 network": ["2001:db8::/32", 128, 32, 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n],
      "full IPv6 address": ["2001:DB8:0:0:0:0:0:1", 128, 128, (0x20010db8n << 96n) + 1n, (0x20010db8n << 96n) + 1n],
      "IPv6 with dotted tail": ["::ffff:192.0.2.1", 128, 128, 0xffffc0000201n, 0xffffc0000201n],
    }),
  )("%s", (_, [text, bits, prefix, first, last]) => {
    expect(parseCidr(String(text))).toEqual({ bits, prefix, first, last });
  });

  test.each(
    Object.entries({
      "empty text": "",
      words: "office",
      "three parts": "10.0.0/8",
      "a part above 255": "10.0.0.256",
      "a long prefix": "10.0.0.0/33",
      "an empty prefix": "10.0.0.0/",
      "two prefixes": "10.0.0.0/8/8",
      "two gaps": "1::2::3",
      "seven groups": "1:2:3:4:5:6:7",
      "nine groups": "1:2:3:4:5:6:7:8:9",
      "a gap of nothing": "1:2:3:4::5:6:7:8",
      "a long group": "12345::",
      "a bad dotted tail": "::ffff:192.0.2.256",
    }),
  )("no address: %s", (_, text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe("coversTooMuch", () => {
  test.each(
    Object.entries({
      nothing: [[], false],
      "a /7": [["2.0.0.0/7"], true],
      "a /8": [["2.0.0.0/8"], false],
      "fifteen /8": [
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11", "12", "13", "14", "15", "16"].map((one) => `${one}.0.0.0/8`),
        false,
      ],
      "sixteen /8": [
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11", "12", "13", "14", "15", "16", "17"].map((one) => `${one}.0.0.0/8`),
        true,
      ],
      "fifteen /8 and parts of them": [
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11", "12", "13", "14", "15", "16"].flatMap((one) => [
          `${one}.0.0.0/8`,
          `${one}.0.0.0/16`,
          `${one}.128.0.0/9`,
        ]),
        false,
      ],
      "sixteen /8 and parts of them": [
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11", "12", "13", "14", "15", "16", "17"].flatMap((one) => [
          `${one}.0.0.0/8`,
          `${one}.0.0.0/16`,
        ]),
        true,
      ],
      "sixteen IPv6 /32": [
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"].map((one) => `2a0${one}:1::/32`),
        true,
      ],
      "the ranges of private networks": [["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"], false],
      "IPv6 /31": [["2001:db8::/31"], true],
      "IPv6 /32": [["2001:db8::/32"], false],
      "mapped /7 in IPv6 clothes": [["::ffff:2.0.0.0/103"], true],
      "mapped /8 in IPv6 clothes": [["::ffff:2.0.0.0/104"], false],
    } satisfies Record<string, [string[], boolean]>),
  )("%s", (_, [texts, verdict]) => {
    expect(coversTooMuch(texts.map((text) => parseCidr(text)!))).toBe(verdict);
  });
});
