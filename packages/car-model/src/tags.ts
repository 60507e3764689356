/**
 * A resource's tags as CAR keeps them: `key=value`, sorted. Those that AWS gives itself (`aws:...`) are left out: many hold the id of one
 * fleet or launch, of which CAR would keep thousands. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export const toCarTags = (tags: Readonly<Record<string, string>>): string[] =>
  Object.entries(tags)
    .filter(([key]) => !key.startsWith("aws:"))
    .map(([key, value]) => `${key}=${value}`)
    .sort();

/** The field of a vertex that holds them; none where there are none. */
export const tagged = (tags: Readonly<Record<string, string>>): { tag?: string[] } => {
  const tag = toCarTags(tags);
  return tag.length > 0 ? { tag } : {};
};
