/**
 * The inline policy by which a user or role is cut off and nothing of it is lost. A deleted password can't be given back; a policy that
 * denies everything can be deleted again.
 */
export const quarantineName = "plumbline-quarantine";
