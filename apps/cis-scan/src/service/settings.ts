import { usageError } from "@plumbline/cli/command-error";
import { toList } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { numberOption } from "@plumbline/cli/number-option";
import { MailAddress } from "@plumbline/delivery/config";
import { isLoopbackHost } from "@plumbline/http-call/loopback";
import { z } from "zod";

const Switch = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false", "1", "0", "yes", "no"], { error: "must be true or false" }))
  .transform((word) => ["true", "1", "yes"].includes(word));
const List = z.string().transform(toList);
const Lowered = z.string().transform((text) => toList(text.toLowerCase()));
const count = (most: number) => numberOption.int("must be whole").min(1).max(most);
const ExternalIds = z
  .string()
  .transform((text, context) => {
    try {
      return z.record(z.string(), z.string()).parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: "custom", message: 'must be JSON such as {"customer": "external id"}' });
      return z.NEVER;
    }
  })
  .pipe(
    z.record(z.string().min(1), z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, "an external id has 2 to 1,224 letters, digits and +=,.@:/-")),
  );

/** The environment of both functions. The first names are those of the tool that this one takes over from. */
const Variables = z
  .object({
    DB_TABLE_NAME: z
      .string({ error: "must be set: it names the DynamoDB table of requests" })
      .regex(/^[\w.-]{3,255}$/, "is no table's name"),
    MAIL_USERNAME: z.string().optional(),
    MAIL_PASSWORD: z.string().optional(),
    MAIL_PORT: count(65_535).optional(),
    MAIL_SERVER: z.string().optional(),
    MAIL_USE_SSL: Switch.optional(),
    MAIL_USE_TLS: Switch.optional(),
    TEMP_PATH: z.string().default("/tmp"),
    USE_RATE_LIMITER: Switch.default(true),
    FROM_ADDR: MailAddress.optional(),
    CIS_Scan_LambdaFunction: z.string().optional(),
    SCAN_FUNCTION: z.string().optional(),
    AWS_LAMBDA_FUNCTION_NAME: z.string().optional(),
    MAIL_ALLOWED: Lowered.default([]),
    MAIL_CA_FILE: z.string().optional(),
    MAIL_MAX_BYTES: count(30_000_000).default(7_000_000),
    KMS_KEY_ID: z.string().optional(),
    EXTERNAL_IDS: ExternalIds.optional(),
    ALLOW_NO_EXTERNAL_ID: Switch.default(false),
    REPORT_BUCKET: z.string().optional(),
    REPORT_URL_BASE: z.url({ protocol: /^https$/, error: "must be an https URL" }).optional(),
    CIS_EDITION: z.string().default("1.3.0"),
    CIS_LEVEL: z.enum(["1", "2"], { error: "must be 1 or 2" }).default("2"),
    CIS_SECTIONS: List.optional(),
    CIS_CONTROLS: List.optional(),
    CIS_REGIONS: List.default(["all"]),
    MAX_INVOCATIONS: count(1000).default(15),
    PLUMBLINE_ENDPOINT_URL: z.url().optional(),
  })
  .superRefine((all, context) => {
    const add = (name: string, message: string) => void context.addIssue({ code: "custom", path: [name], message });
    if ((all.MAIL_USERNAME === undefined) !== (all.MAIL_PASSWORD === undefined)) add("MAIL_PASSWORD", "goes together with MAIL_USERNAME");
    const isOpen = all.MAIL_USE_SSL !== true && all.MAIL_USE_TLS === false;
    if (all.MAIL_SERVER !== undefined && isOpen && !isLoopbackHost(all.MAIL_SERVER))
      add("MAIL_USE_TLS", "is false and so is MAIL_USE_SSL: mail goes out unencrypted to a server on this machine only");
  });
export type Settings = z.infer<typeof Variables>;

/** Reads what a function is told by its environment; an empty variable counts as not set. Throws a CommandError that names the variable. */
export function readSettings(environment: Io["environment"]): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Variables.safeParse(set);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError(`${String(issue?.path[0])}: ${issue?.message ?? "invalid"}`, "set it in the environment of the function");
}
