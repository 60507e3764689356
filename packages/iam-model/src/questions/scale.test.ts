import { expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { admins } from "./admins.ts";
import { asOf } from "./as-of.ts";
import { diff } from "./diff.ts";
import { escalations } from "./escalations.ts";
import { inventoryOf } from "./inventory.ts";
import { trust } from "./trust.ts";
import { unused } from "./unused.ts";
import * as w from "./world.fixture.ts";

const perAccount = 1000;
const accounts = 50;

/** Half users, half roles, as accounts have them: few managed policies that many hold, and an inline policy of its own for one in four. */
function* records(): Generator<IamRecord> {
  for (let a = 0; a < accounts; a += 1) {
    const of = String(100_000_000_000 + a);
    const team = w.group("team", of);
    const shared = ["read", "deploy", "admin"].map((name) => w.policyArn(name, of));
    yield* [team, w.attached(team, shared[0]!)];
    yield w.policy("read", w.document(w.allow(["s3:Get*", "s3:List*", "ec2:Describe*", "logs:*"])), { of });
    yield w.policy("deploy", w.document(w.allow(["ec2:*", "lambda:*"]), w.allow("iam:PassRole", `arn:aws:iam::${of}:role/app-*`)), { of });
    yield w.policy("admin", w.document(w.allow("*")), { of });
    yield w.memberAccount([["p-full"], ["p-full", "p-regions"], ["p-full"]], { of });
    for (let i = 0; i < perAccount; i += 1) {
      const one =
        i % 2 === 0
          ? w.user(`user-${i}`, { of })
          : w.role(i % 10 === 1 ? `app-${i}` : `role-${i}`, {
              of,
              trust: i % 3 === 0 ? w.trusts({ AWS: `arn:aws:iam::${of}:root` }) : w.trusts({ Service: "lambda.amazonaws.com" }),
            });
      yield one;
      if (one.kind === "iam_user") yield w.member(one, "team");
      yield w.attached(one, shared[i % 100 === 0 ? 2 : i % 2]!);
      if (i % 4 === 0) yield w.inline(one, w.document(w.allow(["s3:PutObject", "sqs:*"], `arn:aws:s3:::bucket-${a}-${i}/*`)));
    }
  }
  yield w.scp("p-full", w.document(w.allow("*")));
  yield w.scp("p-regions", w.document(w.deny("*", "*", w.when("StringNotEquals", "aws:RequestedRegion", "eu-west-1"))));
}

test("50,000 principals are asked in seconds", { timeout: 300_000 }, () => {
  const snapshot = w.world([...records()]);
  const took: Record<string, number> = {};
  const timed = <T>(name: string, work: () => T): T => {
    // The processor's time: the clock would tell how busy the machine is.
    const start = process.cpuUsage();
    const answer = work();
    const { user, system } = process.cpuUsage(start);
    took[name] = Math.round((user + system) / 1000);
    return answer;
  };
  const inventory = timed("inventory", () => inventoryOf(snapshot));
  expect(timed("as-of", () => asOf(inventory)).principals.length).toBe(accounts * perAccount);
  expect(timed("admins", () => admins(inventory)).administrators.length).toBe(accounts * 10);
  expect(timed("escalations", () => escalations(inventory)).rows.length).toBeGreaterThan(accounts);
  expect(timed("unused", () => unused(snapshot, { days: 90 })).rows.length).toBeGreaterThan(0);
  expect(timed("trust", () => trust(inventory)).rows).toEqual([]);
  expect(timed("diff", () => diff(snapshot, snapshot)).changes).toEqual([]);
  console.log(`milliseconds of the processor for ${accounts * perAccount} principals: ${JSON.stringify(took)}`);
  // Some seconds each; work for each pair of principals would take hours.
  for (const [name, milliseconds] of Object.entries(took)) expect(milliseconds, name).toBeLessThan(30_000);
});
