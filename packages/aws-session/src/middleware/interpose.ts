import type { HandlerExecutionContext, InitializeHandler } from "@smithy/types";
import type { Aws, ClientConstructor } from "../aws.ts";
import { isSdkClient, type SdkClient } from "./sdk-client.ts";

type Handler = InitializeHandler<object, object>;

/** Stands around a client's calls: before pacing, counting and recording. */
export type Interposed = (next: Handler, context: HandlerExecutionContext, client: SdkClient) => Handler;

/** The same place with something standing around each call of its clients; the place's own clients stay as they are. */
export const interpose = (aws: Aws, around: Interposed): Aws => {
  const made = new Map<unknown, unknown>();
  const derive = <C>(Client: ClientConstructor<C>): C => {
    const client = aws.client(Client);
    if (!isSdkClient(client)) throw new TypeError(`${Client.name} is no client of the AWS SDK v3`);
    const middlewareStack = client.middlewareStack.clone();
    const stand = (next: Handler, context: HandlerExecutionContext): Handler => around(next, context, client);
    middlewareStack.addRelativeTo(stand, {
      relation: "before",
      toMiddleware: "plumblineErrors",
      name: "plumblineInterposed",
      override: true,
    });
    const derived: C = Object.create(client, { middlewareStack: { value: middlewareStack } });
    made.set(Client, derived);
    return derived;
  };
  return {
    partition: aws.partition,
    account: aws.account,
    region: aws.region,
    client: <C>(Client: ClientConstructor<C>): C => {
      const known = made.get(Client);
      return known instanceof Client ? known : derive(Client);
    },
  };
};
