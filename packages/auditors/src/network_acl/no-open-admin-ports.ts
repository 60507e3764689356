import { defineAuditor } from "@plumbline/audit-kit/define";
import { networkAcl } from "@plumbline/collectors/network_acl";
import { z } from "zod";
import { openPorts } from "../judge/network-acl.ts";
import { PortList } from "../judge/ports.ts";

/** Judges TCP and UDP. The default ACL that AWS makes lets everything through, and fails until its rule is narrowed. */
export const networkAclNoOpenAdminPorts = defineAuditor({
  id: "network_acl/no-open-admin-ports",
  title: "No network ACL lets everyone reach administration ports",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21",
  onRequest: true,
  subject: networkAcl,
  needs: [],
  settings: z.strictObject({
    ports: PortList.default([
      { from: 22, to: 22 },
      { from: 3389, to: 3389 },
    ]),
    ranges: z.array(z.enum(["0.0.0.0/0", "::/0"])).default(["0.0.0.0/0", "::/0"]),
  }),
  evaluate({ facts: { ingress, isDefault }, settings: { ports, ranges } }) {
    const open = openPorts(ingress, ports, ranges);
    if (open.length === 0) return { status: "pass" };
    const names = [...new Set(open.map(({ protocol, port, range }) => `${protocol} ${port} from ${range}`))].join(", ");
    return { status: "fail", reason: `it lets everyone reach ${names}`, evidence: { isDefault, open: open.map((one) => ({ ...one })) } };
  },
});
