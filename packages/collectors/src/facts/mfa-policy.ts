/** The inline policy by which Plumbline keeps a user's sessions without MFA out; no other inline policy of a user is read or written. */
export const mfaPolicyName = "plumbline-deny-without-mfa";
