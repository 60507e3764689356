import { defineChange } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";
import { Instance } from "@plumbline/collectors/facts/instance";

/** Sets who may read the metadata of an instance, and over how many hops. */
export const ec2MetadataOptions = defineChange({
  name: "ec2/metadata-options",
  title: "Set the instance's metadata options",
  on: ec2,
  aspect: "base",
  state: Instance.shape.metadata.omit({ state: true }),
  iam: ["ec2:ModifyInstanceMetadataOptions"],
  undo: "restore",
  view: ({ metadata: { endpoint, tokens, hopLimit } }) => ({ endpoint, tokens, hopLimit }),
  set: (instance, options) => ({ ...instance, metadata: { ...instance.metadata, ...options } }),
  settling: ({ metadata }) => metadata.state === "pending",
});
