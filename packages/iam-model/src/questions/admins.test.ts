import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { admins } from "./admins.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document, when } = w;
const other = "444455556666";
const everything = document(allow("*"));
const ann = w.user("ann");
const foreign = w.user("ann", { of: other });
const mayAssume = (resource = "*") => document(allow("sts:AssumeRole", resource));
const adminRole = (trust: unknown, more = {}) => w.role("power", { trust: w.trusts(trust, more) });
const power = (trust: unknown, more = {}) => [adminRole(trust, more), w.inline(adminRole(trust), everything)];
const arnOfPower = `arn:aws:iam::${account}:role/power`;
const mfa = when("Bool", "aws:MultiFactorAuthPresent", "true");

/** Whom the answer names, with the way: `user ann allowed via power`. */
const rows: Record<string, { readonly records: readonly IamRecord[]; readonly is: readonly string[] }> = {
  "an inline policy": { records: [ann, w.inline(ann, everything)], is: ["ann allowed"] },
  "a policy of a group": {
    records: [ann, w.group("team"), w.member(ann, "team"), w.policy("all", everything), w.attached(w.group("team"), w.policyArn("all"))],
    is: ["ann allowed"],
  },
  "only with MFA": { records: [ann, w.inline(ann, document(allow("*", "*", mfa)))], is: ["ann conditional"] },
  "everything but some actions": { records: [ann, w.inline(ann, document(allow("*"), deny("ec2:*")))], is: ["ann partly"] },
  "everything but permissions is no administrator": {
    records: [ann, w.inline(ann, document({ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }))],
    is: [],
  },
  "a boundary": {
    records: [w.user("ann", { boundary: w.policyArn("edge") }), w.inline(ann, everything), w.policy("edge", document(allow("s3:*")))],
    is: [],
  },
  "a boundary that allows all": {
    records: [w.user("ann", { boundary: w.policyArn("edge") }), w.inline(ann, everything), w.policy("edge", everything)],
    is: ["ann allowed"],
  },
  "a boundary that can't be read cuts nothing": {
    records: [w.user("ann", { boundary: w.policyArn("edge") }), w.inline(ann, everything), w.policy("edge", "{" as never)],
    is: ["ann allowed"],
  },
  "a boundary of which one statement can't be read cuts by its Denies": {
    records: [
      w.user("ann", { boundary: w.policyArn("edge") }),
      w.inline(ann, everything),
      w.policy("edge", document({ Effect: "Allow", Action: "*" }, deny("ec2:*"))),
    ],
    is: ["ann partly"],
  },
  "a service control policy without an Allow": {
    records: [ann, w.inline(ann, everything), w.memberAccount([["p-1"]]), w.scp("p-1", document(deny("s3:*")))],
    is: [],
  },
  "every service by name is not everything": { records: [ann, w.inline(ann, document(allow(["iam:*", "s3:*", "ec2:*"])))], is: [] },
  // Roles. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-identity-rdp.html
  "a role that names a user of the account": { records: [ann, ...power({ AWS: ann.arn })], is: ["power allowed", "ann allowed via power"] },
  "a role that names a user who is denied it": {
    records: [ann, w.inline(ann, document(deny("sts:AssumeRole", arnOfPower))), ...power({ AWS: ann.arn })],
    is: ["power allowed"],
  },
  "a role that trusts the account, and a user without permission": {
    records: [ann, ...power({ AWS: `arn:aws:iam::${account}:root` })],
    is: ["power allowed"],
  },
  "a role that trusts the account, and a user with permission": {
    records: [ann, w.inline(ann, mayAssume()), ...power({ AWS: account })],
    is: ["power allowed", "ann allowed via power"],
  },
  "permission for another role": {
    records: [ann, w.inline(ann, mayAssume(`${arnOfPower}-2`)), ...power({ AWS: account })],
    is: ["power allowed"],
  },
  "a role that names a user of another account, who has no permission": {
    records: [foreign, ...power({ AWS: foreign.arn })],
    is: ["power allowed"],
  },
  "a role that names a user of another account, who has permission": {
    records: [foreign, w.inline(foreign, mayAssume(arnOfPower)), ...power({ AWS: foreign.arn })],
    is: ["power allowed", "ann allowed via power"],
  },
  "an external id": {
    records: [foreign, w.inline(foreign, mayAssume()), ...power({ AWS: other }, when("StringEquals", "sts:ExternalId", "x"))],
    is: ["power allowed", "ann conditional via power"],
  },
  everyone: { records: [foreign, w.inline(foreign, mayAssume()), ...power("*")], is: ["power allowed", "ann allowed via power"] },
  "everyone, and a user of the account without permission": {
    records: [ann, ...power("*")],
    is: ["power allowed", "ann allowed via power"],
  },
  "everyone by AWS, and a user of the account without permission": {
    records: [ann, ...power({ AWS: "*" })],
    is: ["power allowed", "ann allowed via power"],
  },
  "everyone, and a user of the account who is denied it": {
    records: [ann, w.inline(ann, document(deny("sts:AssumeRole"))), ...power("*")],
    is: ["power allowed"],
  },
  "everyone, and a user of another account without permission": { records: [foreign, ...power("*")], is: ["power allowed"] },
  "everyone of the account's number, and a user without permission": {
    records: [ann, ...power("*", when("StringEquals", "aws:PrincipalAccount", other))],
    is: ["power allowed"],
  },
  "everyone of the own organization, and an account of another": {
    records: [
      foreign,
      w.inline(foreign, mayAssume()),
      ...power("*", when("StringEquals", "aws:PrincipalOrgID", "o-other")),
      w.memberAccount([["p-1"]], { of: other }),
      w.scp("p-1", everything),
    ],
    is: ["power allowed"],
  },
  "a Deny in the trust policy": {
    records: [
      ann,
      w.inline(ann, mayAssume()),
      ...(() => {
        const statements = [
          { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" },
          { Effect: "Deny", Principal: { AWS: ann.arn }, Action: "sts:*" },
        ];
        const role = w.role("power", { trust: { Version: "2012-10-17", Statement: statements } as never });
        return [role, w.inline(role, everything)];
      })(),
    ],
    is: ["power allowed"],
  },
  "a chain of roles": {
    records: [ann, w.role("middle", { trust: w.trusts({ AWS: ann.arn }) }), ...power({ AWS: w.role("middle").arn })],
    is: ["power allowed", "ann allowed via middle > power", "middle allowed via power"],
  },
  "a circle of roles": {
    records: [
      w.role("one", { trust: w.trusts({ AWS: w.role("two").arn }) }),
      w.role("two", { trust: w.trusts({ AWS: [w.role("one").arn, arnOfPower] }) }),
      ...power({ AWS: w.role("one").arn }),
    ],
    is: ["power allowed", "one allowed via power", "two allowed via one > power"],
  },
  "a named session": {
    records: [w.role("middle"), ...power({ AWS: `arn:aws:sts::${account}:assumed-role/middle/eve` })],
    is: ["power allowed", "middle conditional via power"],
  },
  "a boundary limits a role that is named": {
    records: [
      w.role("middle", { boundary: w.policyArn("edge") }),
      w.policy("edge", document(allow("s3:*"))),
      ...power({ AWS: w.role("middle").arn }),
    ],
    is: ["power allowed"],
  },
  "a boundary does not limit a user that is named": {
    records: [w.user("ann", { boundary: w.policyArn("edge") }), w.policy("edge", document(allow("s3:*"))), ...power({ AWS: ann.arn })],
    is: ["power allowed", "ann allowed via power"],
  },
  "a user's unique id": { records: [ann, ...power({ AWS: ann.id })], is: ["power allowed", "ann allowed via power"] },
  "a service alone": { records: [ann, w.inline(ann, mayAssume()), ...power({ Service: "ec2.amazonaws.com" })], is: ["power allowed"] },
};

const namesOf = (records: readonly IamRecord[]): string[] =>
  admins(inventoryOf(w.world(records))).administrators.map(({ principal, outcome, via }) =>
    [principal.name, outcome, ...(via.length > 0 ? [`via ${via.map(({ role }) => role.name).join(" > ")}`] : [])].join(" "),
  );

describe("admins", () => {
  test.each(Object.entries(rows))("%s", (_, { records, is }) => {
    expect(namesOf(records)).toEqual(is);
  });
  const powersOf = (...statements: Record<string, unknown>[]) =>
    admins(inventoryOf(w.world([ann, w.inline(ann, document(...statements))]))).privileged.flatMap(({ powers }) =>
      powers.map(({ id }) => id),
    );
  test.each([
    ["all of IAM", [allow("iam:*")], ["iam", "permissions"]],
    ["one way of changing permissions", [allow("iam:PutRolePolicy", `arn:aws:iam::${account}:role/app-*`)], ["permissions"]],
    ["policies of AWS, which nobody changes", [allow("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/*")], []],
    ["one secret", [allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:1:secret:a")], []],
    ["every secret", [allow("secretsmanager:*")], ["secrets"]],
    ["reading", [allow(["s3:Get*", "ec2:Describe*"])], []],
    ["switching the trail off", [allow("cloudtrail:*")], ["audit"]],
  ] as const)("powers: %s", (_, statements, is) => {
    expect(powersOf(...statements)).toEqual(is);
  });
  test("says of whom something could not be considered", () => {
    const lost = w.attached(ann, w.policyArn("lost"));
    const records = [ann, w.inline(ann, everything), lost, w.memberAccount([["p-lost"]])];
    const [one] = admins(inventoryOf(w.world(records, { organization_policy: "denied" }))).administrators;
    expect(one?.notConsidered).toEqual([
      { what: `${w.policyArn("lost")}: its text is not in the inventory`, effect: "may add or take away" },
      { what: "service control policy p-lost at r-1: its text is not in the inventory", effect: "may take away" },
    ]);
  });
  const unread: Record<string, { readonly records: readonly IamRecord[]; readonly is: readonly string[] }> = {
    "an attached policy without its text": {
      records: [ann, w.attached(ann, w.policyArn("lost"))],
      is: [`${w.policyArn("lost")}: its text is not in the inventory`],
    },
    "a group's policy without its text": {
      records: [ann, w.group("team"), w.member(ann, "team"), w.attached(w.group("team"), w.policyArn("lost"))],
      is: [`${w.policyArn("lost")}: its text is not in the inventory`],
    },
    "an inline policy that is broken": {
      records: [ann, w.inline(ann, "{" as never, "own")],
      is: [expect.stringMatching(/^inline own of user ann can't be read/)],
    },
    "one statement that is broken": {
      records: [ann, w.inline(ann, document({ Effect: "Allow", Action: "*" }, allow("s3:GetObject")), "own")],
      is: [expect.stringMatching(/^inline own of user ann can't be read/)],
    },
    "a group that is not there": {
      records: [ann, { ...w.member(ann, "team"), facts: { ...w.member(ann, "team").facts, groupId: null } }],
      is: ["group team is not in the inventory"],
    },
    "a full administrator holds all": { records: [ann, w.inline(ann, everything), w.attached(ann, w.policyArn("lost"))], is: [] },
    "a boundary only takes away": {
      records: [w.user("ann", { boundary: w.policyArn("lost") }), w.inline(ann, document(allow("s3:Get*")))],
      is: [],
    },
    "all was read": { records: [ann, w.inline(ann, document(allow("s3:Get*")))], is: [] },
  };
  test.each(Object.entries(unread))("undetermined: %s", (_, { records, is }) => {
    const { undetermined } = admins(inventoryOf(w.world(records)));
    expect(undetermined.flatMap(({ because }) => because.map(({ what }) => what))).toEqual(is);
    if (is.length > 0) expect(undetermined).toMatchObject([{ principal: { name: "ann" } }]);
  });
  test.each([`arn:aws:iam::${account}:*`, "arn:aws:iam::*:*", "*"])("all of IAM is a power on %s, as on everything", (resource) => {
    const { privileged } = admins(inventoryOf(w.world([ann, w.inline(ann, document(allow("iam:*", resource)))])));
    expect(privileged[0]?.powers[0]).toMatchObject({ id: "iam", outcome: "allowed" });
  });
  test("undetermined is told of the asked accounts alone", () => {
    const inventory = inventoryOf(w.world([ann, w.attached(ann, w.policyArn("lost")), foreign]));
    expect(admins(inventory, { accounts: new Set([other]) }).undetermined).toEqual([]);
  });
  test("says of a boundary that can't be read that it was not considered", () => {
    const records = [w.user("ann", { boundary: w.policyArn("edge") }), w.inline(ann, everything), w.policy("edge", "{" as never)];
    const [one] = admins(inventoryOf(w.world(records))).administrators;
    const what = expect.stringContaining(`boundary ${w.policyArn("edge")} can't be read`);
    expect(one?.notConsidered).toEqual([{ what, effect: "may take away" }]);
  });
  test("a policy that can't be read is said, and the others count", () => {
    const records = [ann, w.inline(ann, "{ broken" as never, "broken"), w.inline(ann, everything)];
    const [one] = admins(inventoryOf(w.world(records))).administrators;
    expect(one?.notConsidered).toMatchObject([{ what: expect.stringMatching(/^inline broken of user ann can't be read: /) }]);
  });
});
