import { expect, test } from "vitest";
import type { Credentials } from "./client-factory.ts";
import { refreshing } from "./refreshing.ts";

const minute = 60_000;
const source = (lifetimeMinutes: number | undefined) => {
  const world = { now: 0, loads: 0, fails: false };
  const load = async (): Promise<Credentials> => {
    world.loads += 1;
    if (world.fails) throw new Error("STS is down");
    const keys = { accessKeyId: `testing-${world.loads}`, secretAccessKey: "testing" };
    return lifetimeMinutes === undefined ? keys : { ...keys, expiration: new Date(world.now + lifetimeMinutes * minute) };
  };
  return { world, provider: refreshing(load, () => new Date(world.now)) };
};

const ages = {
  "fresh credentials are kept": { lifetime: 60, at: 54.9, key: "testing-1" },
  "five minutes before expiry they are renewed": { lifetime: 60, at: 55, key: "testing-2" },
  "credentials without expiry are kept for a while": { lifetime: undefined, at: 4.9, key: "testing-1" },
  "credentials without expiry are read anew after five minutes": { lifetime: undefined, at: 5, key: "testing-2" },
};
test.each(Object.entries(ages))("%s", async (_name, { lifetime, at, key }) => {
  const { world, provider } = source(lifetime);
  await provider();
  world.now = at * minute;
  expect((await provider()).accessKeyId).toBe(key);
});

test("many who ask at once share one refresh", async () => {
  const { world, provider } = source(60);
  await Promise.all([provider(), provider(), provider()]);
  expect(world.loads).toBe(1);
  world.now = 56 * minute;
  const keys = await Promise.all([provider(), provider(), provider()]);
  expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual(["testing-2", "testing-2", "testing-2"]);
});

test("a refresh that fails leaves good credentials in use, and tells of it once they are expired", async () => {
  const { world, provider } = source(60);
  await provider();
  world.fails = true;
  world.now = 56 * minute;
  expect((await provider()).accessKeyId).toBe("testing-1");
  world.now = 60 * minute;
  await expect(provider()).rejects.toThrow("STS is down");
  world.fails = false;
  expect((await provider()).accessKeyId).toBe("testing-4");
});
