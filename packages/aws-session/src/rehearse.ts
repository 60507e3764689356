import type { ApiCall } from "@plumbline/finding-model/change";
import { z } from "zod";
import type { Aws } from "./aws.ts";
import { toJson } from "./canonical.ts";
import { interpose } from "./middleware/interpose.ts";
import { operationOf } from "./middleware/sdk-client.ts";

const isRead = (operation: string): boolean => /^(?:BatchGet|Describe|Get|Head|List)/.test(operation);

/**
 * A place where nothing is written: calls that read go to AWS as ever, all others are noted with their input and answered with nothing.
 * `calls` are those that would have been sent, in order.
 */
export const rehearse = (aws: Aws): { readonly aws: Aws; readonly calls: () => readonly ApiCall[] } => {
  const calls: ApiCall[] = [];
  return {
    aws: interpose(aws, (next, context, { config }) => async (args) => {
      const operation = operationOf(context);
      if (isRead(operation)) return next(args);
      calls.push({ service: config.serviceId, operation, input: z.json().parse(toJson(args.input)) });
      return { response: {}, output: { $metadata: {} } };
    }),
    calls: () => calls,
  };
};
