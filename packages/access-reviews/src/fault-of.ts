import type { z } from "zod";

/** The first fault of an input in one line, with its place. */
export function faultOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  return `${issue?.path.join(".") || "input"}: ${issue?.message ?? "invalid"}`;
}
