import { newFolder } from "@plumbline/cli/io.fixture";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import fc from "fast-check";
import { expect, it } from "vitest";
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
/** What each sequence must have shown in CAR. */
const collections = ["asset", "container", "database", "application", "vulnerability", "hostname", "ipaddress"];
/** Every sequence starts with one of each kind of thing, so that its steps have something to be about. */
const first = { steps: [], days: 0.125 };
const steps = fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000)), { minLength: 1, maxLength: 6 });
// After three hours the overlap of half an hour no longer hides an event that was missed.
const rounds = fc.array(fc.record({ steps, days: fc.constantFrom(0, 0, 0.125, 0.125, 1, 25, 40) }), { minLength: 1, maxLength: 3 });

it("full, incremental, incremental, ... leaves CAR as one fresh full import would", { timeout: 3_600_000 }, async () => {
  const counted = { imports: 0, incremental: 0, steps: new Map<string, number>(), seen: new Map<string, number>() };
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const world = await startWorld(emulatorUrl());
      const account = new Account(world);
      try {
        for (const [index, round] of [first, ...all].entries()) {
          if (index === 0) await account.begin();
          for (const [which, pick] of round.steps) await account.step(which, pick);
          world.clock.now += round.days * 86_400_000;
          // What is listed anew in half of the runs would hide an event that is missed.
          const listAfter = index % 2 === 0 ? "1000000" : "24";
          const { code, stdout, stderr } = await world.run(["--format", "json", "--list-after", listAfter]);
          expect(code, `${stdout} ${stderr} ${account.done.join(" ")}`).toBe(0);
          expect((JSON.parse(stdout) as { mode: string }).mode, stdout).toBe(index === 0 ? "full" : "incremental");
          counted.imports++;
          counted.incremental += index === 0 ? 0 : 1;
          for (const [collection, count] of Object.entries(world.service.counts()))
            counted.seen.set(collection, (counted.seen.get(collection) ?? 0) + count);
          expect(withoutEmpty(world.service.model()), account.done.join(" ")).toEqual(await fresh(world));
        }
        for (const name of account.done) counted.steps.set(name, (counted.steps.get(name) ?? 0) + 1);
      } finally {
        await world.stop();
      }
    }),
    { numRuns: sequences, endOnFailure: true },
  );
  const told = (counts: ReadonlyMap<string, number>) =>
    [...counts]
      .toSorted()
      .map((one) => one.join(" "))
      .join(", ");
  console.log(
    `${sequences} sequences, ${counted.imports} imports of which ${counted.incremental} incremental, steps: ${told(counted.steps)}; ` +
      `in CAR after all imports together: ${told(counted.seen)}`,
  );
  // Of what never came, the comparison would say nothing.
  expect([...counted.seen.keys()]).toEqual(expect.arrayContaining(collections));
});
