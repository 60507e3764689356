import type { FinalizeRequestMiddleware } from "@smithy/types";
import type { Place } from "../aws.ts";
import type { RateBudget } from "../rate-budget.ts";
import type { CallRecorder } from "./count-calls.ts";
import { operationOf, type SdkClient, serviceOf } from "./sdk-client.ts";

/** Makes every attempt of a client, retries included, wait for the rate budget of its (account, region, service). */
export const paceAttempts = (client: SdkClient, { account, region }: Place, budget: RateBudget): void => {
  const key = `${account}/${region}/${serviceOf(client)}`;
  const wait: FinalizeRequestMiddleware<object, object> = (next) => async (args) => {
    await budget(key);
    return next(args);
  };
  client.middlewareStack.addRelativeTo(
    wait,
    // Added last, so that it stands right behind the retry and before the signature, which must be fresh.
    { relation: "after", toMiddleware: "retryMiddleware", name: "plumblinePace", override: true },
  );
};

/** Notes every attempt of a client at the moment when it is sent. */
export const countAttempts = (client: SdkClient, { account, region }: Place, recorder: CallRecorder): void => {
  const service = serviceOf(client);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      recorder.note({ account, region, service, operation: operationOf(context) });
      return next(args);
    },
    { step: "deserialize", priority: "low", name: "plumblineCount", override: true },
  );
};
