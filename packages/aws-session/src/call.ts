import type { Place } from "./aws.ts";

/** Where a call goes: an operation of a service, by IAM prefix, in an account and region. */
export interface CallSite extends Place {
  readonly service: string;
  readonly operation: string;
}

/** A call as it is asked for, before it is signed or sent. */
export interface Call extends CallSite {
  /** The SDK's name of the API: both kinds of load balancing share one IAM prefix, and name operations alike. */
  readonly api?: string | undefined;
  readonly input: unknown;
}
