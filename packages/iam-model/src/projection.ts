import type { AspectName, Aws, Collector, Facts, IamAction } from "@plumbline/audit-kit/define";
import type { Instances } from "@plumbline/collectors/facts/instances";
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

/** Tells of what an account is the one to ask, and of what not, such as a member of an organization about it. */
export interface WhyNot {
  readonly iam: readonly IamAction[];
  instances(aws: Aws): Promise<Instances>;
}

/** How the resources of one type become records. */
export interface Projection {
  /** Names the listing of an account and region; the collector's type as a rule. */
  readonly listing: string;
  readonly of: Collector;
  /** True for a type whose records are of other accounts than the one that tells them. */
  readonly spansAccounts: boolean;
  readonly whyNot?: WhyNot | undefined;
  readonly parts: readonly Part[];
}

/** Declares how a type becomes records; `part` infers the facts that each part sees. */
export const defineProjection = <C extends Collector>(
  of: C,
  parts: (part: <const N extends AspectName<C> = never>(part: Part<C, N>) => Part) => readonly Part[],
  { listing = of.type, spansAccounts = false, whyNot }: Partial<Pick<Projection, "listing" | "spansAccounts" | "whyNot">> = {},
): Projection => ({ listing, of, spansAccounts, whyNot, parts: parts((part) => part) });

/** The aspects that a projection reads, each once. */
export const needsOf = ({ parts }: Projection): readonly string[] => [...new Set(parts.flatMap(({ needs }) => needs))];

/** The kinds that a projection tells of, each once, in the order of their names. */
export const kindsOf = ({ parts }: Projection): readonly Kind[] => [...new Set(parts.flatMap(({ kinds }) => kinds))].sort();
