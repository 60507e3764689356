import fc from "fast-check";
import { expect, it } from "vitest";
import { address, asset, openAt } from "./open.fixture.ts";
import { startCarService } from "./start-car-service.ts";

const ids = fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 12 });
const pairs = fc.uniqueArray(fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })), { maxLength: 20, selector: (pair) => pair.join() });
const held = fc.record({ assets: ids, addresses: ids, edges: pairs });
type Held = typeof held extends fc.Arbitrary<infer T> ? T : never;

const name = (i: number) => `i-${i}`;
const ip = (i: number) => `10.0.0.${i}`;
/** The edges whose two ends are among the vertices. */
const whole = ({ assets, addresses, edges }: Held) => edges.filter(([from, to]) => assets.includes(from) && addresses.includes(to));

it("a full import leaves what it sent and nothing else, whatever was there and however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(held, { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      async (states, polls, rows) => {
        const service = await startCarService({ database: "ready", pollsUntilDone: polls });
        try {
          const { car } = openAt(service, { chunk: { rows }, mostJobs: 2 });
          for (const state of states) {
            await car.withFullImport(async () => {
              await car.sendReport();
              await car.importVertices(
                "asset",
                state.assets.map((i) => asset(name(i))),
              );
              await car.importVertices(
                "ipaddress",
                state.addresses.map((i) => ({ _key: ip(i) })),
              );
              await car.settle();
              await car.importEdges(
                "asset_ipaddress",
                state.edges.map(([from, to]) => address(name(from), ip(to))),
              );
            });
            const { vertices, edges } = service.model();
            expect(Object.keys(vertices["asset"] ?? {}).sort()).toEqual(state.assets.map(name).sort());
            expect(Object.keys(vertices["ipaddress"] ?? {}).sort()).toEqual(state.addresses.map(ip).sort());
            const expected = whole(state).map(([from, to]) => `asset/${name(from)} -> ipaddress/${ip(to)}`);
            expect(Object.keys(edges["asset_ipaddress"] ?? {}).sort()).toEqual(expected.sort());
          }
        } finally {
          await service.stop();
        }
      },
    ),
    { numRuns: 40 },
  );
});
