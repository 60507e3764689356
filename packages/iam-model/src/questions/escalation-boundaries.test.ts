import { describe, expect, test } from "vitest";
import type { IamRecord, RecordOf } from "../kinds.ts";
import { admins } from "./admins.ts";
import { escalations } from "./escalations.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { allow, deny, document, policyArn } = w;
type Statement = Record<string, unknown>;

interface Row {
  /** What ann may do by her own policies, besides reading S3. */
  readonly has: readonly Statement[];
  /** Her boundary; null for none. */
  readonly edge: readonly Statement[] | null;
  readonly method: string;
  /** What the method comes to, and on what; undefined where it is not told. */
  readonly is: readonly [gains: string, ...targets: string[]] | undefined;
  readonly role?: true;
  readonly more?: readonly IamRecord[];
}

const put = "iam:PutUserPermissionsBoundary";
const write = "iam:CreatePolicyVersion";
/** Lets nothing of S3 through. */
const iamAlone = [allow("iam:*")];
const all = [allow("*")];
const named = (operator: string, name: string) => w.when(operator, "iam:PermissionsBoundary", policyArn(name));
const used = (policy: RecordOf<"iam_policy">, attachments: number, boundaryUses: number): RecordOf<"iam_policy"> => ({
  ...policy,
  facts: { ...policy.facts, attachments, boundaryUses },
});
const edgeArn = policyArn("edge");
const bob = w.user("bob", { boundary: policyArn("bobs") });
const bobs = [bob, used(w.policy("bobs", document(...all)), 0, 1)];

const rows: Record<string, Row> = {
  "another boundary in the place of its own": {
    has: [allow(put)],
    edge: iamAlone,
    method: "put-user-boundary",
    is: ["own-permissions", "AdministratorAccess"],
  },
  "a role's": {
    has: [allow("iam:PutRolePermissionsBoundary")],
    edge: iamAlone,
    role: true,
    method: "put-role-boundary",
    is: ["own-permissions", "AdministratorAccess"],
  },
  "where the boundary lets all through that it has": { has: [allow(put)], edge: all, method: "put-user-boundary", is: undefined },
  "where it lets the same through in the same words": {
    has: [allow(put)],
    edge: [allow(put), allow("s3:Get*")],
    method: "put-user-boundary",
    is: undefined,
  },
  "where it denies a part": {
    has: [allow(put)],
    edge: [...all, deny("s3:GetObject")],
    method: "put-user-boundary",
    is: ["own-permissions", "AdministratorAccess"],
  },
  "where it asks for MFA": {
    has: [allow(put)],
    edge: [allow("iam:*"), allow("s3:*", "*", w.when("Bool", "aws:MultiFactorAuthPresent", "true"))],
    method: "put-user-boundary",
    is: ["own-permissions", "AdministratorAccess"],
  },
  "where there is none": { has: [allow(put)], edge: null, method: "put-user-boundary", is: undefined },
  "of another user alone": { has: [allow(put, bob.arn)], edge: iamAlone, method: "put-user-boundary", is: undefined },
  "where the boundary itself forbids it": { has: [allow(put)], edge: [...iamAlone, deny(put)], method: "put-user-boundary", is: undefined },
  "its own boundary alone": {
    has: [allow(put, "*", named("StringEquals", "edge"))],
    edge: iamAlone,
    method: "put-user-boundary",
    is: undefined,
  },
  "none but its own": {
    has: [allow(put), deny(put, "*", named("StringNotEquals", "edge"))],
    edge: iamAlone,
    method: "put-user-boundary",
    is: undefined,
  },
  "one other by name": {
    has: [allow(put, "*", named("StringEquals", "wide"))],
    edge: iamAlone,
    more: [w.policy("wide", document(...all))],
    method: "put-user-boundary",
    is: ["own-permissions", "wide"],
  },
  "taking it off": {
    has: [allow("iam:DeleteUserPermissionsBoundary")],
    edge: iamAlone,
    method: "delete-user-boundary",
    is: ["own-permissions", "ann"],
  },
  "taking one off that takes nothing": {
    has: [allow("iam:DeleteUserPermissionsBoundary")],
    edge: all,
    method: "delete-user-boundary",
    is: undefined,
  },
  "a new version of its boundary": { has: [allow(write, edgeArn)], edge: iamAlone, method: "iam-001", is: ["own-permissions", "edge"] },
  "of a boundary that takes nothing from it": { has: [allow(write, edgeArn)], edge: all, method: "iam-001", is: ["no-target"] },
  "of another's boundary, attached to nobody": {
    has: [allow(write, policyArn("bobs"))],
    edge: null,
    more: bobs,
    method: "iam-001",
    is: ["gives-another", "bobs"],
  },
  "another version of its boundary": {
    has: [allow("iam:SetDefaultPolicyVersion", edgeArn)],
    edge: iamAlone,
    method: "set-default-policy-version",
    is: ["own-permissions", "edge"],
  },
  "another version of a policy that nobody has": {
    has: [allow("iam:SetDefaultPolicyVersion", policyArn("idle"))],
    edge: null,
    more: [used(w.policy("idle", document(...all), { versions: ["v2", "v1"] }), 0, 0)],
    method: "set-default-policy-version",
    is: ["no-target"],
  },
};

function worldOf({ has, edge, role, more = [] }: Row) {
  const boundary = edge && edgeArn;
  const ann = role ? w.role("ann", { boundary }) : w.user("ann", { boundary });
  const own = w.inline(ann, document(...has, allow("s3:GetObject")));
  const policies = edge ? [used(w.policy("edge", document(...edge), { versions: ["v2", "v1"] }), 0, 1)] : [];
  return w.world([ann, own, ...policies, ...more]);
}
const waysOf = (snapshot: ReturnType<typeof w.world>, method: string) =>
  escalations(inventoryOf(snapshot)).rows.filter((one) => one.method === method && one.principal.name === "ann");

describe("a boundary is a way to gain", () => {
  test.each(Object.entries(rows))("%s", (_, row) => {
    const told = waysOf(worldOf(row), row.method).map(({ gains, targets }) => [gains, ...targets.map(({ name }) => name)]);
    expect(told).toEqual(row.is ? [row.is] : []);
  });
  const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
  const onlyIf = (operator: string, value: string) => allow(put, "*", w.when(operator, "iam:PermissionsBoundary", value));
  const power = w.policy("PowerUserAccess", document(...all), { arn: aws("PowerUserAccess") });
  const elsewhere = w.policy("PowerUserAccess", document(...all), { arn: aws("PowerUserAccess"), of: "444455556666" });
  const such = (name: string) => [`puts another boundary on its user, such as ${aws(name)}, whose text is not in the inventory`];
  const ofAws: Record<
    string,
    {
      readonly has: readonly Statement[];
      readonly more?: readonly IamRecord[];
      readonly is?: Row["is"];
      readonly unjudged?: readonly string[];
    }
  > = {
    "of which the inventory has the text": {
      ...{ has: [onlyIf("StringEquals", aws("PowerUserAccess"))], more: [power], is: ["own-permissions", "PowerUserAccess"] },
    },
    "of which another account has the text": {
      ...{ has: [onlyIf("StringEquals", aws("PowerUserAccess"))], more: [elsewhere], is: ["own-permissions", "PowerUserAccess"] },
    },
    "that the inventory has, by a pattern": {
      ...{ has: [onlyIf("ArnLike", aws("Power*"))], more: [power], is: ["own-permissions", "PowerUserAccess"] },
    },
    "without a text": { has: [onlyIf("StringEquals", aws("PowerUserAccess"))], unjudged: such("PowerUserAccess") },
    "without a text, by a Deny of all others": {
      has: [allow(put), deny(put, "*", w.when("StringNotEquals", "iam:PermissionsBoundary", aws("ReadOnlyAccess")))],
      unjudged: such("ReadOnlyAccess"),
    },
    "by a pattern that nothing known fits": { has: [onlyIf("StringLike", aws("Power*"))], unjudged: such("Power*") },
    "by a wildcard that is none": { has: [onlyIf("StringEquals", aws("Power*"))] },
    "that may not be put": {
      has: [
        onlyIf("StringEquals", aws("PowerUserAccess")),
        deny(put, "*", w.when("ArnEquals", "iam:PermissionsBoundary", aws("PowerUserAccess"))),
      ],
    },
    "where the own one takes nothing": {
      has: [onlyIf("StringEquals", aws("PowerUserAccess"))],
      more: [w.policy("edge", document(...all))],
    },
  };
  test.each(Object.entries(ofAws))("one of AWS's by name, %s", (_, { has, more = [], is, unjudged = [] }) => {
    const snapshot = worldOf({ has, edge: more.some(({ name }) => name === "edge") ? all : iamAlone, method: "", is: undefined, more });
    const { rows, undetermined } = escalations(inventoryOf(snapshot));
    expect(
      rows.filter(({ method }) => method === "put-user-boundary").map(({ gains, targets }) => [gains, ...targets.map(({ name }) => name)]),
    ).toEqual(is ? [is] : []);
    expect(undetermined.flatMap(({ because }) => because.map(({ what }) => what))).toEqual(unjudged);
  });
  const ann = w.user("ann", { boundary: edgeArn });
  const unread: Record<string, readonly IamRecord[]> = {
    "that can't be read": [w.policy("edge", "{" as never)],
    "whose text nobody told": [],
  };
  test.each(Object.entries(unread))("%s: what it takes is not known, and said", (_, policies) => {
    const [one] = waysOf(w.world([ann, w.inline(ann, document(allow(put))), ...policies]), "put-user-boundary");
    expect(one).toMatchObject({ gains: "own-permissions", notConsidered: [{ what: expect.stringContaining(`boundary ${edgeArn}`) }] });
  });
  test.each(["iam:PutUserPermissionsBoundary", "iam:PutRolePermissionsBoundary"])("%s is a power", (action) => {
    const bare = w.user("ann");
    const { privileged } = admins(inventoryOf(w.world([bare, w.inline(bare, document(allow(action)))])));
    expect(privileged.flatMap(({ powers }) => powers.map(({ id }) => id))).toEqual(["permissions"]);
  });
});
