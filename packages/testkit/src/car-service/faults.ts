import { type Deed, Fault } from "./settings.ts";

export interface Faults {
  add(fault: Fault): void;
  /** What happens to a request, if anything. Every fault counts every request that matches it. */
  next(method: string, path: string): Deed | undefined;
}

export const makeFaults = (given: readonly Fault[]): Faults => {
  const faults = given.map((fault) => ({ ...Fault.parse(fault), seen: 0 }));
  return {
    add: (fault) => void faults.push({ ...Fault.parse(fault), seen: 0 }),
    next(method, path) {
      const matching = faults.filter((fault) => (fault.method ?? method) === method && new RegExp(fault.path).test(path));
      for (const fault of matching) fault.seen++;
      return matching.find(({ seen, nth, times }) => seen >= nth && seen < nth + times)?.deed;
    },
  };
};
