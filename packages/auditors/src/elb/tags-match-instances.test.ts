import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbTagsMatchInstances } from "./tags-match-instances.ts";

const instance = (id: string, tags: Record<string, string>) => ({
  id,
  tags,
  state: "running",
  instanceType: "t4g.nano",
  rootDevice: "ebs",
  metadata: {},
});
const balancer = (tags: Record<string, string>, instances = ["i-1"]) => ({ id: "web", scheme: "internal", instances, tags });
const settings = { keys: ["owner"] };

describe("elb/tags-match-instances", () => {
  testAuditor(it, elbTagsMatchInstances, {
    pass: {
      "the same value": { facts: balancer({ owner: "x" }), context: { instances: [instance("i-1", { owner: "x" })] }, settings },
      "keys in other case": { facts: balancer({ Owner: "x" }), context: { instances: [instance("i-1", { OWNER: "x" })] }, settings },
      "the very key goes before one in other case": {
        facts: balancer({ Owner: "y", owner: "x" }),
        context: { instances: [instance("i-1", { owner: "x" })] },
        settings,
      },
      "other tags differ": {
        facts: balancer({ owner: "x", Name: "a" }),
        context: { instances: [instance("i-1", { owner: "x", Name: "b" })] },
        settings,
      },
      "both lack the tag": { facts: balancer({}), context: { instances: [instance("i-1", {})] }, settings },
      "another's instance differs": {
        facts: balancer({ owner: "x" }),
        context: { instances: [instance("i-1", { owner: "x" }), instance("i-2", { owner: "y" })] },
        settings,
      },
      "an instance that exists no more beside one that agrees": {
        facts: balancer({ owner: "x" }, ["i-0", "i-1"]),
        context: { instances: [instance("i-1", { owner: "x" })] },
        settings,
      },
    },
    fail: {
      "another value": { facts: balancer({ owner: "x" }), context: { instances: [instance("i-1", { owner: "y" })] }, settings },
      "a value in other case": { facts: balancer({ owner: "x" }), context: { instances: [instance("i-1", { owner: "X" })] }, settings },
      "only one of two instances": {
        facts: balancer({ owner: "x" }, ["i-1", "i-2"]),
        context: { instances: [instance("i-1", { owner: "x" }), instance("i-2", { owner: "y" })] },
        settings,
      },
      "the load balancer lacks the tag": { facts: balancer({}), context: { instances: [instance("i-1", { owner: "x" })] }, settings },
      "the instance lacks the tag": { facts: balancer({ owner: "" }), context: { instances: [instance("i-1", {})] }, settings },
      "a key that every object has": {
        facts: balancer({}),
        context: { instances: [instance("i-1", { constructor: "x" })] },
        settings: { keys: ["constructor"] },
      },
    },
    notApplicable: {
      "no tag is required": { facts: balancer({ owner: "x" }), context: { instances: [instance("i-1", { owner: "y" })] } },
      "no instance": { facts: balancer({ owner: "x" }, []), context: {}, settings },
      "its only instance exists no more": { facts: balancer({ owner: "x" }), context: { instances: [] }, settings },
    },
  });
});
