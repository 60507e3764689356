import type { Call } from "./aws-call.ts";

/** A call and what it was answered, by a stand-in or by the emulator. */
export interface Exchange {
  readonly call: Call;
  readonly status: number;
  /** The whole answer. */
  readonly response: string;
}

/** Sees answers before the caller does. Only the answers of the calls that it watches are held in memory. */
export interface Observer {
  watches(call: Call): boolean;
  answered(exchange: Exchange): void;
}
