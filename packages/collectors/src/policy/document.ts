import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import { parseStrictJson } from "./strict-json.ts";

const Texts = z.union([z.string(), z.array(z.string())]);
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Principal = z.union([z.string(), z.record(z.string(), Texts)]);
const Condition = z.record(z.string(), z.record(z.string(), z.union([Scalar, z.array(Scalar)])));

/** One statement of a policy; keys that we do not model stay as they are. */
export const PolicyStatement = z
  .object({
    Sid: z.string().exactOptional(),
    Effect: z.enum(["Allow", "Deny"]),
    Principal: Principal.exactOptional(),
    NotPrincipal: Principal.exactOptional(),
    Action: Texts.exactOptional(),
    NotAction: Texts.exactOptional(),
    Resource: Texts.exactOptional(),
    NotResource: Texts.exactOptional(),
    Condition: Condition.exactOptional(),
  })
  .catchall(z.json());
export type PolicyStatement = z.infer<typeof PolicyStatement>;

/**
 * A resource or trust policy. Parsing gives back the same JSON value, unknown keys included, since policies are written back.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const PolicyDocument = z
  .object({
    Version: z.string().exactOptional(),
    Id: z.string().exactOptional(),
    Statement: z.union([PolicyStatement, z.array(PolicyStatement)]),
  })
  .catchall(z.json());
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** The text that AWS gave is not a policy that we can judge; never the same as "there is no policy". Has the shape of a `Failure`. */
export class PolicyError extends Error {
  readonly kind = "failed" as const;
  readonly hint = "read the policy in the console; AWS takes only one JSON object without repeated keys";
  constructor(why: string, options?: ErrorOptions) {
    super(`cannot read the policy document: ${why}`, options);
    this.name = "PolicyError";
  }
}

/**
 * Reads the text of a policy, plain JSON or percent-encoded as IAM returns it. Throws `PolicyError` when the text is not one JSON
 * object of a policy's shape or repeats a key.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
 */
export function parsePolicy(text: string): PolicyDocument {
  try {
    return PolicyDocument.parse(parseStrictJson(decoded(text)));
  } catch (cause) {
    throw new PolicyError(cause instanceof z.ZodError ? faultsIn(cause) : reasonOf(cause), { cause });
  }
}

/** The statements in order, whether the policy holds one object or a list. */
export const statementsOf = ({ Statement }: PolicyDocument): readonly PolicyStatement[] =>
  Array.isArray(Statement) ? Statement : [Statement];

/** One text or a list of texts as a list; absent is empty. */
export const listOf = (texts: string | readonly string[] | undefined): readonly string[] =>
  texts === undefined ? [] : typeof texts === "string" ? [texts] : texts;

const decoded = (text: string): string => (text.trimStart().startsWith("%") ? decodeURIComponent(text) : text);

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
