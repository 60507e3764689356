/** What our handlers read of Lambda's context. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface Context {
  readonly awsRequestId: string;
  /** With the version or alias that was invoked, if one was named. */
  readonly invokedFunctionArn?: string;
  /** Milliseconds until the invocation is ended by force. */
  getRemainingTimeInMillis(): number;
  /** Aborted when the time is over. Lambda gives none: it freezes the process. */
  readonly signal?: AbortSignal;
}

/** A function as Lambda invokes it: any JSON in, any JSON out. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;
