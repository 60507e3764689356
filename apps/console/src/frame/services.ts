/** What pages use besides the database; an app is given it when it starts. A page whose service is missing says so. */
export interface Services {
  /** Shown on every page, such as `Demo: made-up accounts`. */
  readonly banner?: string;
}
