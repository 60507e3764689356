import { z } from "zod";

/** Ports from one to another, both included. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}
const Port = z.int().min(0).max(65535);
const Range = z
  .string()
  .regex(/^\d+-\d+$/, "write a range as 8000-8100")
  .transform((text) => {
    const [from, to] = text.split("-").map(Number);
    return { from, to };
  })
  .pipe(z.object({ from: Port, to: Port }).refine(({ from, to }) => from <= to, "the first port of a range is the lower one"));

/** A list of ports and ranges as settings give it, such as `[22, "8000-8100"]`. */
export const PortList = z.array(z.union([Port.transform((port): Ports => ({ from: port, to: port })), Range]));

const all: Ports = { from: 0, to: 65535 };
const withPorts = new Set(["tcp", "udp", "6", "17"]);

/** The ports that a rule opens: all of them for every protocol (`-1`), none for a protocol without ports, such as ICMP. */
export function portsOf({ protocol, fromPort, toPort }: { protocol: string; fromPort: number; toPort: number }): Ports | undefined {
  if (protocol === "-1") return all;
  if (!withPorts.has(protocol)) return undefined;
  return fromPort < 0 ? all : { from: fromPort, to: toPort };
}

export const overlaps = (a: Ports, b: Ports): boolean => a.from <= b.to && b.from <= a.to;

/** Tells whether the ranges together hold every port of `ports`. */
export function isWithin(ports: Ports, ranges: readonly Ports[]): boolean {
  let next = ports.from;
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) if (from <= next && to >= next) next = to + 1;
  return next > ports.to;
}

/** Says in words what a rule opens. */
export function describePorts(rule: { protocol: string; fromPort: number; toPort: number }): string {
  const ports = portsOf(rule);
  if (rule.protocol === "-1") return "all traffic";
  if (ports === undefined) return rule.protocol;
  if (ports.from === all.from && ports.to === all.to) return `${rule.protocol} all ports`;
  return `${rule.protocol} ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;
}
