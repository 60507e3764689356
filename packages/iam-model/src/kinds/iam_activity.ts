import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/**
 * When a password, a role or an access key was last used; null for never within what AWS remembers. It stands apart, so that use alone makes
 * no new version of a user, role or key. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
 */
export const iamActivity = defineKind({
  kind: "iam_activity",
  title: "Last use",
  id: "the id of the user (password), role or access key",
  facts: z.strictObject({
    of: z.enum(["password", "role", "access-key"]),
    /** The user, or the role itself. */
    principalId: z.string(),
    principalName: z.string(),
    lastUsedAt: z.iso.datetime().nullable(),
  }),
});
