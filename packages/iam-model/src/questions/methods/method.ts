import type { z } from "zod";
import type { Gains } from "../escalation-answer.ts";

/**
 * What a method is used on. `own-*` is the principal itself, its groups and the policies that it holds, `bounded-*` itself when its
 * boundary takes something from it, `rebounded-*` the same with another boundary, `own-boundary-*` that boundary; `other-*` another one of the
 * account;
 * `passed-role` a role that trusts the method's service; `instance` an EC2 instance with a role; `none` what no inventory of IAM holds.
 */
export type TargetKind =
  | "own-user"
  | "own-role"
  | "bounded-user"
  | "bounded-role"
  | "rebounded-user"
  | "rebounded-role"
  | "own-group"
  | "own-policy"
  | "own-policy-version"
  | "own-boundary-policy"
  | "own-boundary-policy-version"
  | "other-user"
  | "other-user-without-login"
  | "other-user-with-login"
  | "other-role"
  | "assumable-role"
  | "assumable-administrator"
  | "other-policy"
  | "other-policy-version"
  | "any-group"
  | "passed-role"
  | "instance"
  | "none";

/** One published way to gain permissions: all of its actions are needed. */
export interface Method {
  /** The number under which the source tells of it. */
  readonly id: string;
  readonly title: string;
  /** Needed on the target. */
  readonly onTarget: readonly string[];
  /** Needed on some resource. */
  readonly anywhere: readonly string[];
  /** Service that a role is passed to. */
  readonly service?: string;
  /** Tried in order; the first with a target counts. */
  readonly targets: readonly { readonly kind: TargetKind; readonly gains: z.output<typeof Gains> }[];
  readonly page: string;
}

const catalogue = (id: string): string => `https://pathfinding.cloud/paths/${id}`;

const own = (kind: TargetKind) => ({ kind, gains: "own-permissions" }) as const;
const acting = (kind: TargetKind) => ({ kind, gains: "another-principal" }) as const;
const giving = (kind: TargetKind) => ({ kind, gains: "gives-another" }) as const;
export const gaining = { own, acting, giving };

interface Details {
  readonly page?: string;
  readonly anywhere?: readonly string[];
}

/** A method on principals or policies. */
export const onIam = (
  id: string,
  title: string,
  onTarget: readonly string[],
  targets: Method["targets"],
  { page = catalogue(id), anywhere = [] }: Details = {},
): Method => ({
  ...{ id, title, onTarget, anywhere, targets, page },
});

/** A method that hands a role to a service. */
export const passing = (id: string, service: string, title: string, anywhere: readonly string[], page = catalogue(id)): Method => ({
  ...{ id, title, onTarget: ["iam:PassRole"], anywhere, service, targets: [acting("passed-role")], page },
});

/** A method on something that has a role already. */
export const taking = (id: string, title: string, anywhere: readonly string[], page = catalogue(id)): Method => ({
  ...{ id, title, onTarget: [], anywhere, targets: [acting("none")], page },
});
