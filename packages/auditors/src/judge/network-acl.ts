import type { Facts } from "@plumbline/audit-kit/define";
import type { networkAcl } from "@plumbline/collectors/network_acl";
import { type Block, parseCidr, sizeOf } from "@plumbline/collectors/policy/cidr";
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
 * protocol and port decides, and what none matches is denied. An entry for everyone lets everyone in, even where earlier ones deny some;
 * several do so together when they let in more than half of all addresses.
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
  let allowed = 0n;
  for (const { block, action, number, ...rule } of rules) {
    if (block.bits !== everyone.bits || !isAbout({ action, ...rule }, protocol, port)) continue;
    const left = sizeOf([...decided, block], block.bits) - sizeOf(decided, block.bits);
    decided.push(block);
    if (action === "deny" || left === 0n) continue;
    if (block.prefix === 0) return number;
    allowed += left;
  }
  return allowed * 2n > sizeOf([everyone], everyone.bits) ? null : undefined;
}

/** An entry of TCP or UDP whose ports are not known allows all of them, and denies none. */
function isAbout({ protocol, ports, action }: Pick<Rule, "protocol" | "ports" | "action">, wanted: string, port: number): boolean {
  if (protocol === everyProtocol) return true;
  if (protocol !== wanted) return false;
  return ports === null ? action === "allow" : ports.from <= port && port <= ports.to;
}
