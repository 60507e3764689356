import { describe, expect, test } from "vitest";
import { asOf } from "./as-of.ts";
import { effectiveAccess, neverConsidered } from "./effective-access.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document } = w;
const ann = w.user("ann", { boundary: w.policyArn("edge") });
const team = w.group("team");
const records = [
  ...[ann, team, w.member(ann, "team"), w.user("bob"), w.role("job")],
  ...[w.policy("own", document(allow("s3:*"), deny("s3:DeleteBucket", "*", { Sid: "Keep" }))), w.attached(ann, w.policyArn("own"))],
  ...[w.inline(team, document(allow("sqs:*")), "queues"), w.policy("edge", document(allow(["s3:*", "sqs:*"])))],
];
const inventory = inventoryOf(w.world(records));
const of = (action: string, resource = "*") => effectiveAccess(inventory, inventory.principals[0]!, { action, resource });

describe("effectiveAccess", () => {
  test("names the statement that gives it, also by a group", () => {
    const { access, principal } = of("sqs:SendMessage");
    expect(principal).toEqual({ account, kind: "user", id: ann.id, name: "ann", arn: ann.arn });
    expect(access.grants).toMatchObject([{ by: { layer: "identity", policy: "inline queues of group team", index: 0 }, whole: true }]);
  });
  test("names the Deny that takes it, and the level that leaves it out", () => {
    expect(of("s3:DeleteBucket").access).toMatchObject({
      outcome: "denied",
      cut: [{ layer: "identity", by: { policy: w.policyArn("own"), index: 1, sid: "Keep" } }],
    });
    const limited = inventoryOf(w.world([...records, w.inline(ann, document(allow("ec2:*")))]));
    const { access } = effectiveAccess(limited, limited.principals[0]!, { action: "ec2:RunInstances", resource: "*" });
    expect(access.cut).toEqual([{ layer: "boundary", by: null, text: `no Allow in the boundary ${w.policyArn("edge")}` }]);
  });
  test("says what was not considered, and what was not looked at", () => {
    const lost = inventoryOf(w.world([...records.filter(({ name }) => name !== "edge")], { iam_policy: "throttled" }));
    const { notConsidered, looked } = effectiveAccess(lost, lost.principals[0]!, { action: "s3:*", resource: "*" });
    expect(notConsidered).toEqual([
      ...neverConsidered,
      { what: `boundary ${w.policyArn("edge")}: its text is not in the inventory`, effect: "may take away" },
    ]);
    expect(looked).toMatchObject({ complete: false, gaps: [{ kind: "iam_policy", outcome: "throttled" }] });
  });
  test("the order of records changes nothing", () => {
    const turned = inventoryOf(w.world([...records].reverse()));
    expect(effectiveAccess(turned, turned.principals[0]!, { action: "s3:*", resource: "*" })).toEqual(of("s3:*"));
  });
});

describe("asOf", () => {
  test("tells what each holds, by itself and by groups", () => {
    const [first, second] = asOf(inventory).principals;
    expect(first).toMatchObject({
      ...{ groups: ["team"], boundary: w.policyArn("edge"), hasPassword: false, mfaDevices: 0, keys: [] },
      ...{ managed: [{ policy: w.policyArn("own"), by: null }], inline: [{ policy: "queues", by: "team" }] },
    });
    expect(second).toMatchObject({ principal: { name: "bob" }, groups: [], managed: [], inline: [] });
  });
  test.each([["job"], ["AROA-job"], [`arn:aws:iam::${account}:role/job`]])("finds a principal by %s", (principal) => {
    expect(asOf(inventory, { principal }).principals.map((one) => one.principal.id)).toEqual(["AROA-job"]);
  });
  test("tells of the accounts that are asked", () => {
    expect(asOf(inventory, { accounts: new Set(["999999999999"]) })).toMatchObject({ principals: [], looked: { complete: false } });
  });
});
