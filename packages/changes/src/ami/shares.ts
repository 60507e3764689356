import { defineChange } from "@plumbline/audit-kit/define";
import { ami } from "@plumbline/collectors/ami";
import { Share } from "@plumbline/collectors/facts/shares";
import { z } from "zod";

/** Sets who may launch an image. */
export const amiShares = defineChange({
  name: "ami/shares",
  title: "Set whom the image is shared with",
  on: ami,
  aspect: "shares",
  state: z.array(Share),
  iam: ["ec2:ModifyImageAttribute"],
  undo: "restore",
  view: (shares) => shares,
  set: (_, shares) => shares,
});
