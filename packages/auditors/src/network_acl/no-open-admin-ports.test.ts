import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { networkAclNoOpenAdminPorts } from "./no-open-admin-ports.ts";

const entry = (number: number, action: "allow" | "deny", range: string, protocol = "6", from = 22, to = from) => ({
  ...{ number, action, range, protocol },
  ports: protocol === "-1" || protocol === "1" ? null : { from, to },
});
const lastWord = entry(32767, "deny", "0.0.0.0/0", "-1");
const acl = (...ingress: ReturnType<typeof entry>[]) => ({
  facts: { id: "acl-1", vpc: "vpc-1", isDefault: false, ingress: [...ingress, lastWord] },
});
const everything = entry(100, "allow", "0.0.0.0/0", "-1");
const onlyIpv4 = { settings: { ranges: ["0.0.0.0/0" as const] } };

describe("network_acl/no-open-admin-ports", () => {
  testAuditor(it, networkAclNoOpenAdminPorts, {
    pass: {
      "nothing but the last word of AWS": acl(),
      "no entry at all": { facts: { ...acl().facts, ingress: [] } },
      "an office": acl(entry(100, "allow", "203.0.113.0/24")),
      "a web server": acl(entry(100, "allow", "0.0.0.0/0", "6", 443), entry(110, "allow", "0.0.0.0/0", "6", 1024, 3388)),
      "the ports just beside": acl(
        entry(100, "allow", "0.0.0.0/0", "6", 0, 21),
        entry(110, "allow", "0.0.0.0/0", "6", 23, 3388),
        entry(120, "allow", "0.0.0.0/0", "6", 3390, 65535),
      ),
      "ICMP from everyone": acl(entry(100, "allow", "0.0.0.0/0", "1")),
      "everything, once earlier entries have denied both ports": acl(
        entry(10, "deny", "0.0.0.0/0", "-1", 22),
        entry(11, "deny", "0.0.0.0/0", "6", 3389),
        everything,
      ),
      "TCP, once TCP is denied": acl(entry(10, "deny", "0.0.0.0/0", "6", 20, 4000), entry(100, "allow", "0.0.0.0/0", "6", 0, 65535)),
      "a deny in two halves": acl(
        ...[entry(10, "deny", "0.0.0.0/1"), entry(11, "deny", "128.0.0.0/1")],
        ...[entry(12, "deny", "0.0.0.0/0", "6", 3389), entry(100, "allow", "0.0.0.0/0", "6", 0, 65535)],
      ),
      "an office before a deny before everyone": acl(
        entry(10, "allow", "203.0.113.0/24"),
        entry(20, "deny", "0.0.0.0/0"),
        entry(30, "allow", "0.0.0.0/0"),
      ),
      "half of the internet, which is a range of its own": acl(entry(100, "allow", "0.0.0.0/1")),
      "half of the internet, where the other half is denied": acl(entry(10, "deny", "128.0.0.0/1", "-1"), entry(100, "allow", "0.0.0.0/1")),
      "an office before a deny in two halves": acl(
        entry(10, "allow", "10.0.0.0/8"),
        ...[entry(20, "deny", "0.0.0.0/1"), entry(30, "deny", "128.0.0.0/1"), entry(40, "allow", "0.0.0.0/1")],
      ),
      "IPv6, where IPv4 is judged": { ...acl(entry(100, "allow", "::/0")), ...onlyIpv4 },
      "another port, where others are judged": { ...acl(entry(100, "allow", "0.0.0.0/0")), settings: { ports: [3389, "5000-5010"] } },
      "a deny listed after the allow, whose number is lower": acl(entry(200, "allow", "0.0.0.0/0"), entry(100, "deny", "0.0.0.0/0")),
    },
    fail: {
      "the default ACL": { facts: { ...acl(everything).facts, isDefault: true } },
      "SSH from everyone": acl(entry(100, "allow", "0.0.0.0/0")),
      "RDP over UDP": acl(entry(100, "allow", "0.0.0.0/0", "17", 3389)),
      "a range that ends at the port": acl(entry(100, "allow", "0.0.0.0/0", "6", 1, 22)),
      "a range that begins at the port": acl(entry(100, "allow", "0.0.0.0/0", "6", 3389, 4000)),
      "all ports": acl(entry(100, "allow", "0.0.0.0/0", "6", 0, 65535)),
      "IPv6 from everyone": acl(entry(100, "allow", "::/0")),
      "IPv6 from everyone, written oddly, behind a deny of IPv4": acl(entry(10, "deny", "0.0.0.0/0"), entry(100, "allow", "0:0::/0")),
      "a deny that comes too late": acl(entry(100, "allow", "0.0.0.0/0"), entry(110, "deny", "0.0.0.0/0", "-1")),
      "a deny of another port": acl(entry(10, "deny", "0.0.0.0/0", "6", 23), entry(100, "allow", "0.0.0.0/0")),
      "a deny of TCP before everything, which leaves UDP": acl(entry(10, "deny", "0.0.0.0/0", "6", 0, 65535), everything),
      "a deny of some addresses": acl(entry(10, "deny", "10.0.0.0/8"), entry(100, "allow", "0.0.0.0/0")),
      "a deny of one of both ports": acl(entry(10, "deny", "0.0.0.0/0", "-1", 22), {
        ...entry(100, "allow", "0.0.0.0/0", "6", 3389),
        number: 5,
      }),
      "two halves of the internet": acl(entry(100, "allow", "0.0.0.0/1"), entry(110, "allow", "128.0.0.0/1")),
      "two halves of the internet, behind a deny of one address": acl(
        entry(10, "deny", "192.0.2.1/32"),
        ...[entry(100, "allow", "0.0.0.0/1"), entry(110, "allow", "128.0.0.0/1")],
      ),
      "three quarters of the internet": acl(
        entry(10, "allow", "128.0.0.0/2"),
        ...[entry(20, "deny", "128.0.0.0/1"), entry(30, "allow", "0.0.0.0/1")],
      ),
      "two halves of IPv6, behind a deny of a few": acl(
        entry(10, "deny", "2001:db8::/32"),
        ...[entry(100, "allow", "::/1"), entry(110, "allow", "8000::/1")],
      ),
      "TCP without ports, which AWS does not write": acl({ ...entry(100, "allow", "0.0.0.0/0"), ports: null }),
      "a deny without ports, which shields nothing": acl(
        { ...entry(10, "deny", "0.0.0.0/0"), ports: null },
        entry(100, "allow", "0.0.0.0/0"),
      ),
      "the end of a judged range": {
        ...acl(entry(100, "allow", "0.0.0.0/0", "6", 5010, 6000)),
        settings: { ports: ["5000-5010"] },
      },
      "the middle of a judged range, behind a deny of its first port": {
        ...acl(entry(10, "deny", "0.0.0.0/0", "6", 5000), entry(100, "allow", "0.0.0.0/0", "6", 5000, 5001)),
        settings: { ports: ["5000-5010"] },
      },
    },
  });

  const refused = { "a port that is none": { ports: [70000] }, "a range of a few": { ranges: ["10.0.0.0/8"] } };
  it.each(Object.entries(refused))("does not take %s", (_, settings) => {
    expect(networkAclNoOpenAdminPorts.settings?.safeParse(settings).success).toBe(false);
  });
});
