/** Why we say otherwise than Prowler on the world of the comparison, by control of 1.5.0; each with the AWS page that we go by. */
export const reasons: Readonly<Record<string, string>> = {};
