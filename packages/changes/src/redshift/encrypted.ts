import { defineChange } from "@plumbline/audit-kit/define";
import { isInTransition } from "@plumbline/collectors/facts/database";
import { redshift } from "@plumbline/collectors/redshift";
import { z } from "zod";

/**
 * Encrypts a cluster with AWS's default key, or decrypts it. AWS copies all data to a new cluster meanwhile, which takes hours; the
 * cluster takes no other change until then, hence the last stage. https://docs.aws.amazon.com/redshift/latest/mgmt/changing-cluster-encryption.html
 */
export const redshiftEncrypted = defineChange({
  name: "redshift/encrypted",
  title: "Set whether the cluster is encrypted",
  on: redshift,
  aspect: "base",
  state: z.boolean(),
  iam: ["redshift:ModifyCluster"],
  undo: "restore",
  stage: "stop",
  view: ({ encrypted }) => encrypted === true,
  set: (cluster, encrypted) => ({ ...cluster, encrypted }),
  settling: ({ status, pending }) => isInTransition({ status }) || pending.includes("EncryptionType"),
});
