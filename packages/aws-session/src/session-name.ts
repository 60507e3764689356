/** Begins the name of every role session of ours, so that a CloudTrail record tells whose it is. */
export const sessionNamePrefix = "plumbline-";

const longest = 64;

// STS takes \w, and =,.@- in a session's name: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
/** The name of a role session, as STS takes it. */
export const sessionNameOf = ({ sessionNamePrefix, runId }: { readonly sessionNamePrefix: string; readonly runId: string }): string =>
  `${sessionNamePrefix}${runId}`.replace(/[^\w+=,.@-]/g, "-").slice(0, longest);
