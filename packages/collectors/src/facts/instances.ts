/**
 * What an account sees of which several may tell, an organization or instances of Identity Center: what it may read, and what not, with who is the
 * one to ask. Named by the organization's id, or by the instance's ARN.
 */
export interface Instances {
  readonly told: readonly string[];
  readonly unread: readonly { readonly id: string; readonly why: string }[];
}
