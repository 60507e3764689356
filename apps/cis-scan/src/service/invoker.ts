import type { Aws } from "@plumbline/aws-session/aws";
import type { ScanEvent } from "./scan-event.ts";

/** Begins a scan, and does not wait for its end. */
export type Invoker = (aws: Aws, functionName: string, event: ScanEvent) => Promise<void>;

/** Invokes a Lambda function asynchronously. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html */
export const invokeLambda: Invoker = async (aws, functionName, event) => {
  const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
  const Payload = Buffer.from(JSON.stringify(event));
  await aws.client(LambdaClient).send(new InvokeCommand({ FunctionName: functionName, InvocationType: "Event", Payload }));
};
