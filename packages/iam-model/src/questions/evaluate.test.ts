import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { evaluate } from "./evaluate.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document, when } = w;
const all = allow("*");
type Statements = Record<string, unknown>[];

interface Row {
  /** Statements of one inline policy. */
  readonly user?: Statements;
  readonly role?: Statements;
  readonly boundary?: Statements;
  /** Service control policies: for each level the statements of its one policy. */
  readonly levels?: readonly Statements[];
  readonly tags?: Record<string, string>;
  readonly path?: string;
  readonly management?: string;
  readonly version?: string;
  readonly ask: readonly [action: string, resource?: string];
  readonly keys?: Record<string, string>;
  readonly is: "allowed" | "partly" | "conditional" | "denied";
  readonly named?: readonly string[];
}
const bucket = "arn:aws:s3:::logs/2026/a.gz";
const mfa = when("Bool", "aws:MultiFactorAuthPresent", "true");
const notAction = (effect: string, actions: string | string[], more = {}) => ({
  Effect: effect,
  NotAction: actions,
  Resource: "*",
  ...more,
});
const notResource = (effect: string, action: string, resources: string | string[]) => ({
  Effect: effect,
  Action: action,
  NotResource: resources,
});
const self = `arn:aws:iam::${account}:user/ann`;

const rows: Record<string, Row> = {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
  "no statement": { user: [], ask: ["s3:GetObject", bucket], is: "denied" },
  "an Allow": { user: [allow("s3:GetObject", bucket)], ask: ["s3:GetObject", bucket], is: "allowed" },
  "an Allow of another action": { user: [allow("s3:PutObject", bucket)], ask: ["s3:GetObject", bucket], is: "denied" },
  "an Allow of another resource": { user: [allow("s3:GetObject", "arn:aws:s3:::other/*")], ask: ["s3:GetObject", bucket], is: "denied" },
  "a Deny beats an Allow": { user: [all, deny("s3:GetObject")], ask: ["s3:GetObject", bucket], is: "denied" },
  "a Deny before the Allow": { user: [deny("s3:GetObject"), all], ask: ["s3:GetObject", bucket], is: "denied" },
  "a Deny of another action": { user: [all, deny("s3:PutObject")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a Deny of another resource": { user: [all, deny("s3:*", "arn:aws:s3:::other/*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a Deny alone": { user: [deny("*")], ask: ["s3:GetObject", bucket], is: "denied" },
  everything: { user: [all], ask: ["*:*", "*"], is: "allowed" },
  "everything as *:*": { user: [allow("*:*")], ask: ["*:*", "*"], is: "allowed" },
  "everything but a Deny of one action": { user: [all, deny("s3:GetObject")], ask: ["*:*", "*"], is: "partly" },
  "everything but a Deny of everything": { user: [all, deny("*")], ask: ["*:*", "*"], is: "denied" },
  "everything of one service is not everything": { user: [allow("s3:*")], ask: ["*:*", "*"], is: "partly" },
  // Actions. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  "case of actions in the policy": { user: [allow("S3:getobject")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "case of actions in the question": { user: [allow("s3:GetObject")], ask: ["S3:GETOBJECT", bucket], is: "allowed" },
  "case of actions in a Deny": { user: [all, deny("S3:GETOBJECT")], ask: ["s3:GetObject", bucket], is: "denied" },
  "a wildcard at the end": { user: [allow("s3:Get*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a wildcard in the middle": { user: [allow("iam:*AccessKey*")], ask: ["iam:CreateAccessKey", self], is: "allowed" },
  "a wildcard in the middle that does not fit": { user: [allow("iam:*SSHKey*")], ask: ["iam:CreateAccessKey", self], is: "denied" },
  "a question mark is one sign": { user: [allow("s3:?etObject")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a question mark is not two signs": { user: [allow("s3:?Object")], ask: ["s3:GetObject", bucket], is: "denied" },
  "a service that begins alike": { user: [allow("s3:*")], ask: ["s3express:CreateSession", "*"], is: "denied" },
  "a list of actions": { user: [allow(["ec2:*", "s3:GetObject"])], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a pattern of actions, in part": { user: [allow("s3:Get*")], ask: ["s3:*", bucket], is: "partly" },
  "a pattern of actions, whole": { user: [allow("s3:*")], ask: ["s3:Get*", bucket], is: "allowed" },
  // NotAction. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  "NotAction of another service": { user: [notAction("Allow", "iam:*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "NotAction of the service": { user: [notAction("Allow", "iam:*")], ask: ["iam:CreateUser", self], is: "denied" },
  "NotAction in another case": { user: [notAction("Allow", "IAM:*")], ask: ["iam:CreateUser", self], is: "denied" },
  "NotAction is not everything": { user: [notAction("Allow", "iam:*")], ask: ["*:*", "*"], is: "partly" },
  "NotAction beside the rest is not proven to be everything": {
    user: [notAction("Allow", "iam:*"), allow("iam:*")],
    ask: ["*:*", "*"],
    is: "partly",
  },
  "a Deny with NotAction": { user: [all, notAction("Deny", "s3:*")], ask: ["iam:CreateUser", self], is: "denied" },
  "a Deny with NotAction spares its actions": { user: [all, notAction("Deny", "s3:*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a Deny with NotAction takes part of a pattern": { user: [all, notAction("Deny", "s3:Get*")], ask: ["s3:*", bucket], is: "partly" },
  // Resources. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  "a resource's wildcard runs over slashes": {
    user: [allow("s3:GetObject", "arn:aws:s3:::logs/*")],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a resource's wildcard in the middle": {
    user: [allow("s3:GetObject", "arn:aws:s3:::*/a.gz")],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "case of resources counts": { user: [allow("s3:GetObject", "arn:aws:s3:::LOGS/*")], ask: ["s3:GetObject", bucket], is: "denied" },
  "some of all resources": { user: [allow("s3:GetObject", "arn:aws:s3:::logs/*")], ask: ["s3:GetObject", "*"], is: "partly" },
  "a part of a pattern that meets crosswise": {
    user: [allow("s3:GetObject", "arn:aws:s3:::*/a.gz")],
    ...{ ask: ["s3:GetObject", "arn:aws:s3:::logs/*"], is: "partly" },
  },
  "NotResource of another": { user: [notResource("Allow", "s3:*", "arn:aws:s3:::other/*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "NotResource of it": { user: [notResource("Allow", "s3:*", "arn:aws:s3:::logs/*")], ask: ["s3:GetObject", bucket], is: "denied" },
  "a Deny with NotResource": {
    user: [all, notResource("Deny", "s3:*", "arn:aws:s3:::own/*")],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a Deny with NotResource spares its resources": {
    user: [all, notResource("Deny", "s3:*", "arn:aws:s3:::logs/*")],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a Deny of some resources": { user: [all, deny("s3:*", "arn:aws:s3:::logs/*")], ask: ["s3:GetObject", "*"], is: "partly" },
  "another partition": { user: [allow("s3:*", "arn:aws-cn:s3:::logs/*")], ask: ["s3:GetObject", bucket], is: "denied" },
  "the asked partition": {
    user: [allow("s3:*", "arn:aws-cn:s3:::logs/*")],
    ask: ["s3:GetObject", "arn:aws-cn:s3:::logs/a"],
    is: "allowed",
  },
  "any partition": { user: [allow("s3:*", "arn:*:s3:::logs/*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  // Boundaries. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  "a boundary cuts": { user: [all], boundary: [allow("s3:*")], ask: ["iam:CreateUser", self], is: "denied" },
  "a boundary lets through": { user: [all], boundary: [allow("s3:*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a boundary gives nothing": { user: [], boundary: [all], ask: ["s3:GetObject", bucket], is: "denied" },
  "a boundary makes an administrator none": { user: [all], boundary: [allow("s3:*")], ask: ["*:*", "*"], is: "partly" },
  "a boundary's Deny": { user: [all], boundary: [all, deny("s3:*")], ask: ["s3:GetObject", bucket], is: "denied" },
  "a boundary narrows the resources": {
    user: [all],
    boundary: [allow("s3:*", "arn:aws:s3:::logs/*")],
    ask: ["s3:GetObject", "*"],
    is: "partly",
  },
  "a boundary's condition": {
    user: [all],
    boundary: [{ ...all, ...mfa }],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
    named: ["Bool aws:MultiFactorAuthPresent true"],
  },
  "a boundary's NotAction": { user: [all], boundary: [notAction("Allow", "iam:*")], ask: ["iam:CreateUser", self], is: "denied" },
  // Service control policies. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
  "levels that all allow": { user: [all], levels: [[all], [all], [all]], ask: ["*:*", "*"], is: "allowed" },
  "a level without FullAWSAccess cuts": {
    user: [all],
    levels: [[all], [allow("s3:*")], [all]],
    ask: ["iam:CreateUser", self],
    is: "denied",
  },
  "a level without FullAWSAccess lets its own through": {
    user: [all],
    levels: [[all], [allow("s3:*")], [all]],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a level with a Deny alone cuts everything": {
    user: [all],
    levels: [[all], [deny("iam:*")]],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a level's Deny": { user: [all], levels: [[all, deny("iam:*")], [all]], ask: ["iam:CreateUser", self], is: "denied" },
  "a level gives nothing": { user: [], levels: [[all]], ask: ["s3:GetObject", bucket], is: "denied" },
  "a level's Deny in other regions": {
    user: [all],
    levels: [[all, deny("*", "*", when("StringNotEquals", "aws:RequestedRegion", "eu-west-1"))]],
    ...{ ask: ["s3:GetObject", bucket], is: "conditional", named: ["StringNotEquals aws:RequestedRegion eu-west-1"] },
  },
  "a level's Deny for all but a role, asked for the user": {
    user: [all],
    levels: [[all, deny("iam:*", "*", when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/admin"))]],
    ...{ ask: ["iam:CreateUser", self], is: "denied" },
  },
  "a level's Deny for all but a role, asked for it": {
    role: [all],
    levels: [[all, deny("iam:*", "*", when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ann"))]],
    ...{ ask: ["iam:CreateUser", self], is: "allowed" },
  },
  "the management account is not bound": {
    user: [all],
    levels: [[deny("*")]],
    management: account,
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a service-linked role is not bound": {
    role: [all],
    path: "/aws-service-role/ssm.amazonaws.com/",
    levels: [[deny("*")]],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  // Conditions. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
  "a condition nobody can tell": {
    user: [allow("s3:*", "*", mfa)],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
    named: ["Bool aws:MultiFactorAuthPresent true"],
  },
  "an Allow beside a conditional one": { user: [allow("s3:*", "*", mfa), allow("s3:Get*")], ask: ["s3:GetObject", bucket], is: "allowed" },
  "a conditional Deny": {
    user: [all, deny("*", "*", when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"))],
    ...{ ask: ["s3:GetObject", bucket], is: "conditional", named: ["BoolIfExists aws:MultiFactorAuthPresent false"] },
  },
  "the own name": { user: [allow("s3:*", "*", when("StringEquals", "aws:username", "ann"))], ask: ["s3:GetObject", bucket], is: "allowed" },
  "another's name": {
    user: [allow("s3:*", "*", when("StringEquals", "aws:username", "bob"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a role has no user name": {
    role: [allow("s3:*", "*", when("StringEquals", "aws:username", "ann"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a role has no user name, if it exists": {
    role: [allow("s3:*", "*", when("StringEqualsIfExists", "aws:username", "bob"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a role has no user name, negated": {
    role: [allow("s3:*", "*", when("StringNotEquals", "aws:username", "bob"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a role has no user name, so none of its values is another": {
    role: [allow("s3:*", "*", when("ForAnyValue:StringNotEquals", "aws:username", "bob"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a role has no user name, so each of its values is another": {
    role: [allow("s3:*", "*", when("ForAllValues:StringNotEquals", "aws:username", "bob"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "Null true of what is there": {
    user: [allow("s3:*", "*", when("Null", "aws:username", "true"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "Null true of what is not there": {
    role: [allow("s3:*", "*", when("Null", "aws:username", "true"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "case in StringEquals": {
    user: [allow("s3:*", "*", when("StringEquals", "aws:username", "ANN"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "case in StringEqualsIgnoreCase": {
    user: [allow("s3:*", "*", when("StringEqualsIgnoreCase", "AWS:UserName", "ANN"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "one of several values": {
    user: [allow("s3:*", "*", when("StringLike", "aws:username", ["b*", "a*"]))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "none of several values": {
    user: [allow("s3:*", "*", when("StringNotLike", "aws:username", ["b*", "a*"]))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a wildcard of ArnLike keeps to its part": {
    user: [allow("s3:*", "*", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/ann"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  // The operators demand all six parts; what AWS makes of fewer is not documented.
  "a value of ArnLike that is no ARN": {
    user: [allow("s3:*", "*", when("ArnLike", "aws:PrincipalArn", "arn:*:user/ann"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "a value of ArnLike of five parts": {
    user: [allow("s3:*", "*", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam:*:user/ann"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "a value of ArnNotLike that is no ARN": {
    user: [all, deny("*", "*", when("ArnNotLike", "aws:PrincipalArn", "*"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "a value of ArnLike that is no ARN beside one that fits": {
    user: [allow("s3:*", "*", when("ArnLike", "aws:PrincipalArn", ["*", "arn:aws:iam::*:user/ann"]))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a value of ArnLike that is another ARN": {
    user: [allow("s3:*", "*", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/bob"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "the own organization": {
    user: [allow("s3:*", "*", when("StringEquals", "aws:PrincipalOrgID", "o-example"))],
    levels: [[all]],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "no organization is known": {
    user: [allow("s3:*", "*", when("StringEquals", "aws:PrincipalOrgID", "o-example"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "the own tag": {
    user: [allow("s3:*", "*", when("StringEquals", "aws:PrincipalTag/Team", "shop"))],
    tags: { team: "shop" },
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a tag that the user lacks, and a session may bring": {
    user: [allow("s3:*", "*", when("StringEquals", "aws:PrincipalTag/Team", "shop"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "a role's session may bring the tag": {
    role: [allow("s3:*", "*", when("StringEquals", "aws:PrincipalTag/Team", "shop"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "a key of the request that is known": {
    user: [allow("iam:PassRole", "*", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"))],
    keys: { "iam:passedtoservice": "ec2.amazonaws.com" },
    ask: ["iam:PassRole"],
    is: "allowed",
  },
  "a key of the request that is another": {
    user: [allow("iam:PassRole", "*", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"))],
    keys: { "iam:passedtoservice": "lambda.amazonaws.com" },
    ask: ["iam:PassRole"],
    is: "denied",
  },
  "an operator that we do not read": {
    user: [allow("s3:*", "*", when("BinaryEquals", "aws:username", "YW5u"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "sessions from before a day long ago": {
    role: [all, deny("*", "*", when("DateLessThan", "aws:TokenIssueTime", "2020-01-01T00:00:00Z"))],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "sessions from before this hour": {
    role: [all, deny("*", "*", when("DateLessThan", "aws:TokenIssueTime", "2026-05-31T23:00:00Z"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "only from a day on that is over": {
    user: [allow("s3:*", "*", when("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a user's keys have no time of issue": {
    user: [allow("s3:*", "*", when("DateGreaterThan", "aws:TokenIssueTime", "2020-01-01T00:00:00Z"))],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  // Variables. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  "the own user by a variable": {
    user: [allow("iam:CreateAccessKey", `arn:aws:iam::*:user/${w.variable("aws:username")}`)],
    ask: ["iam:CreateAccessKey", self],
    is: "allowed",
  },
  "another user by a variable": {
    user: [allow("iam:CreateAccessKey", `arn:aws:iam::*:user/${w.variable("aws:username")}`)],
    ask: ["iam:CreateAccessKey", `${self}e`],
    is: "denied",
  },
  "a variable that a role lacks": {
    role: [allow("s3:*", `arn:aws:s3:::${w.variable("aws:username")}/*`)],
    ask: ["s3:GetObject", bucket],
    is: "denied",
  },
  "a NotResource with a variable that a role lacks": {
    role: [notResource("Allow", "s3:*", `arn:aws:s3:::${w.variable("aws:username")}/*`)],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "a variable's default": {
    role: [allow("s3:*", `arn:aws:s3:::${w.variable("aws:username, 'logs'")}/*`)],
    ask: ["s3:GetObject", bucket],
    is: "allowed",
  },
  "a variable nobody can tell": {
    user: [allow("s3:*", `arn:aws:s3:::${w.variable("aws:SourceVpc")}/*`)],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
    named: [`Resource arn:aws:s3:::${w.variable("aws:SourceVpc")}/*`],
  },
  "a Deny with a variable nobody can tell": {
    user: [all, deny("s3:*", `arn:aws:s3:::${w.variable("aws:SourceVpc")}/*`)],
    ask: ["s3:GetObject", bucket],
    is: "conditional",
  },
  "no variables in the old version": {
    user: [allow("s3:*", `arn:aws:s3:::${w.variable("aws:username")}/*`)],
    version: "2008-10-17",
    ask: ["s3:GetObject", "arn:aws:s3:::ann/a"],
    is: "denied",
  },
};

function worldOf({
  user,
  role,
  boundary,
  levels,
  tags = {},
  path = "/",
  management,
  version = "2012-10-17",
}: Row): [IamRecord, ...IamRecord[]] {
  const edge = boundary ? w.policyArn("edge") : null;
  const who = role ? w.role("ann", { boundary: edge, path }) : w.user("ann", { boundary: edge, tags });
  return [
    who,
    w.inline(who, { Version: version, Statement: (user ?? role ?? []) as never[] }),
    ...(boundary ? [w.policy("edge", document(...boundary))] : []),
    ...(levels
      ? [
          w.memberAccount(
            levels.map((_, index) => [`p-${index}`]),
            management ? { management } : {},
          ),
        ]
      : []),
    ...(levels ?? []).map((statements, index) => w.scp(`p-${index}`, document(...statements))),
  ];
}

describe("evaluate", () => {
  test.each(Object.entries(rows))("%s", (_, row) => {
    const inventory = inventoryOf(w.world(worldOf(row)));
    const policies = inventory.policiesOf(inventory.principals[0]!);
    const [action, resource = "*"] = row.ask;
    const { outcome, grants } = evaluate(policies, { action, resource, ...(row.keys && { keys: row.keys }) });
    expect(outcome).toBe(row.is);
    if (row.named) expect(grants.flatMap(({ conditions }) => conditions.map(({ text }) => text))).toEqual(row.named);
    if (outcome !== "conditional") expect(grants.filter(({ conditions }) => conditions.length === 0).length > 0).toBe(outcome !== "denied");
  });
  test("has at least 60 rows", () => {
    expect(Object.keys(rows).length).toBeGreaterThanOrEqual(60);
  });
});
