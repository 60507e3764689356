import type { AccessKeys } from "@plumbline/collectors/facts/access-keys";

const latest = (instants: readonly (string | null)[]): string | null =>
  instants.reduce((last, one) => (one !== null && (last === null || Date.parse(one) > Date.parse(last)) ? one : last), null);

/** When a key that is active was last used; null for never. */
export const keysLastUsed = ({ keys, lastUsed }: AccessKeys): string | null =>
  latest(keys.flatMap(({ id, status }) => (status === "Active" ? [lastUsed[id] ?? null] : [])));

/** When a user was last there, by password or with a key that is active; null for never. */
export const userLastUsed = ({
  passwordLastUsed,
  accessKeys,
}: {
  readonly passwordLastUsed: string | null;
  readonly accessKeys: AccessKeys;
}): string | null => latest([passwordLastUsed, keysLastUsed(accessKeys)]);
