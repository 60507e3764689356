import type { MiddlewareStack } from "@smithy/types";
import { serviceName } from "../service-name.ts";

/** What every client of the SDK has. */
export interface SdkClient {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: MiddlewareStack<object, object>;
  destroy(): void;
}

/** Tells whether a value is a client of the AWS SDK v3. */
export const isSdkClient = (value: unknown): value is SdkClient =>
  typeof value === "object" &&
  value !== null &&
  "middlewareStack" in value &&
  "destroy" in value &&
  "config" in value &&
  typeof value.config === "object" &&
  value.config !== null &&
  "serviceId" in value.config;

/** The IAM prefix of the service that a client speaks to. */
export const serviceOf = (client: SdkClient): string => serviceName(client.config.serviceId);

/** The operation that a handler of the client's stack is made for: `ListQueues` of ListQueuesCommand. */
export const operationOf = (context: object): string =>
  "commandName" in context && typeof context.commandName === "string" ? context.commandName.replace(/Command$/, "") : "unknown";
