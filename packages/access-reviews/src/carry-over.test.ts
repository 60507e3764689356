import { expect, test } from "vitest";
import { type Approval, type NotCarried, whyNotCarried } from "./carry-over.ts";
import { nothing } from "./roster-iam.ts";

const [same, other] = ["a".repeat(64), "b".repeat(64)];
interface Given {
  readonly by?: string;
  readonly names?: readonly string[];
  readonly mail?: string;
  readonly ownNames?: readonly string[];
  readonly wasPrivileged?: boolean;
  readonly privilegedBecause?: readonly string[];
  readonly permissionHash?: string;
  readonly isUnseen?: boolean;
}
const rows: Record<string, [given: Given, why: NotCarried | undefined]> = {
  "an address": [{ by: "ada@example.com" }, undefined],
  "a name of the development login": [{ by: "dev:ada" }, undefined],
  "a subject with an address": [{ by: "00u1", names: ["ada@example.com"] }, undefined],
  "a subject whose address the file has": [{ by: "00u1", mail: "ada@example.com" }, undefined],
  "a subject alone": [{ by: "00u1" }, "nameless"],
  "a subject with another that tells nothing": [{ by: "oid-123", names: ["pairwise-sub-xyz"] }, "nameless"],
  "a subject with a name that anybody may choose": [{ by: "00u1", names: ["ada"] }, "nameless"],
  "an address of letters with marks": [{ by: "jürgen.müller@example.com" }, undefined],
  "an address of a host without dots": [{ by: "bob@localhost" }, undefined],
  "a name with nothing before its @": [{ by: "@ada" }, "nameless"],
  "a name with nothing behind its @": [{ by: "ada@" }, "nameless"],
  "the machine's user": [{ by: "root" }, "nameless"],
  "the principal's address": [{ by: "00u1", names: ["ada@example.com"], ownNames: ["ada@example.com"] }, "own"],
  "the principal's name": [{ by: "00u1", names: ["bea"], ownNames: ["bea"] }, "own"],
  "a name, of a principal of an address": [{ by: "00u1", names: ["ada"], ownNames: ["ada@example.com"] }, "own"],
  "an address, of what was privileged": [{ by: "ada@example.com", wasPrivileged: true }, "privileged"],
  "an address, of what is privileged now": [{ by: "ada@example.com", privilegedBecause: ["x"] }, "privileged"],
  "an address, of what may do something else": [{ by: "ada@example.com", permissionHash: other }, "changed"],
  "an address, of what was not all seen": [{ by: "ada@example.com", isUnseen: true }, "unseen"],
};
test.each(Object.entries(rows))("an approval by %s is carried over, or asked for again", (_, [given, why]) => {
  const { by = "", names = [], mail = null, ownNames = ["ann"], wasPrivileged = false, privilegedBecause = [], isUnseen } = given;
  const approval: Approval = {
    ...{ permissionHash: same, wasPrivileged, names },
    decision: { campaign: "q1", by, at: "2026-06-01T00:00:00.000Z", hash: same, reason: "" },
  };
  const permissions = { ...nothing, ...(isUnseen ? { unseen: [{ part: "keys" as const, since: null }] } : {}) };
  const principal = { permissionHash: given.permissionHash ?? same, permissions, privilegedBecause };
  expect(whyNotCarried(approval, { principal, ownNames, mail })).toBe(why);
});
