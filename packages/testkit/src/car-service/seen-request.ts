/** A request that came in. */
export interface SeenRequest {
  readonly method: string;
  /** After the base URL's `/api/car/`, with the query. */
  readonly path: string;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly bodyBytes: number;
}
