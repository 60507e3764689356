import { z } from "zod";

/** An account's 12 digits as text, so that leading zeros stay; empty for what belongs to no one account, such as a policy of an organization. */
export const AccountId = z.union([z.string().regex(/^\d{12}$/), z.literal("")]);

/** The text of a policy as AWS has it: its JSON, or the text itself where it is none. */
export const PolicyText = z.union([z.record(z.string(), z.json()), z.string()]);
export type PolicyText = z.output<typeof PolicyText>;

/** Who may hold a policy. */
export const PrincipalKind = z.enum(["user", "group", "role"]);
export type PrincipalKind = z.output<typeof PrincipalKind>;

/** The ARN of the instance of IAM Identity Center that tells of it. */
export const InstanceArn = z.string().min(1);

export const Tags = z.record(z.string(), z.string());

/** What sort of record it is, such as `iam_user`. */
export interface RecordKind<K extends string = string, F extends z.ZodType = z.ZodType> {
  readonly kind: K;
  readonly title: string;
  /** What the id is made of, for people. */
  readonly id: string;
  readonly facts: F;
}

/** Declares a kind of record. */
export const defineKind = <const K extends string, F extends z.ZodType>(kind: RecordKind<K, F>): RecordKind<K, F> => kind;

const common = {
  /** Names it for good: no other thing of its kind and listing ever has it. */
  id: z.string().min(1),
  account: AccountId,
  name: z.string(),
  arn: z.string().nullable(),
  /** When AWS says that it was made, and when it was last changed; null where AWS does not tell. */
  createdAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime().nullable(),
};

/** A record of a kind: what everything has, and the facts of the kind. */
export const recordOf = <const K extends string, F extends z.ZodType>({ kind, facts }: RecordKind<K, F>) =>
  z.strictObject({ kind: z.literal(kind), ...common, facts });
