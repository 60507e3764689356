import { type BucketAcl, type BucketGrant, isOpenGrant } from "@plumbline/collectors/facts/bucket-acl";
import type { PublicAccessBlock } from "@plumbline/collectors/facts/public-access-block";
import type { PolicyDocument, PolicyStatement } from "@plumbline/collectors/policy/document";
import { type Affected, affected, inOrder } from "./affected.ts";
import { isBlocked } from "./bucket.ts";
import { foreignGrantees, lostGrants } from "./lost-grants.ts";
import { openStatements, placeOf, withoutOpenStatements } from "./policy.ts";

interface Where {
  readonly facts: {
    readonly acl: BucketAcl;
    readonly ownership: string | null;
    readonly policy: PolicyDocument | null;
    readonly policyStatus: { readonly IsPublic: boolean };
    readonly publicAccessBlock: PublicAccessBlock;
  };
  readonly context: { readonly accounts: ReadonlyMap<string, { readonly publicAccessBlock: PublicAccessBlock }> };
  readonly partition: string;
  readonly account: { readonly id: string };
  readonly knownAccounts: ReadonlySet<string>;
}
/** What lets anyone into a bucket. `awsSays` and `statements` are the two witnesses against the policy: AWS's status and our analysis. */
export interface BucketExposure {
  readonly isPolicyOpen: boolean;
  readonly awsSays: boolean;
  readonly statements: readonly PolicyStatement[];
  readonly grants: readonly BucketGrant[];
}

/**
 * Judges a bucket's policy and ACL together with the blocks and the ownership. The policy is open when either witness says so. Where
 * public buckets are restricted, S3 holds only a policy that AWS itself calls public. An ACL counts unless public ACLs are ignored or
 * the bucket owner is enforced. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function exposureOf(where: Where): BucketExposure {
  const { acl, ownership, policy, policyStatus } = where.facts;
  const statements = openStatements(policy, placeOf(where));
  const awsSays = policyStatus.IsPublic;
  const isHeld = awsSays && isBlocked(where, "RestrictPublicBuckets");
  const isAclVoid = ownership === "BucketOwnerEnforced" || isBlocked(where, "IgnorePublicAcls");
  return {
    isPolicyOpen: (awsSays || statements.length > 0) && !isHeld,
    awsSays,
    statements,
    grants: isAclVoid ? [] : acl.Grants.filter(isOpenGrant),
  };
}

/** Says in words what is open; empty when nothing is. */
export function describeExposure({ isPolicyOpen, awsSays, statements, grants }: BucketExposure): string {
  const policy = !awsSays
    ? "its policy lets anyone in, though AWS does not call it public"
    : statements.length > 0
      ? "its policy lets anyone in"
      : "AWS calls its policy public, though none of its statements alone explains that";
  return [...(isPolicyOpen ? [policy] : []), ...(grants.length > 0 ? ["its ACL lets anyone in"] : [])].join(", and ");
}

/**
 * What of an exposure must be blocked instead of removed: with the blocking flags on, S3 would refuse to give a removed grant or statement
 * back, and a policy that no statement explains can't be cut. Blocking can be undone.
 */
export const toBlock = (where: Where, { isPolicyOpen, awsSays, statements, grants }: BucketExposure) => ({
  isIgnored: grants.length > 0 && isBlocked(where, "BlockPublicAcls"),
  isRestricted: isPolicyOpen && awsSays && (statements.length === 0 || isBlocked(where, "BlockPublicPolicy")),
});

/** Whom closing a bucket shuts out: of the policy those of the open statements, or every foreign grantee once S3 restricts it; groups of the ACL. */
export function shutOut(where: Where): { affected: Affected[] } {
  const { policy } = where.facts;
  const exposure = exposureOf(where);
  const place = placeOf(where);
  const lost = toBlock(where, exposure).isRestricted
    ? foreignGrantees(policy, place)
    : lostGrants(policy, withoutOpenStatements(policy, place), place);
  const groups = exposure.grants.flatMap(({ Grantee: { URI } }) => URI ?? []);
  return { affected: inOrder([...(exposure.isPolicyOpen ? lost : []), ...affected("group", groups)]) };
}
