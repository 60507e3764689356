import { z } from "zod";

const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * An instant as AWS writes it, as ISO 8601 in UTC: a Date of the SDK, epoch seconds as on the wire of REST-JSON, or a text with its zone, as
 * in ASFF and in what the AWS CLI prints. A text without a zone is refused, since it names no instant, and so is what lies outside the years 1 to 9999.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps
 */
export const Instant = z.union([z.date(), z.number(), z.string()]).transform((value, context) => {
  const date = value instanceof Date ? value : new Date(typeof value === "number" ? value * 1000 : value);
  // Milliseconds taken for seconds name a year with five digits.
  const isYear = !Number.isNaN(date.getTime()) && date.getUTCFullYear() > 0 && date.getUTCFullYear() < 10_000;
  if (isYear && (typeof value !== "string" || zoned.test(value))) return date.toISOString();
  context.addIssue({ code: "custom", message: `${String(value)} is no instant with a zone` });
  return z.NEVER;
});
