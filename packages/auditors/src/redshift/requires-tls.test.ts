import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { redshiftRequiresTls } from "./requires-tls.ts";

const plain = {
  ...{ id: "sales", status: "available", encrypted: true, publiclyAccessible: false, elasticIp: null },
  ...{ snapshotCopyRegion: null, pending: [], parameterGroups: [{ name: "own", status: "in-sync" }], tags: {} },
};

describe("redshift/requires-tls", () => {
  testAuditor(it, redshiftRequiresTls, {
    pass: {
      "a group that requires it": { facts: { ...plain, requireSsl: { own: "true" } } },
      "a group that requires it, in another case": { facts: { ...plain, requireSsl: { own: "True" } } },
      "one of two groups": {
        facts: {
          ...plain,
          parameterGroups: [
            { name: "own", status: "in-sync" },
            { name: "other", status: "in-sync" },
          ],
          requireSsl: { own: "false", other: "true" },
        },
      },
    },
    fail: {
      "a group that does not": { facts: { ...plain, requireSsl: { own: "false" } } },
      "a group without the parameter": { facts: { ...plain, requireSsl: { own: null } } },
      "a group that waits for a reboot": {
        facts: { ...plain, parameterGroups: [{ name: "own", status: "pending-reboot" }], requireSsl: { own: "true" } },
      },
      "one that requires it but waits, one in sync that does not": {
        facts: {
          ...plain,
          parameterGroups: [
            { name: "own", status: "applying" },
            { name: "other", status: "in-sync" },
          ],
          requireSsl: { own: "true", other: "false" },
        },
      },
      "no groups": { facts: { ...plain, parameterGroups: [], requireSsl: {} } },
      "an answer on another group": { facts: { ...plain, requireSsl: { other: "true" } } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting", requireSsl: { own: "false" } } },
    },
  });
});
