import { z } from "zod";

/** Whom a database snapshot is shared with, sorted: account ids, or `all` for everyone. That AWS doesn't say is no fact. */
export const SharedWith = z
  .array(z.string())
  .optional()
  .transform((ids, context) => {
    if (ids === undefined) context.addIssue("the attribute restore is missing");
    return ids ?? z.NEVER;
  });

interface Attribute {
  AttributeName?: string | undefined;
  AttributeValues?: string[] | undefined;
}
/** Reads the attributes of a snapshot; `restore` says who may restore or copy it. */
export const toSharedWith = (attributes: readonly Attribute[] | undefined): string[] | undefined =>
  attributes?.find(({ AttributeName }) => AttributeName === "restore")?.AttributeValues?.toSorted();

/** What has to be added and removed, as ModifyDBSnapshotAttribute and ModifyDBClusterSnapshotAttribute take it. */
export function sharedWithEdit({ from, to }: { from: readonly string[]; to: readonly string[] }) {
  const added = to.filter((id) => !from.includes(id));
  const removed = from.filter((id) => !to.includes(id));
  return {
    AttributeName: "restore",
    ...(added.length > 0 ? { ValuesToAdd: added } : {}),
    ...(removed.length > 0 ? { ValuesToRemove: removed } : {}),
  };
}
