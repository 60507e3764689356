import { defineChange } from "@plumbline/audit-kit/define";
import { kmsKey } from "@plumbline/collectors/kms_key";
import { PolicyDocument } from "@plumbline/collectors/policy/document";

/** Sets the policy of a key; a key always has one. Each replica of a multi-Region key has its own. */
export const kmsKeyPolicy = defineChange({
  name: "kms_key/policy",
  title: "Set the key's policy",
  on: kmsKey,
  aspect: "policy",
  state: PolicyDocument,
  iam: ["kms:PutKeyPolicy"],
  undo: "restore",
  view: (policy) => policy,
  set: (_, policy) => policy,
});
