import { defineChange } from "@plumbline/audit-kit/define";
import { isInTransition } from "@plumbline/collectors/facts/database";
import { rds } from "@plumbline/collectors/rds";
import { z } from "zod";

type Instance = z.output<typeof rds.base>;

/** Sets whether a DB instance has a public address. */
export const rdsPubliclyAccessible = defineChange({
  name: "rds/publicly-accessible",
  title: "Set whether the DB instance is publicly accessible",
  on: rds,
  aspect: "base",
  state: z.boolean(),
  iam: ["rds:ModifyDBInstance"],
  undo: "restore",
  view: ({ publiclyAccessible }: Instance) => publiclyAccessible === true,
  set: (instance: Instance, publiclyAccessible) => ({ ...instance, publiclyAccessible }),
  settling: isInTransition,
});
