import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { redshiftRequiredTags } from "./required-tags.ts";

const plain = {
  ...{ id: "sales", status: "available", encrypted: true, publiclyAccessible: false, elasticIp: null },
  ...{ snapshotCopyRegion: null, pending: [], parameterGroups: [], tags: {} },
};
const settings = { keys: ["Owner"] };

describe("redshift/required-tags", () => {
  testAuditor(it, redshiftRequiredTags, {
    pass: {
      "the tag": { facts: { ...plain, tags: { Owner: "x" } }, settings },
      "the tag in another case": { facts: { ...plain, tags: { OWNER: "" } }, settings },
    },
    fail: {
      "no tags": { facts: plain, settings },
      "other tags": { facts: { ...plain, tags: { team: "x" } }, settings },
    },
    notApplicable: {
      "no tag is required": { facts: plain },
      "one that is being deleted": { facts: { ...plain, status: "deleting" }, settings },
    },
  });
});
