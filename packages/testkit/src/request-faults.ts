/** Faults that stand-ins of services do on demand. */

/** Which requests a fault happens to. */
export interface Occasion<D> {
  readonly method?: string | undefined;
  /** A regular expression on path and query. */
  readonly path: string;
  /** The first matching request that it happens to, from 1, and to how many on end. */
  readonly nth: number;
  readonly times: number;
  readonly deed: D;
}
export interface Faults<F, D> {
  add(fault: F): void;
  /** What happens to a request, if anything. Every fault counts every request that matches it. */
  next(method: string, path: string): D | undefined;
}

/** Keeps faults, which `read` proves. */
export const makeFaults = <F, D>(given: readonly F[], read: (fault: F) => Occasion<D>): Faults<F, D> => {
  const faults = given.map((fault) => ({ ...read(fault), seen: 0 }));
  return {
    add: (fault) => void faults.push({ ...read(fault), seen: 0 }),
    next(method, path) {
      const matching = faults.filter((fault) => (fault.method ?? method) === method && new RegExp(fault.path).test(path));
      for (const fault of matching) fault.seen++;
      return matching.find(({ seen, nth, times }) => seen >= nth && seen < nth + times)?.deed;
    },
  };
};
