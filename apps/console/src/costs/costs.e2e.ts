import { fakeKeys, runWith, testIo } from "@plumbline/cli/io.fixture";
import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { expect, it } from "vitest";
import { consoleCommand } from "../command.ts";
import { ConsoleConfig } from "../config.ts";
import { startCosts } from "./start-costs.ts";

it("asks Cost Explorer once, by the linked accounts of the month, and keeps the answer", async () => {
  const url = emulatorUrl();
  const amount = (account: string, Amount: string) => ({ Keys: [account], Metrics: { UnblendedCost: { Amount, Unit: "USD" } } });
  const results = [
    {
      ResultsByTime: [
        {
          TimePeriod: { Start: "2026-03-01", End: "2026-03-02" },
          Groups: [amount("111122223333", "41.5"), amount("444455556666", "0.25")],
        },
      ],
    },
    { ResultsByTime: [] },
  ];
  // https://docs.getmoto.org/en/latest/docs/services/ce.html
  const set = await fetch(`${url}/moto-api/static/ce/cost-and-usage-results`, { method: "POST", body: JSON.stringify({ results }) });
  expect(set.status).toBe(201);
  const store = await openEmpty();
  const { io } = testIo({ environment: fakeKeys });
  const told: string[] = [];
  const config = ConsoleConfig.parse({ endpointUrl: url });
  for (let i = 0; i < 2; i++) await (await startCosts(config, store, io, (message) => told.push(message))).stop();
  const kept = await store.db
    .selectFrom("account_costs")
    .select(["account_id", "amount", "currency", "payer"])
    .orderBy("account_id")
    .execute();
  await store.close();
  expect(told).toEqual([expect.stringContaining("0.01 US dollars")]);
  expect(kept.map(({ account_id, amount, currency }) => `${account_id} ${Number(amount)} ${currency}`)).toEqual([
    "111122223333 41.5 USD",
    "444455556666 0.25 USD",
  ]);
});

it.each([[], ["--quiet"]])("tells the price of a request, said %j", async (...words) => {
  const options = ["--cost", "--dev-login", "--listen", "127.0.0.1:0", "--endpoint-url", emulatorUrl(), "--folder", "database"];
  const { code, stderr } = await runWith(consoleCommand, [...options, ...words], { environment: fakeKeys });
  expect([code, stderr]).toEqual([0, expect.stringContaining("0.01 US dollars")]);
});
