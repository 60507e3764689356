/** The statuses by which the console refuses. https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5 */
export type RefusalStatus = 400 | 401 | 403 | 404 | 408 | 409 | 413 | 421 | 429 | 503;

interface About {
  /** What it was about, for the audit log. */
  readonly target?: string;
  readonly account?: string;
  readonly cause?: unknown;
}

/** The console does not do what was asked; `message` is shown to the person, so that it tells nothing that the person may not know. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: RefusalStatus;
  readonly target: string;
  readonly account: string;
  constructor(status: RefusalStatus, message: string, { target = "", account = "", cause }: About = {}) {
    super(message, { cause });
    this.status = status;
    this.target = target;
    this.account = account;
  }
}
