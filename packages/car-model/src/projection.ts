import type { AspectName, Aws, Collector, Facts } from "@plumbline/audit-kit/define";
import type { Contribution } from "./contribution.ts";

/** Where a resource is. */
export type Place = Pick<Aws, "partition" | "account" | "region">;

/** How resources of one type look in CAR: data and one pure function. */
// biome-ignore lint/suspicious/noExplicitAny: the default of a generic stands for every instance; a narrower one breaks variance
export interface Projection<C extends Collector = any, N extends AspectName<C> = any> {
  readonly of: C;
  /** The aspects that are read of each resource. */
  readonly needs: readonly N[];
  /**
   * `events` reads again what CloudTrail names. `listing` lists the type in every run, since AWS changes its resources by itself and
   * records no call that names them; only what differs is sent all the same.
   */
  readonly followedBy: "events" | "listing";
  /** Undefined for a resource that is not put into CAR, such as a terminated instance. */
  project(facts: Facts<C, N>, place: Place): Contribution | undefined;
}

/** Declares how a type looks in CAR. */
export const defineProjection = <C extends Collector, const N extends AspectName<C> = never>(
  projection: Projection<C, N>,
): Projection<C, N> => projection;
