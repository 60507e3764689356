import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbRequiredTags } from "./required-tags.ts";

const base = { id: "web", scheme: "internal", instances: [] };
const settings = { keys: ["owner", "team"] };

describe("elb/required-tags", () => {
  testAuditor(it, elbRequiredTags, {
    pass: {
      "all tags": { facts: { ...base, tags: { owner: "x", team: "y", other: "z" } }, settings },
      "tags in other case, one of them empty": { facts: { ...base, tags: { Owner: "", TEAM: "y" } }, settings },
    },
    fail: {
      "one tag too few": { facts: { ...base, tags: { owner: "x" } }, settings },
      "no tags": { facts: { ...base, tags: {} }, settings },
      "tags that AWS says nothing of": { facts: { ...base, tags: undefined }, settings },
    },
    notApplicable: { "no tag is required": { facts: { ...base, tags: {} } } },
  });
});
