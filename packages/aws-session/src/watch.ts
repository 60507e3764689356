import { z } from "zod";
import type { Aws } from "./aws.ts";
import { AwsError } from "./errors.ts";
import { interpose } from "./middleware/interpose.ts";

const Answered = z.object({ $metadata: z.object({ requestId: z.string().min(1) }) });

/**
 * A place whose calls are watched: `requestIds` are the ids that AWS gave them, also those that it refused. CloudTrail has the same ones as
 * `requestID`. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const watch = (aws: Aws): { readonly aws: Aws; readonly requestIds: () => readonly string[] } => {
  const ids: string[] = [];
  return {
    aws: interpose(aws, (next) => async (args) => {
      try {
        const result = await next(args);
        const answered = Answered.safeParse(result.output);
        if (answered.success) ids.push(answered.data.$metadata.requestId);
        return result;
      } catch (error) {
        if (error instanceof AwsError && error.requestId !== undefined) ids.push(error.requestId);
        throw error;
      }
    }),
    requestIds: () => ids,
  };
};
