/** Those of a set in one order, whatever the order in which somebody tells them: by their JSON. The same set makes the same record. */
export const inOrder = <T>(set: readonly T[]): T[] =>
  set
    .map((one) => ({ one, key: JSON.stringify(one) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ one }) => one);
