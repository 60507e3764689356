import { z } from "zod";

/** Who may use a snapshot or an image: everyone (`all`), an account, or an organization or a unit of one by its ARN. */
export const Share = z.object({ kind: z.enum(["everyone", "account", "organization"]), id: z.string().min(1) });
export type Share = z.output<typeof Share>;

/** One entry of a launch permission or a createVolumePermission. */
interface Permission {
  readonly Group?: string | undefined;
  readonly UserId?: string | undefined;
  readonly OrganizationArn?: string | undefined;
  readonly OrganizationalUnitArn?: string | undefined;
}
const toShare = ({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: Permission): Share => {
  if (Group !== undefined) return { kind: "everyone", id: Group };
  return UserId === undefined
    ? { kind: "organization", id: OrganizationArn ?? OrganizationalUnitArn ?? "" }
    : { kind: "account", id: UserId };
};

const keyOf = ({ kind, id }: Share): string => `${kind} ${id}`;

/** Reads permissions as AWS lists them, in an order of our own: AWS's order means nothing and may change. */
export const toShares = (permissions: readonly Permission[]): Share[] =>
  permissions.map(toShare).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** What has to be removed and added: one edit for each direction and parameter, as ModifyImageAttribute and ModifySnapshotAttribute take them. */
export interface ShareEdit {
  readonly OperationType: "remove" | "add";
  readonly GroupNames?: string[];
  readonly UserIds?: string[];
  readonly OrganizationArns?: string[];
  readonly OrganizationalUnitArns?: string[];
}
const parameterOf = ({ kind, id }: Share) => {
  if (kind === "everyone") return "GroupNames";
  if (kind === "account") return "UserIds";
  // arn:PARTITION:organizations::ACCOUNT:ou/o-ID/ou-ID
  return /:ou\//.test(id) ? "OrganizationalUnitArns" : "OrganizationArns";
};

/** The edits that lead from one list of shares to another; removals come first. */
export function shareEdits({ from, to }: { from: readonly Share[]; to: readonly Share[] }): ShareEdit[] {
  const without = (some: readonly Share[], others: readonly Share[]) =>
    some.filter((one) => !others.some((other) => keyOf(other) === keyOf(one)));
  const edits = (OperationType: ShareEdit["OperationType"], shares: readonly Share[]) =>
    [...new Set(shares.map(parameterOf))].map((parameter) => ({
      OperationType,
      [parameter]: shares.filter((share) => parameterOf(share) === parameter).map(({ id }) => id),
    }));
  return [...edits("remove", without(from, to)), ...edits("add", without(to, from))];
}
