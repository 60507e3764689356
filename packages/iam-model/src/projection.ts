import type { AspectName, Aws, Collector, Facts } from "@plumbline/audit-kit/define";
import type { IamRecord, Kind } from "./kinds.ts";

/** Where a resource is. */
export type Place = Pick<Aws, "partition" | "account" | "region">;

/** What some aspects of a resource tell: data and one pure function. What of these can't be seen leaves its kinds incomplete, and no others. */
// biome-ignore lint/suspicious/noExplicitAny: the default of a generic stands for every instance; a narrower one breaks variance
export interface Part<C extends Collector = any, N extends AspectName<C> = any> {
  readonly kinds: readonly Kind[];
  /** The aspects that are read of each resource. */
  readonly needs: readonly N[];
  project(facts: Facts<C, N>, place: Place): readonly IamRecord[];
}

/** How the resources of one type become records. */
export interface Projection {
  /** Names the listing of an account and region; the collector's type as a rule. */
  readonly listing: string;
  readonly of: Collector;
  /** True for a type whose records are of other accounts than the one that tells them. */
  readonly spansAccounts: boolean;
  readonly parts: readonly Part[];
}

/** Declares how a type becomes records; `part` infers the facts that each part sees. */
export const defineProjection = <C extends Collector>(
  of: C,
  parts: (part: <const N extends AspectName<C> = never>(part: Part<C, N>) => Part) => readonly Part[],
  { listing = of.type, spansAccounts = false }: { readonly listing?: string; readonly spansAccounts?: boolean } = {},
): Projection => ({ listing, of, spansAccounts, parts: parts((part) => part) });

/** The aspects that a projection reads, each once. */
export const needsOf = ({ parts }: Projection): readonly string[] => [...new Set(parts.flatMap(({ needs }) => needs))];

/** The kinds that a projection tells of, each once, in the order of their names. */
export const kindsOf = ({ parts }: Projection): readonly Kind[] => [...new Set(parts.flatMap(({ kinds }) => kinds))].sort();
