import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { admins } from "./admins.ts";
import { escalations } from "./escalations.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

const { account, allow, document } = w;
const all = document(allow("*"));
const illegible = (name: string, of = account) => w.role(name, { trust: "{" as never, of });
const [power, foreign, step] = [illegible("power"), illegible("power", "444455556666"), illegible("step")];
const known = w.role("known", { trust: w.trusts({ AWS: step.arn }) });
const bounded = w.role("power", { trust: "{" as never, boundary: w.policyArn("lost") });

interface Row {
  readonly records: readonly IamRecord[];
  /** Whom administrators and ways to gain leave undetermined, and for how many reasons. */
  readonly admins: readonly (readonly [name: string, reasons: number])[];
  readonly ways: Row["admins"];
}
const rows: Record<string, Row> = {
  "an administrator": { records: [power, w.inline(power, all)], admins: [["power", 1]], ways: [["power", 1]] },
  "an administrator of another account, which may trust this one": {
    ...{ records: [foreign, w.inline(foreign, all)], admins: [["power", 1]], ways: [["power", 1]] },
  },
  "an administrator with a boundary that nobody read": {
    ...{ records: [bounded, w.inline(bounded, all)], admins: [["power", 1]], ways: [["power", 1]] },
  },
  "an administrator under conditions, with another policy that nobody read": {
    records: [
      ...[power, w.attached(power, w.policyArn("lost"))],
      w.inline(power, document(allow("*", "*", w.when("Bool", "aws:MultiFactorAuthPresent", "true")))),
    ],
    ...{ admins: [["power", 2]], ways: [["power", 2]] },
  },
  "a role that assumes an administrator": {
    records: [step, w.inline(step, document(allow("sts:AssumeRole"))), known, w.inline(known, all)],
    ...{ admins: [["step", 1]], ways: [] },
  },
  "a role that is none": { records: [power, w.inline(power, document(allow("s3:*")))], admins: [], ways: [] },
};

describe("the trust policy that can't be read of", () => {
  test.each(Object.entries(rows))("%s", (_, { records, admins: ofAdmins, ways }) => {
    const [inventory, accounts] = [inventoryOf(w.world(records)), new Set([account])];
    const [one, other] = [admins(inventory, { accounts }).undetermined, escalations(inventory, { accounts }).undetermined];
    expect(one.map(({ principal, because }) => [principal.name, because.length])).toEqual(ofAdmins);
    expect(other.map(({ principal, because }) => [principal.name, because.length])).toEqual(ways);
    const trust = { what: expect.stringMatching(/^who may assume it, since its trust policy can't be read: /), effect: "may add" };
    for (const { because } of [...one, ...other]) expect(because.at(-1)).toEqual(trust);
  });
});
