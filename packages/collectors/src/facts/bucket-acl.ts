import { z } from "zod";

const Grantee = z
  .object({
    Type: z.enum(["AmazonCustomerByEmail", "CanonicalUser", "Group"]),
    ID: z.string().exactOptional(),
    URI: z.string().exactOptional(),
  })
  .catchall(z.json());
const Owner = z.object({ ID: z.string().exactOptional() }).catchall(z.json());
const Grant = z.object({ Grantee, Permission: z.enum(["FULL_CONTROL", "READ", "READ_ACP", "WRITE", "WRITE_ACP"]) }).catchall(z.json());

/**
 * Who may do what with a bucket by its access control list; written back whole, so unknown keys stay.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html
 */
export const BucketAcl = z.object({ Owner, Grants: z.array(Grant).default([]) });
export type BucketAcl = z.output<typeof BucketAcl>;
export type BucketGrant = z.output<typeof Grant>;

const everyone = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** True for a grant to anyone at all, or to anyone with an AWS account. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
export const isOpenGrant = ({ Grantee: { URI } }: BucketGrant): boolean => everyone.test(URI ?? "");
