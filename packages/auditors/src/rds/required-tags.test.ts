import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { rdsRequiredTags } from "./required-tags.ts";

const plain = {
  ...{ id: "orders", engine: "mariadb", status: "available", encrypted: true, publiclyAccessible: false, isMultiAz: false },
  ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
};
const settings = { keys: ["owner", "cost-center"] };

describe("rds/required-tags", () => {
  testAuditor(it, rdsRequiredTags, {
    pass: {
      "both tags": { facts: { ...plain, tags: { owner: "x", "cost-center": "1" } }, settings },
      "both tags in another case": { facts: { ...plain, tags: { Owner: "x", "COST-CENTER": "1" } }, settings },
      "a tag with an empty value": { facts: { ...plain, tags: { owner: "", "cost-center": "" } }, settings },
    },
    fail: {
      "no tags": { facts: plain, settings, remedy: "contained" },
      "no tags in AWS's answer": { facts: { ...plain, tags: undefined }, settings, remedy: "contained" },
      "one of two": { facts: { ...plain, tags: { owner: "x" } }, settings, remedy: "contained" },
      "one stopped already": { facts: { ...plain, status: "stopped" }, settings, remedy: { none: "contained already" } },
      "a member of a cluster": { facts: { ...plain, engine: "aurora-mysql", cluster: "c" }, settings, remedy: { none: "only as a whole" } },
      "a read replica": { facts: { ...plain, replicaOf: "source" }, settings, remedy: { none: "read replica" } },
      "one that is backed up": { facts: { ...plain, status: "backing-up" }, settings, remedy: { none: "it is backing-up" } },
    },
    notApplicable: {
      "no tag is required": { facts: plain },
      "an empty list is required, which stops nothing": { facts: plain, settings: { keys: [] } },
      "one that is being deleted": { facts: { ...plain, status: "deleting" }, settings },
    },
  });
});
