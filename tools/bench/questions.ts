import type { IamRecord } from "@plumbline/iam-model/kinds";
import { admins } from "@plumbline/iam-model/questions/admins";
import { asOf } from "@plumbline/iam-model/questions/as-of";
import { diff } from "@plumbline/iam-model/questions/diff";
import { escalations } from "@plumbline/iam-model/questions/escalations";
import { inventoryOf } from "@plumbline/iam-model/questions/inventory";
import { trust } from "@plumbline/iam-model/questions/trust";
import { unused } from "@plumbline/iam-model/questions/unused";
import * as w from "@plumbline/iam-model/questions/world.fixture";

const perAccount = 1000;
const accounts = 50;

/** Half users, half roles, as accounts have them: few managed policies that many hold, and an inline policy of its own for one in four. */
function* records(): Generator<IamRecord> {
  for (let a = 0; a < accounts; a += 1) {
    const of = String(100_000_000_000 + a);
    const team = w.group("team", of);
    const [read, deploy, admin] = [w.policyArn("read", of), w.policyArn("deploy", of), w.policyArn("admin", of)];
    yield* [team, w.attached(team, read)];
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
      yield w.attached(one, i % 100 === 0 ? admin : i % 2 === 0 ? read : deploy);
      if (i % 4 === 0) yield w.inline(one, w.document(w.allow(["s3:PutObject", "sqs:*"], `arn:aws:s3:::bucket-${a}-${i}/*`)));
    }
  }
  yield w.scp("p-full", w.document(w.allow("*")));
  yield w.scp("p-regions", w.document(w.deny("*", "*", w.when("StringNotEquals", "aws:RequestedRegion", "eu-west-1"))));
}

/** Asks every question of an inventory of 50,000 principals: seconds of the processor and rows of each answer. */
export function benchQuestions(): void {
  const all = perAccount * accounts;
  const snapshot = w.world([...records()]);
  const wrong: string[] = [];
  const timed = <T>(name: string, work: () => T, rowsOf: (answer: T) => number, isRight: (rows: number) => boolean): T => {
    const start = process.cpuUsage();
    const answer = work();
    const { user, system } = process.cpuUsage(start);
    const rows = rowsOf(answer);
    console.log(`${name.padEnd(12)}${((user + system) / 1e6).toFixed(1)} s, ${rows} rows`);
    if (!isRight(rows)) wrong.push(`${name} answered ${rows} rows`);
    return answer;
  };
  const inventory = timed(
    "inventory",
    () => inventoryOf(snapshot),
    ({ principals }) => principals.length,
    (rows) => rows === all,
  );
  const ask = <T>(name: string, question: (of: typeof inventory) => T, rowsOf: (answer: T) => number, isRight: (rows: number) => boolean) =>
    timed(name, () => question(inventory), rowsOf, isRight);
  ask(
    "as-of",
    asOf,
    ({ principals }) => principals.length,
    (rows) => rows === all,
  );
  ask(
    "admins",
    admins,
    ({ administrators }) => administrators.length,
    (rows) => rows === accounts * 10,
  );
  ask(
    "escalations",
    escalations,
    ({ rows }) => rows.length,
    (rows) => rows > accounts,
  );
  ask(
    "trust",
    trust,
    ({ rows }) => rows.length,
    (rows) => rows === 0,
  );
  ask(
    "unused",
    () => unused(snapshot, { days: 90 }),
    ({ rows }) => rows.length,
    (rows) => rows > 0,
  );
  ask(
    "diff",
    () => diff(snapshot, snapshot),
    ({ changes }) => changes.length,
    (rows) => rows === 0,
  );
  for (const one of wrong) console.error(`wrong: ${one}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
