/** The four declarations of which everything else is made: collector, change, writer, check. */
import type { AffectedKind, BlastRadius } from "@plumbline/finding-model/change";
import type { Severity } from "@plumbline/finding-model/resource";
import type { z } from "zod";

export type IamAction = `${Lowercase<string>}:${Capitalize<string>}`;

/** A signed-in place. Every call of its clients waits for the rate budget and rejects with a `Failure`. */
export interface Aws {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** One client per (account, region, service), shared; the class comes from a lazily imported `@aws-sdk/client-*`. */
  client<C>(type: new (config: { region: string }) => C): C;
}

interface Known<S extends z.ZodType> {
  readonly iam: readonly IamAction[];
  /** Parses `undefined` when AWS has nothing to say: `.default([])` if that is a fact, else the resource is `absent`. */
  readonly schema: S;
  /** AWS error codes that mean "there is none", such as NoSuchBucketPolicy. */
  readonly none?: readonly string[];
}
// biome-ignore-start lint/suspicious/noExplicitAny: the default of a generic stands for every instance; a narrower one breaks variance
export interface PerResource<R = any, S extends z.ZodType = any> extends Known<S> {
  readonly per?: "resource";
  fetch(aws: Aws, resource: R): Promise<z.input<S>>;
}
export interface PerBatch<R = any, S extends z.ZodType = any> extends Known<S> {
  readonly per: number;
  fetch(aws: Aws, resources: readonly R[]): Promise<ReadonlyMap<string, z.input<S>>>;
}
export interface PerListing<S extends z.ZodType = any> extends Known<S> {
  readonly per: "listing";
  fetch(aws: Aws): Promise<ReadonlyMap<string, z.input<S>>>;
}
/**
 * What one call tells of a resource: its own call, a call per so many resources, or one call for the whole listing.
 * Batches and listings answer a Map by resource id. Aspects that share a listing `fetch` function share its one call.
 */
export type Aspect<R = any, S extends z.ZodType = any> = PerResource<R, S> | PerBatch<R, S> | PerListing<S>;

/**
 * Where a CloudTrail record names the resource; `[]` walks a list, of which CloudTrail writes one element as it is. An account is the
 * record's own recipient, a user without a name the caller. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export type RecordPath =
  | `${"requestParameters" | "responseElements" | "serviceEventDetails"}.${string}`
  | "recipientAccountId"
  | "userIdentity.arn"
  | "resources[].ARN";
/** Where the resource of an event is. */
export type EventPlace = Pick<Aws, "partition" | "account" | "region">;
export type ChangeEvent<N extends string = string> = {
  /** Names are told apart by it: several services have a CreateCluster. */
  readonly source: `${string}.amazonaws.com`;
  readonly name: string;
  /** Several are tried in order, until one names resources of this type. */
  readonly id: RecordPath | readonly RecordPath[];
  /** The id for what is named, such as an ARN's name; undefined for none of this type or place. What only a call can tell `find` takes. */
  toId?(named: string, place: EventPlace): string | undefined;
  /** How long AWS needs until its answers show the change. */
  readonly settleSeconds?: number;
  /** The id is of what the resource has or had, such as an association that is gone: only who keeps what each one had can tell whose it was. */
  readonly isHeld?: true;
} & ({ readonly effect: "create" | "delete" } | { readonly effect: "update"; readonly touches: readonly N[] });

type Base = z.ZodType<{ id: string; region?: string | undefined }>;
type Schemas = Record<string, z.ZodType>;
export interface Collector<T extends string = string, B extends Base = any, A extends Schemas = any> {
  readonly type: T;
  readonly title: string;
  /** `global` resources are listed once per account, in the partition's main region. */
  readonly scope: "global" | "regional";
  /** For `list`. */
  readonly iam: readonly IamAction[];
  /** For `find`, when it makes other calls than `list`. */
  readonly findIam?: readonly IamAction[];
  /** All that the listing says for free; `region` when a global listing knows better. */
  readonly base: B;
  /** AWS error codes that mean "deleted meanwhile". */
  readonly gone: readonly string[];
  list(aws: Aws): AsyncIterable<z.input<B>>;
  /** Every resource that an id (also an older form of it) names; none when it is gone. */
  find(aws: Aws, id: string): Promise<readonly z.input<B>[]>;
  readonly aspects: { readonly [K in keyof A]: Aspect<z.output<B>, A[K]> };
  readonly events: readonly ChangeEvent<keyof A & string>[];
}
/** Declares a resource type. An aspect may not take a name that the base has. */
export const defineCollector = <const T extends string, B extends Base, A extends Schemas & { [K in keyof z.output<B>]?: never }>(
  collector: Collector<T, B, A>,
): Collector<T, B, A> => collector;

export type AspectName<C extends Collector> = keyof C["aspects"] & string;
/** What a change may look at: an aspect, or `base`, that which the listing says for free and `find` re-reads. */
export type LensName<C extends Collector> = AspectName<C> | "base";
export type AspectValue<C extends Collector, N extends LensName<C>> = N extends "base"
  ? z.output<C["base"]>
  : z.output<C["aspects"][Exclude<N, "base">]["schema"]>;
/** What a check sees of a resource: its base and the aspects that the check needs. */
export type Facts<C extends Collector, N extends AspectName<C> = never> = z.output<C["base"]> & { [K in N]: AspectValue<C, K> };

/** Whether a state can be written back, or why not. `notRestored` names what a restore leaves different. */
export type Undoable = "restore" | { readonly notRestored: readonly string[] } | { readonly impossible: string };

export interface Change<C extends Collector = any, N extends LensName<C> = any, S extends z.ZodType = any> {
  readonly name: `${C["type"]}/${string}`;
  readonly title: string;
  readonly on: C;
  readonly aspect: N;
  readonly state: S;
  readonly iam: readonly IamAction[];
  readonly undo: Undoable;
  /** Changes of stage `stop` come after all others of their resource: what is stopped can't be modified. */
  readonly stage?: "stop";
  /** Paths within the aspect that AWS itself writes anew, such as `rules[].ruleId`; left out when facts are compared after an undo. */
  readonly anew?: readonly string[];
  view(value: AspectValue<C, N>): z.output<S>;
  set(value: AspectValue<C, N>, state: z.output<S>): AspectValue<C, N>;
  /** True while AWS is still on its way to the state (a stopping database); apply waits a little, then says `in-progress`. */
  settling?(value: AspectValue<C, N>): boolean;
}
export interface Step<C extends Collector = any, N extends LensName<C> = any> {
  readonly change: Change<C, N>;
  readonly after: unknown;
  readonly undo: Undoable;
  readonly note?: string | undefined;
}
/** Declares a change: a lens on one aspect. `to(state)` makes a step of a plan; a step may say that this one can't be undone. */
export const defineChange = <C extends Collector, N extends LensName<C>, S extends z.ZodType>(change: Change<C, N, S>) => ({
  ...change,
  to: (after: z.input<S>, options: { undo?: Undoable; note?: string } = {}): Step<C, N> => ({
    change,
    after: change.state.parse(after),
    undo: options.undo ?? change.undo,
    note: options.note,
  }),
});

/** Both ends of a write; undo swaps them. */
export interface Ends<S> {
  readonly from: S;
  readonly to: S;
}
export interface Writer<C extends Collector = any, N extends LensName<C> = any, S extends z.ZodType = any> {
  readonly change: Change<C, N, S>;
  write(aws: Aws, resource: z.output<C["base"]>, state: Ends<z.output<S>>): Promise<unknown>;
}
/** Joins a change to the calls that make it. Lives in a `*.write.ts`, so that what only reads does not contain it. */
export const defineWriter = <C extends Collector, N extends LensName<C>, S extends z.ZodType>(
  change: Change<C, N, S>,
  write: (aws: Aws, resource: z.output<C["base"]>, state: Ends<z.output<S>>) => Promise<unknown>,
): Writer<C, N, S> => ({ change, write });

export interface Reading<C extends Collector = any, N extends AspectName<C> = any> {
  readonly of: C;
  readonly needs: readonly N[];
}
/** Asks for another type's resources in the same place, and the aspects of them that the check needs. */
export const read = <C extends Collector, N extends AspectName<C> = never>(of: C, ...needs: N[]): Reading<C, N> => ({ of, needs });

type Context = Record<string, Reading>;
export interface Account {
  readonly id: string;
  readonly name?: string | undefined;
  readonly kind: "dev" | "prod";
}
export interface Input<C extends Collector, N extends AspectName<C>, X extends Context, S extends z.ZodType> {
  readonly facts: Facts<C, N>;
  /** By resource id. */
  readonly context: { readonly [K in keyof X]: X[K] extends Reading<infer D, infer M> ? ReadonlyMap<string, Facts<D, M>> : never };
  readonly settings: z.output<S>;
  readonly partition: string;
  readonly region: string;
  readonly account: Account;
  /** Own accounts, members of the organization, and named third parties. */
  readonly knownAccounts: ReadonlySet<string>;
  readonly now: Date;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** `evidence` holds the fields that were judged; a pass has it where it would surprise. A fail may say a lower severity for a lesser form. */
export type CheckVerdict =
  | { readonly status: "pass"; readonly evidence?: Readonly<Record<string, Json>> }
  | { readonly status: "fail"; readonly reason: string; readonly evidence: Readonly<Record<string, Json>>; readonly severity?: Severity }
  | { readonly status: "not-applicable"; readonly reason: string };
/** A verdict on one part of a resource, named by `subKey`. */
export type PartVerdict = CheckVerdict & { readonly subKey: string };

/** What would put a failing resource right: steps in order, or why nothing is planned. */
export type Remedy<C extends Collector = any, N extends LensName<C> = any> =
  | { readonly outcome: "cured" | "contained"; readonly steps: readonly Step<C, N>[] }
  | { readonly none: string };

/**
 * How a check tells what its remedy touches, or `untold` alone: what one would want to know and the facts can't tell. `tells` names what
 * `of` may answer; who is not named there may be touched all the same. An `untold` of the answer stands for the rule's.
 */
export type BlastRadiusRule<I> = ToldBlastRadius<I> | { readonly untold: string; readonly tells?: never };
export interface ToldBlastRadius<I> {
  readonly tells: readonly (AffectedKind | "last-used")[];
  readonly untold?: string;
  of(input: I, subKey: string | undefined): BlastRadius;
}

export interface Auditor<C extends Collector = any, N extends AspectName<C> = any, X extends Context = any, S extends z.ZodType = any> {
  readonly id: `${C["type"]}/${string}`;
  readonly title: string;
  readonly severity: Severity;
  /** The AWS page that makes it so. */
  readonly source: `https://${string}`;
  readonly subject: C;
  readonly needs: readonly N[];
  readonly context?: X;
  readonly settings?: S;
  /** Runs only where it is named, or a benchmark asks for it; the others run by default. */
  readonly onRequest?: true;
  /** One verdict, or one for each part of the resource; an empty list is `not-applicable`. */
  evaluate(input: Input<C, N, X, S>): CheckVerdict | readonly PartVerdict[];
  readonly remediation?: {
    readonly summary: string;
    readonly changes: readonly Change<NoInfer<C>, NoInfer<N> | "base">[];
    /** True for a remediation that acts only when the settings ask for it. */
    readonly optIn?: boolean;
    /** Called for a failing resource, or with `subKey` for a failing part of it. */
    plan(input: Input<C, N, X, S>, subKey: string | undefined): Remedy<NoInfer<C>, NoInfer<N> | "base">;
    /** Who and what the remedy touches besides the resource; asked when something is planned. */
    readonly blastRadius: BlastRadiusRule<Input<C, N, X, S>>;
  };
}
/** Declares a check: data and one pure function. */
export const defineAuditor = <
  C extends Collector,
  const N extends AspectName<C> = never,
  // biome-ignore lint/complexity/noBannedTypes: no context and no settings
  X extends Context = {},
  // biome-ignore lint/complexity/noBannedTypes: likewise
  S extends z.ZodType = z.ZodObject<{}>,
>(
  auditor: Auditor<C, N, X, S>,
): Auditor<C, N, X, S> => auditor;
// biome-ignore-end lint/suspicious/noExplicitAny: end of the contract

/** A remedy that makes the check pass. */
export const cure = <C extends Collector, N extends LensName<C>>(...steps: Step<C, N>[]): Remedy<C, N> => ({ outcome: "cured", steps });
/** A remedy that limits the harm while the fault remains. */
export const contain = <C extends Collector, N extends LensName<C>>(...steps: Step<C, N>[]): Remedy<C, N> => ({
  outcome: "contained",
  steps,
});
