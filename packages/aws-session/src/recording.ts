import { z } from "zod";
import type { Call } from "./call.ts";
import { type Json, toJson } from "./canonical.ts";
import { redact } from "./redact.ts";
import { scrub } from "./scrub.ts";

/** What JSON.parse gave; to go through it again would take most of the time of a replay. */
const Parsed = z.custom<Json>(() => true);

/** One line of a recording: a call, and what came of it. `attempts` counts the requests that were sent, retries included. */
export const RecordedCall = z.strictObject({
  account: z.string(),
  region: z.string(),
  service: z.string(),
  api: z.string().optional(),
  operation: z.string(),
  input: Parsed,
  attempts: z.int(),
  outcome: z.union([
    z.strictObject({ output: z.record(z.string(), Parsed) }),
    z.strictObject({
      error: z.strictObject({ name: z.string(), message: z.string(), code: z.string().optional(), status: z.int().optional() }),
    }),
  ]),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

/** Writes the line for a call that was answered; secrets are left out. */
export const recordedAnswer = (call: Call, output: object): string => {
  const { attempts } = Metadata.parse(output);
  const { $metadata: _, ...answer } = { $metadata: undefined, ...output };
  return line(call, attempts, { output: z.record(z.string(), z.json()).parse(toJson(redact(answer))) });
};

/** Writes the line for a call that failed; secrets are left out of the message. */
export const recordedError = (call: Call, error: unknown): string => {
  const { name, message, code, $metadata } = Thrown.parse(error);
  const status = $metadata?.httpStatusCode;
  const failed = { name, message: scrub(message), ...(code !== undefined && { code }), ...(status !== undefined && { status }) };
  return line(call, $metadata?.attempts ?? 1, { error: failed });
};

/** What a call is found by in a recording: where it goes, and its redacted input in canonical JSON. */
export const keyOf = ({ account, region, service, api = service, operation, input }: Call): string =>
  // STS says the same in every region, and the name of a role session differs from run to run.
  [service === "sts" ? "" : `${account}/${region}`, `${api}:${operation}`, JSON.stringify(inputOf(input))].join(" ");

const inputOf = (input: unknown): Json => {
  const redacted = redact(input ?? {});
  return toJson(
    redacted !== null && typeof redacted === "object" && "RoleSessionName" in redacted
      ? { ...redacted, RoleSessionName: "plumbline" }
      : redacted,
  );
};

const line = ({ account, region, service, api, operation, input }: Call, attempts: number, outcome: RecordedCall["outcome"]): string =>
  JSON.stringify({ account, region, service, api, operation, input: inputOf(input), attempts, outcome } satisfies Record<
    keyof RecordedCall,
    unknown
  >);

const Metadata = z
  .object({ $metadata: z.object({ attempts: z.int().default(1) }) })
  .transform(({ $metadata }) => $metadata)
  .catch({ attempts: 1 });

const Thrown = z
  .object({
    name: z.string().catch("Error"),
    message: z.string().catch(""),
    code: z.string().optional().catch(undefined),
    $metadata: z.object({ httpStatusCode: z.int().optional(), attempts: z.int().optional() }).optional().catch(undefined),
  })
  .catch(({ value }) => ({ name: "Error", message: String(value), code: undefined, $metadata: undefined }));
