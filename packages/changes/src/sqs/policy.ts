import { defineChange } from "@plumbline/audit-kit/define";
import { PolicyDocument } from "@plumbline/collectors/policy/document";
import { sqs } from "@plumbline/collectors/sqs";

/** Sets the policy of a queue; null removes it. */
export const sqsPolicy = defineChange({
  name: "sqs/policy",
  title: "Set the queue's policy",
  on: sqs,
  aspect: "policy",
  state: PolicyDocument.nullable(),
  iam: ["sqs:SetQueueAttributes"],
  undo: "restore",
  view: (policy) => policy,
  set: (_, policy) => policy,
});
