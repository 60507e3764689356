import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";
import { elb } from "@plumbline/collectors/elb";
import type { Tags } from "@plumbline/collectors/facts/tags";
import { RequiredTags } from "../judge/tags.ts";

/** Keys are compared without case, as for required tags; a tag of the very key goes before one in other case. */
const valueIn = (tags: Tags, key: string): string | null => {
  const alike = Object.entries(tags).filter(([other]) => other.toLowerCase() === key.toLowerCase());
  return (alike.find(([other]) => other === key) ?? alike[0])?.[1] ?? null;
};

/**
 * Values are compared as they are. A tag that only one of both carries differs; one that both lack is a matter of the required tags.
 * A registered instance that exists no more is not judged.
 */
export const elbTagsMatchInstances = defineAuditor({
  id: "elb/tags-match-instances",
  title: "Classic load balancers carry the required tags with the values of their instances",
  severity: "low",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  subject: elb,
  needs: ["tags"],
  context: { instances: read(ec2) },
  settings: RequiredTags,
  evaluate({ facts, context, settings: { keys } }) {
    if (keys.length === 0) return { status: "not-applicable", reason: "no tag is required" };
    const instances = facts.instances.flatMap((id) => context.instances.get(id) ?? []);
    if (instances.length === 0) return { status: "not-applicable", reason: "it has no instance" };
    const differing = instances.flatMap(({ id, tags }) =>
      keys
        .map((key) => ({ instance: id, key, ofInstance: valueIn(tags, key), ofBalancer: valueIn(facts.tags, key) }))
        .filter(({ ofInstance, ofBalancer }) => ofInstance !== ofBalancer),
    );
    if (differing.length === 0) return { status: "pass" };
    const names = [...new Set(differing.map(({ key }) => key))].join(", ");
    return { status: "fail", reason: `its ${names} differs from that of its instances`, evidence: { differing } };
  },
});
