import type { Car } from "@plumbline/car-client/car";
import { CarError } from "@plumbline/car-client/car-error";
import { type CarOptions, openCar } from "@plumbline/car-client/open-car";
import type { CarService } from "./start-car-service.ts";

/** A connector's client at a stand-in, whose clock goes only when it sleeps. */
export const openAt = (service: Pick<CarService, "url" | "auth">, options: Partial<CarOptions> = {}) => {
  const clock = { now: Date.UTC(2026, 2, 1, 12), slept: [] as number[], log: [] as string[] };
  const car = openCar({
    url: service.url,
    auth: service.auth,
    source: { _key: "aws-prod", name: "123456789012", description: "AWS" },
    now: () => new Date(clock.now),
    sleep: async (milliseconds) => {
      clock.slept.push(milliseconds);
      clock.now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
    log: (line) => void clock.log.push(line),
    timeoutMilliseconds: 5000,
    ...options,
  });
  return { car, clock };
};

/** Two assets with an address each, as a connector sends them. */
export const sendTwo = async (car: Car): Promise<void> => {
  await car.sendReport();
  await car.importVertices("asset", [asset("i-1"), asset("i-2")]);
  await car.importVertices("ipaddress", [{ _key: "10.0.0.1" }, { _key: "10.0.0.2" }]);
  await car.settle();
  await car.importEdges("asset_ipaddress", [address("i-1", "10.0.0.1"), address("i-2", "10.0.0.2")]);
  await car.settle();
};
export const asset = (id: string, more: object = {}) => ({ external_id: id, name: id, ...more });
export const address = (from: string, to: string) => ({ collection: "asset_ipaddress", from, to }) as const;

/** The error of a promise that must reject. */
export const carErrorOf = async (promise: Promise<unknown>): Promise<CarError> => {
  const cause = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (cause instanceof CarError) return cause;
  throw new Error(`no CarError: ${String(cause)}`, { cause });
};
