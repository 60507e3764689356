import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IamRecord, RecordOf } from "../kinds.ts";
import { admins } from "./admins.ts";
import { escalations } from "./escalations.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { allow, deny, document, policyArn } = w;

// Few policies, so that what one principal holds as its permissions another has as its boundary.
const pool = {
  all: document(allow("*")),
  read: document(allow("s3:Get*")),
  keys: document(allow(["iam:CreateAccessKey", "iam:PutUserPolicy"])),
  most: document(allow("*"), deny("ec2:*")),
  mfa: document(allow("*", "*", w.when("Bool", "aws:MultiFactorAuthPresent", "true"))),
  mine: document(allow("*", "*", w.when("StringEquals", "aws:username", "a"))),
  broken: "{" as never,
};
type Name = keyof typeof pool;
const names: Name[] = ["all", "read", "keys", "most", "mfa", "mine", "broken"];

interface Holder {
  readonly kind: "user" | "role" | "linked";
  readonly attached: readonly Name[];
  readonly boundary: Name | null;
}
interface World {
  readonly holders: readonly Holder[];
  readonly levels: readonly (readonly Name[])[];
}

const some = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 });
const holder: fc.Arbitrary<Holder> = fc.record({
  kind: fc.constantFrom("user", "user", "role", "linked"),
  attached: some,
  boundary: fc.option(fc.constantFrom(...names), { nil: null }),
});
/** The same policies, of which another one or none is the boundary. */
const twinOf = ({ kind, attached, boundary }: Holder): Holder =>
  boundary === null
    ? { kind, attached: attached.slice(0, -1), boundary: attached.at(-1) ?? null }
    : { kind, attached: [...new Set([...attached, boundary])], boundary: null };
const world: fc.Arbitrary<World> = fc.record({
  holders: fc.array(holder, { minLength: 1, maxLength: 2 }).map((list) => list.flatMap((one) => [one, twinOf(one)])),
  levels: fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
});

/** Principals are named a, b, c and so on. */
function principalOf({ kind, boundary }: Holder, index: number): RecordOf<"iam_user"> | RecordOf<"iam_role"> {
  const [name, edge] = ["abcd"[index] ?? "", { boundary: boundary && policyArn(boundary) }];
  if (kind === "user") return w.user(name, edge);
  return w.role(name, { ...edge, path: kind === "linked" ? "/aws-service-role/a.amazonaws.com/" : "/" });
}
/** The world with all principals, of whom only those hold policies whom `isHolding` says. */
function inventoryWith({ holders, levels }: World, isHolding: (index: number) => boolean): Inventory {
  const records: IamRecord[] = [
    ...names.flatMap((name) => [w.policy(name, pool[name]), w.scp(name, pool[name])]),
    ...(levels.length > 0 ? [w.memberAccount(levels)] : []),
    ...holders.flatMap((one, index) => {
      const told = isHolding(index) ? one : { ...one, attached: [], boundary: null };
      const principal = principalOf(told, index);
      return [principal, ...told.attached.map((name) => w.attached(principal, policyArn(name)))];
    }),
  ];
  return inventoryOf(w.world(records));
}
type Ask = (inventory: Inventory) => (index: number) => unknown;
const isOf =
  (index: number) =>
  ({ principal: { name } }: { principal: { name: string } }): boolean =>
    name === "abcd"[index];

/** What is told of a principal's own power; nobody may assume a role here. */
const powers: Ask = (inventory) => {
  const { administrators, privileged, undetermined } = admins(inventory);
  return (index) => [administrators, privileged, undetermined].map((list) => list.filter(isOf(index)));
};
/** All but whom a method is used on: that depends on who is there, and on which of them is an administrator. */
const ways: Ask = (inventory) => {
  const { rows, undetermined } = escalations(inventory);
  const told = rows.map(({ targets: _, hasMoreTargets: __, needs, ...row }) => ({
    ...row,
    needs: needs.map((need) => ({ ...need, grants: need.grants.map(({ resource: _, ...grant }) => grant) })),
  }));
  return (index) => [told.filter(isOf(index)), undetermined.filter(isOf(index))];
};

describe("what is told of a principal does not depend on what others hold", () => {
  test.each(Object.entries({ powers, ways }))("%s", (_, ask) => {
    const same = fc.property(world, (one) => {
      const together = ask(inventoryWith(one, () => true));
      for (const index of one.holders.keys()) expect(together(index)).toEqual(ask(inventoryWith(one, (other) => other === index))(index));
    });
    fc.assert(same, { numRuns: 100 });
  });
});

describe("two principals with the same two policies, one of whom has one as the boundary", () => {
  const bounded: Holder = { kind: "user", attached: ["all"], boundary: "read" };
  const free: Holder = { kind: "user", attached: ["all", "read"], boundary: null };
  const rows: Record<string, { readonly holders: readonly Holder[]; readonly administrator: string }> = {
    "the bounded one first": { holders: [bounded, free], administrator: "b" },
    "the bounded one last": { holders: [free, bounded], administrator: "a" },
  };
  test.each(Object.entries(rows))("%s: the other one alone is an administrator", (_, { holders, administrator }) => {
    const { administrators } = admins(inventoryWith({ holders, levels: [] }, () => true));
    expect(administrators.map(({ principal, outcome }) => `${principal.name} ${outcome}`)).toEqual([`${administrator} allowed`]);
  });
  test("each keeps the own ways", () => {
    const keys: Holder = { kind: "user", attached: ["keys", "read"], boundary: null };
    const { rows } = escalations(
      inventoryWith({ holders: [{ ...keys, attached: ["keys"], boundary: "read" }, keys], levels: [] }, () => true),
    );
    expect(rows.filter(({ method }) => method === "iam-002").map(({ principal }) => principal.name)).toEqual(["b"]);
  });
});
