import { MailAddress } from "@plumbline/delivery/config";
import { z } from "zod";
import { type Access, parseAccess, type Refused } from "./access.ts";

/** The id of one scan: whatever its name, it can stand in a table, an object's name and an encryption context. */
export const RequestId = z
  .string({ error: "must be a text" })
  .trim()
  .regex(/^[A-Za-z0-9][\w.:@+=-]{0,199}$/, "must have 1 to 200 letters, digits and ._:@+=-, the first a letter or a digit");
export const CustomerId = z
  .string({ error: "must be a text" })
  .regex(/^[\w+=,.@:/|-]{1,200}$/, "must have 1 to 200 letters, digits and +=,.@:/|-");

const Body = z.object({
  requestId: RequestId,
  scan_input: z.array(z.unknown(), { error: "must be a list" }).min(1, "is empty").max(10, "has more than 10 entries"),
  email: MailAddress.optional(),
  customerId: CustomerId.optional(),
});
const Text = z.string().optional().catch(undefined);
const Claims = z.object({ sub: Text }).optional().catch(undefined);
/** Both formats of API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
const Authorizer = z
  .object({ principalId: Text, claims: Claims, jwt: z.object({ claims: Claims }).optional().catch(undefined) })
  .optional()
  .catch(undefined);
const Event = z.object({
  body: z.unknown().optional(),
  isBase64Encoded: z.boolean().optional().catch(undefined),
  requestContext: z.object({ authorizer: Authorizer }).optional().catch(undefined),
});

/** One entry of a request; an entry that can't be read says why and does not stop the others. */
export interface AskedScan {
  readonly id: string;
  readonly access: Access | Refused;
}
export interface ScanRequest {
  readonly requestId: string;
  readonly scans: readonly AskedScan[];
  readonly email: string | undefined;
  /** Whose request it is: as the authorizer of the API says; only who may invoke the function directly is taken at the word. */
  readonly customer: string | undefined;
}
export interface ParsedRequest {
  /** True when it came through API Gateway, whose answer has a form of its own. */
  readonly isProxy: boolean;
  readonly request: ScanRequest | Refused;
}

/** Reads an event of the request function. Never throws, and never tells what was given. */
export function parseRequest(given: unknown): ParsedRequest {
  const event = Event.safeParse(given);
  if (!event.success) return { isProxy: false, request: { error: "the event is no object" } };
  const { body, isBase64Encoded = false, requestContext } = event.data;
  const isProxy = typeof body === "string" || requestContext !== undefined;
  if (body === undefined || body === null) return { isProxy, request: { error: "the event has no body" } };
  const read = typeof body === "string" ? parseJson(body, isBase64Encoded) : { value: body };
  if ("error" in read) return { isProxy, request: read };
  const parsed = Body.safeParse(read.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { isProxy, request: { error: `${issue?.path.join(".") || "body"} ${issue?.message ?? "is invalid"}` } };
  }
  const { requestId, scan_input: entries, email, customerId } = parsed.data;
  const { principalId, claims, jwt } = requestContext?.authorizer ?? {};
  const authorized = CustomerId.optional().safeParse(principalId ?? claims?.sub ?? jwt?.claims?.sub);
  if (!authorized.success)
    return { isProxy, request: { error: `the customer that the authorizer names ${authorized.error.issues[0]?.message}` } };
  const scans = entries.map(
    (entry, i): AskedScan => ({
      id: entries.length === 1 ? requestId : `${requestId}.${i + 1}`,
      access: parseAccess(entry, `scan_input[${i}]`),
    }),
  );
  return { isProxy, request: { requestId, scans, email, customer: requestContext === undefined ? customerId : authorized.data } };
}

function parseJson(text: string, isBase64: boolean): { value: unknown } | Refused {
  try {
    return { value: JSON.parse(isBase64 ? Buffer.from(text, "base64").toString("utf8") : text) };
  } catch {
    return { error: "the body is no JSON" };
  }
}
