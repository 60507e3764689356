import { expect, it } from "vitest";
import { controlsByCheck, everyEdition } from "./every-edition.ts";
import { cisEditions } from "./registry.ts";

it("is every edition with all its controls, oldest first", async () => {
  const all = await everyEdition();
  const counts = all.map(({ benchmark }) => `${benchmark.edition}: ${benchmark.controls.length}`);
  console.log(`${counts.join(", ")}; ${all.reduce((sum, { benchmark }) => sum + benchmark.controls.length, 0)} controls`);
  expect(all.map(({ benchmark }) => benchmark.edition)).toEqual(cisEditions);
  expect(all.reduce((sum, { benchmark }) => sum + benchmark.controls.length, 0)).toBe(611);
});

it("tells each control of a check once, also where it is asked twice", async () => {
  const controls = await controlsByCheck();
  const of = (check: string) => (controls.get(check) ?? []).map(({ edition, id }) => `${edition} ${id}`);
  expect(of("s3_bucket/default-encryption")).toEqual(["1.3.0 2.1.1", "1.4.0 2.1.1", "1.5.0 2.1.1"]);
  expect(of("rds_cluster/multi-az")).toEqual(["4.0.1 2.2.4", "5.0.0 2.2.4", "6.0.0 3.2.4", "7.0.0 3.2.4"]);
  expect(of("ami/not-shared")).toEqual([]);
  for (const [check, all] of controls) expect(new Set(all.map(({ edition, id }) => `${edition} ${id}`)).size, check).toBe(all.length);
});
