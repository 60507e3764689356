/** A block of addresses, both ends included. */
export interface Block {
  readonly bits: 32 | 128;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or one address; `undefined` for any other text. */
export function parseCidr(text: string): Block | undefined {
  const [address = "", length, rest] = text.trim().split("/");
  if (rest !== undefined) return undefined;
  const parsed = address.includes(":") ? parseIpv6(address) : parseIpv4(address);
  if (parsed === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const prefix = length === undefined ? parsed.bits : Number(length);
  return prefix <= parsed.bits ? blockOf(parsed.bits, parsed.value, prefix) : undefined;
}

const reserved = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
  "fe80::/10",
];

/**
 * Tells whether the blocks together are so large that they keep hardly anyone out: one of them is broader than /8 (IPv6: /32), which
 * is S3's limit, or their union holds as much as a /4 (IPv6: /28). Private ranges do not count, since no caller of AWS has them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function coversTooMuch(blocks: readonly Block[]): boolean {
  const shut = reserved.flatMap((text) => parseCidr(text) ?? []);
  const open = blocks.map(asIpv4).filter((block) => !shut.some((one) => contains(one, block)));
  return open.some(isBroad) || sizeOf(open, 32) >= 1n << 28n || sizeOf(open, 128) >= 1n << 100n;
}

const isBroad = ({ bits, prefix }: Block): boolean => prefix < (bits === 32 ? 8 : 32);

/** Tells whether one block lies wholly in another of the same family. */
export const contains = (outer: Block, inner: Block): boolean =>
  outer.bits === inner.bits && outer.first <= inner.first && inner.last <= outer.last;

/** How many addresses of one family the union of the blocks holds. */
export function sizeOf(blocks: readonly Block[], bits: 32 | 128): bigint {
  const sorted = blocks.filter((block) => block.bits === bits).sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  let [size, next] = [0n, 0n];
  for (const { first, last } of sorted) {
    const from = first > next ? first : next;
    if (last < from) continue;
    size += last - from + 1n;
    next = last + 1n;
  }
  return size;
}

const mapped = 0xffffn << 32n;

/** `::ffff:203.0.113.0/120` is the IPv4 block that it maps. */
const asIpv4 = (block: Block): Block =>
  block.bits === 128 && block.prefix >= 96 && block.first >> 32n === mapped >> 32n
    ? blockOf(32, block.first - mapped, block.prefix - 96)
    : block;

function blockOf(bits: 32 | 128, value: bigint, prefix: number): Block {
  const hostBits = BigInt(bits - prefix);
  const first = (value >> hostBits) << hostBits;
  return { bits, prefix, first, last: first + (1n << hostBits) - 1n };
}

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): Address | undefined {
  const halves = withoutDottedTail(text)?.split("::");
  if (halves === undefined || halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: 128, value: groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) };
}

/** `::ffff:192.0.2.1` with its last 32 bits as two hexadecimal groups. */
function withoutDottedTail(text: string): string | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted === null) return text;
  const address = parseIpv4(dotted[2] ?? "");
  return address && `${dotted[1]}${(address.value >> 16n).toString(16)}:${(address.value & 0xffffn).toString(16)}`;
}
