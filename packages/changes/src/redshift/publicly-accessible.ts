import { defineChange } from "@plumbline/audit-kit/define";
import { isInTransition } from "@plumbline/collectors/facts/database";
import { redshift } from "@plumbline/collectors/redshift";
import { z } from "zod";

const State = z.discriminatedUnion("publiclyAccessible", [
  z.strictObject({ publiclyAccessible: z.literal(true), elasticIp: z.string().nullable() }),
  z.strictObject({ publiclyAccessible: z.literal(false) }),
]);

/** Sets whether a cluster has a public address: an Elastic IP, or one that AWS chooses. */
export const redshiftPubliclyAccessible = defineChange({
  name: "redshift/publicly-accessible",
  title: "Set whether the cluster is publicly accessible",
  on: redshift,
  aspect: "base",
  state: State,
  iam: ["redshift:ModifyCluster"],
  undo: "restore",
  view: ({ publiclyAccessible, elasticIp }) =>
    publiclyAccessible === true ? { publiclyAccessible, elasticIp } : { publiclyAccessible: false as const },
  set: (cluster, state) => ({ ...cluster, elasticIp: null, ...state }),
  settling: ({ status, pending }) => isInTransition({ status }) || pending.includes("PubliclyAccessible"),
});
