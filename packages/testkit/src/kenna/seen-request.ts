/** A request that came in. */
export interface SeenRequest {
  readonly method: string;
  /** Such as `/connectors/7/run`. */
  readonly path: string;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly bodyBytes: number;
}
