/** What is to be added and what to be removed, to make one set of names another. */
export const setEdits = (from: readonly string[], to: readonly string[]): { added: string[]; removed: string[] } => ({
  added: to.filter((one) => !from.includes(one)),
  removed: from.filter((one) => !to.includes(one)),
});
