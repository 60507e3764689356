import type { Account, Collector } from "./define.ts";
import type { Resource } from "./look.ts";

/** An account to look at. A region that nobody named is not `required`: that it is disabled is no gap. */
export interface Target extends Account {
  readonly mainRegion: string;
  readonly regions: readonly { readonly name: string; readonly required: boolean }[];
}

/** Where a type of a target is listed: global ones in the main region, regional ones in every region. */
export const regionsOf = ({ scope }: Pick<Collector, "scope">, { mainRegion, regions }: Target): string[] =>
  scope === "global" ? [mainRegion] : regions.map(({ name }) => name);

/**
 * Tells whether a resource is asked for: a global listing also tells of those in other regions. Where nobody named regions it always is, so
 * that one in a region that is off is told as unknown.
 */
export const isWithin = ({ region }: Pick<Resource, "region">, { regions }: Target): boolean =>
  region === undefined || regions.some(({ name }) => name === region) || regions.every(({ required }) => !required);
