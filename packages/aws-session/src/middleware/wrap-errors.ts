import type { Place } from "../aws.ts";
import { toAwsError } from "../errors.ts";
import { operationOf, type SdkClient, serviceOf } from "./sdk-client.ts";

/** Makes every call of a client reject with an AwsError. `isProven` tells whether the place's credentials have worked elsewhere. */
export const wrapErrors = (client: SdkClient, place: Place, isProven: () => boolean): void => {
  const service = serviceOf(client);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw toAwsError(error, { ...place, service, operation: operationOf(context), credentialsProven: isProven() });
      }
    },
    { step: "initialize", priority: "high", name: "plumblineErrors", override: true },
  );
};
