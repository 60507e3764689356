import { BlockList, isIP } from "node:net";
import { Refusal } from "../frame/refusal.ts";
import type { Ctx } from "../frame/setup.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");
// IPv4 in an IPv6 socket. https://www.rfc-editor.org/rfc/rfc4291.html#section-2.5.5.2
loopback.addSubnet("::ffff:127.0.0.0", 104, "ipv6");

/** Whether an address is this machine's own. */
export const isLoopbackAddress = (address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? "ipv6" : "ipv4");
};

/** Refuses the development login to whoever is not on this machine, or came through something that speaks for others. */
export function proveLoopback(c: Ctx): void {
  const remote = c.env?.incoming?.socket.remoteAddress;
  const isForwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((name) => c.req.header(name) !== undefined);
  if (isForwarded || remote === undefined || !isLoopbackAddress(remote))
    throw new Refusal(403, "The development login is for this machine alone.");
}
