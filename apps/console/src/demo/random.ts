/** Numbers from 0 up to 1 that follow from a seed: the same seed, the same world. Mulberry32, by Tommy Ettinger, public domain. */
export function seeded(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    /** True in so many of a hundred. */
    percent: (chance: number): boolean => next() * 100 < chance,
    /** A whole number from 0 up to below `below`. */
    below: (below: number): number => Math.floor(next() * below),
    of: <T>(all: readonly [T, ...T[]]): T => all[Math.floor(next() * all.length)] ?? all[0],
    /** Letters and digits as AWS's ids have them. */
    id: (prefix: string): string =>
      prefix + Array.from({ length: 17 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Math.floor(next() * 32)]).join(""),
  };
}
export type Random = ReturnType<typeof seeded>;
