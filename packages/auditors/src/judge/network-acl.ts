import type { Facts } from "@plumbline/audit-kit/define";
import type { networkAcl } from "@plumbline/collectors/network_acl";
import { type Block, parseCidr } from "@plumbline/collectors/policy/cidr";
import type { Ports } from "./ports.ts";

type Entry = Facts<typeof networkAcl>["ingress"][number];
interface Rule extends Entry {
  readonly block: Block;
}
/** A port that everyone of a range reaches, and the entry that lets them in; none where several entries do so together. */
export interface OpenPort {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly range: string;
  readonly entry: number | null;
}
const protocols = { tcp: "6", udp: "17" } as const;
const everyProtocol = "-1";

/**
 * The judged ports that everyone reaches, by AWS's own evaluation: entries are gone through by number, the first that matches address,
 * protocol and port decides, and what none matches is denied. An entry for everyone lets everyone in, even where earlier ones deny some.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
export function openPorts(ingress: readonly Entry[], judged: readonly Ports[], ranges: readonly string[]): OpenPort[] {
  const rules = ingress.map((entry): Rule => {
    const block = parseCidr(entry.range);
    if (block === undefined) throw new Error(`entry ${entry.number} has a range that can't be read: ${entry.range}`);
    return { ...entry, block };
  });
  const open: OpenPort[] = [];
  for (const range of ranges)
    for (const protocol of ["tcp", "udp"] as const)
      for (const port of portsToTry(rules, judged)) {
        const found = letsIn(rules, { everyone: parseCidr(range), protocol: protocols[protocol], port });
        if (found !== undefined) open.push({ protocol, port, range, entry: found });
      }
  return open;
}

/** Between two of them no entry begins or ends, so that all ports there fare alike. */
function portsToTry(rules: readonly Rule[], judged: readonly Ports[]): number[] {
  const edges = rules.flatMap(({ ports }) => (ports ? [ports.from, ports.to + 1] : []));
  const ports = judged.flatMap(({ from, to }) => [from, ...edges.filter((edge) => from < edge && edge <= to)]);
  return [...new Set(ports)].sort((a, b) => a - b);
}

interface Packet {
  readonly everyone: Block | undefined;
  readonly protocol: string;
  readonly port: number;
}
function letsIn(rules: readonly Rule[], { everyone, protocol, port }: Packet): number | null | undefined {
  if (everyone === undefined) return undefined;
  const decided: Block[] = [];
  let isAnyDenied = false;
  for (const { block, action, number, ...rule } of rules) {
    if (block.bits !== everyone.bits || !isAbout({ action, ...rule }, protocol, port)) continue;
    const decides = !isCovered(block, decided);
    if (decides && action === "allow" && block.prefix === 0) return number;
    if (decides && action === "deny") isAnyDenied = true;
    decided.push(block);
  }
  return !isAnyDenied && isCovered(everyone, decided) ? null : undefined;
}

/** An entry of TCP or UDP whose ports are not known allows all of them, and denies none. */
function isAbout({ protocol, ports, action }: Pick<Rule, "protocol" | "ports" | "action">, wanted: string, port: number): boolean {
  if (protocol === everyProtocol) return true;
  if (protocol !== wanted) return false;
  return ports === null ? action === "allow" : ports.from <= port && port <= ports.to;
}

/** Tells whether the blocks together hold every address of a block. */
function isCovered({ bits, first, last }: Block, by: readonly Block[]): boolean {
  let next = first;
  for (const one of by.filter((block) => block.bits === bits).sort((a, b) => (a.first < b.first ? -1 : 1)))
    if (one.first <= next && one.last >= next) next = one.last + 1n;
  return next > last;
}
