import { newFolder } from "@plumbline/cli/io.fixture";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import fc from "fast-check";
import { expect, inject, it } from "vitest";
import { Account } from "./changing-account.fixture.ts";
import { startWorld, type World } from "./world.fixture.ts";

/** What CAR holds, but for texts that are empty: a text that is gone is sent so. */
const withoutEmpty = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, held: unknown) => (held === "" ? undefined : held));

/** What a new CAR would hold after one full import. */
async function fresh(world: World): Promise<unknown> {
  const service = await startCarService({ pollsUntilDone: 0 });
  try {
    const { code, stderr } = await world.run(["--state-file", `${newFolder()}/state.db`], { CAR_SERVICE_URL: service.url });
    expect(code, stderr).toBe(0);
    return withoutEmpty(service.model());
  } finally {
    await service.stop();
  }
}

// More than a usual run has time for: PLUMBLINE_SEQUENCES=500.
const sequences = Number(process.env["PLUMBLINE_SEQUENCES"] ?? 10);
const steps = fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000)), { minLength: 1, maxLength: 6 });
const rounds = fc.array(fc.record({ steps, days: fc.constantFrom(0, 0, 0, 1, 25, 40) }), { minLength: 2, maxLength: 4 });

it("full, incremental, incremental, ... leaves CAR as one fresh full import would", { timeout: 3_600_000 }, async () => {
  const counted = { imports: 0, incremental: 0, steps: new Map<string, number>() };
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const world = await startWorld(inject("emulatorUrl"));
      const account = new Account(world);
      try {
        for (const [index, round] of all.entries()) {
          for (const [which, pick] of round.steps) await account.step(which, pick);
          world.clock.now += round.days * 86_400_000;
          // What is listed anew in half of the runs would hide an event that is missed.
          const listAfter = index % 2 === 0 ? "1000000" : "24";
          const { code, stdout, stderr } = await world.run(["--format", "json", "--list-after", listAfter]);
          expect(code, `${stdout} ${stderr} ${account.done.join(" ")}`).toBe(0);
          expect((JSON.parse(stdout) as { mode: string }).mode, stdout).toBe(index === 0 ? "full" : "incremental");
          counted.imports++;
          counted.incremental += index === 0 ? 0 : 1;
          expect(withoutEmpty(world.service.model()), account.done.join(" ")).toEqual(await fresh(world));
        }
        for (const name of account.done) counted.steps.set(name, (counted.steps.get(name) ?? 0) + 1);
      } finally {
        await world.stop();
      }
    }),
    { numRuns: sequences, endOnFailure: true },
  );
  console.log(
    `${sequences} sequences, ${counted.imports} imports of which ${counted.incremental} incremental, steps: ${[...counted.steps]
      .toSorted()
      .map((one) => one.join(" "))
      .join(", ")}`,
  );
});
