import type { PermissionPart, Permissions } from "../permissions.ts";
import { hasPart, unseenIn, withUnseen } from "../unseen.ts";
import type { RosterEntry } from "./pack-tables.ts";

type Column = (entry: RosterEntry) => string | null;

const names = (uses: readonly { name: string }[]): string => uses.map(({ name }) => name).join(" ");
const ofPart =
  (part: PermissionPart, textOf: (permissions: Permissions) => string): Column =>
  ({ kind, permissions }) =>
    hasPart(kind, part) ? withUnseen(textOf(permissions), permissions, [part]) : null;

/** Columns of a pack's rosters. What a kind of item does not have is empty, so that nobody takes it for looked at and not found. */
export const rosterColumns: Readonly<Record<string, Column>> = {
  account: ({ account }) => account,
  kind: ({ kind }) => kind,
  principal: ({ principalName }) => principalName,
  via: ({ via }) => via,
  arn: ({ arn }) => arn,
  policies: ofPart("attached", ({ attached }) => names(attached)),
  inline_policies: ofPart("inline", ({ inline }) => names(inline)),
  groups: ofPart("groups", ({ groups }) => names(groups)),
  boundary: ({ permissions }) => permissions.boundary?.name ?? null,
  login: ofPart("login", ({ hasLogin }) => (hasLogin === null ? "" : hasLogin ? "yes" : "no")),
  keys: ofPart("keys", ({ keys }) => keys.map(({ id, status }) => `${id} (${status})`).join(" ")),
  not_looked_at: ({ permissions }) => unseenIn(permissions),
  permission_hash: ({ permissionHash }) => permissionHash,
  item: ({ item }) => item,
};
