/** What the stand-in answers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const ok = (body: unknown = { result: "OK" }): Answer => ({ status: 200, body });
/** In the shape of CAR's own errors. */
export const refusal = (status: number, code: string, message: string): Answer => ({ status, body: { errors: [{ code, message }] } });
export const notFound = (what: string): Answer => refusal(404, "not_found", `${what} was not found`);
export const malformed = (faults: unknown): Answer => refusal(400, "data_mal_formed", JSON.stringify(faults));
