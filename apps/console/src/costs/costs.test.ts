import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A, appOver, B, fillTwo, noon, tellsOfB } from "../app.fixture.ts";
import { type AskCosts, costsOf, keepCosts } from "./keep-costs.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
  await fillTwo(store);
}, 60_000);
afterAll(() => store.close());

const payer = "999988887777";
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);
const asking = (answer: Awaited<ReturnType<AskCosts>> | Error) => {
  const asked: unknown[] = [];
  const ask: AskCosts = async (time) => {
    asked.push(time);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, asked };
};
const told: string[] = [];
const keep = (ask: AskCosts, now: Date) => keepCosts(store, { payer, now, ask, tell: (message) => told.push(message) });

describe("costs", () => {
  it("are asked for once a payer and day, also by many at once, and the price is told before", async () => {
    const amounts = [
      { account: A, amount: "12.3456", currency: "USD" },
      { account: B, amount: "777.5", currency: "USD" },
      { account: "NoLinkedAccount", amount: "1", currency: "USD" },
    ];
    const { ask, asked } = asking({ costs: amounts, isCut: false });
    const did = await Promise.all([keep(ask, noon), keep(ask, noon), keep(ask, later(11))]);
    expect([did.filter((one) => one).length, asked]).toEqual([1, [{ from: "2026-06-01", to: "2026-07-01" }]]);
    expect(told).toEqual([
      `Cost Explorer is asked for the costs of payer ${payer}, which AWS charges with 0.01 US dollars; not again today`,
    ]);
  });
  it("are shown to who may see the account, and only where the console was told to", async () => {
    const { signIn } = appOver(store, { services: { cost: costsOf(() => noon) } });
    const page = await (await signIn("reader-a")).text("/accounts");
    expect([page.includes("12.35 USD"), page.includes("0.01 US dollars"), tellsOfB.exec(page), page.includes("777.50")]).toEqual([
      true,
      true,
      null,
      false,
    ]);
    const without = await (await appOver(store).signIn("reader-a")).text("/accounts");
    expect([without.includes("USD"), without.includes("Cost")]).toEqual([false, false]);
  });
  it("that can't be read are not asked for again that day, and stay as they were", async () => {
    const denied = asking(new Error("not authorized to perform ce:GetCostAndUsage"));
    expect([await keep(denied.ask, later(24)), await keep(denied.ask, later(25)), denied.asked.length]).toEqual([true, false, 1]);
    expect(told.at(-1)).toBe("Cost Explorer told nothing: not authorized to perform ce:GetCostAndUsage");
    const kept = await store.db.selectFrom("account_costs").select(["account_id", "amount"]).orderBy("account_id").execute();
    expect(kept.map(({ account_id, amount }) => [account_id, Number(amount)])).toEqual([
      [A, 12.3456],
      [B, 777.5],
    ]);
  });
});
