import type { Aws, Collector } from "@plumbline/audit-kit/define";
import { merge } from "@plumbline/audit-kit/flow";
import { failureOf, type Resource } from "@plumbline/audit-kit/look";
import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { isWithin, regionsOf, type Target } from "@plumbline/audit-kit/target";
import type { Failure } from "@plumbline/finding-model/failure";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { isTestResource } from "@plumbline/finding-model/test-resource";
import { z } from "zod";

export interface PollOptions {
  readonly targets: readonly Target[];
  readonly collectors: readonly Collector[];
  connect(place: { account: string; region: string }): Promise<Aws>;
  /** Only what misconfiguration-maker made; a region is none of that. */
  readonly onlyTestResources: boolean;
  readonly placesAtOnce?: number;
}
/** A resource found, or a listing that failed: the others go on. */
export type Polled =
  | { readonly kind: "resource"; readonly ref: ResourceRef }
  | { readonly kind: "failure"; readonly account: string; readonly region: string; readonly type: string; readonly failure: Failure };

const Names = z.object({
  id: z.string(),
  region: z.string().optional(),
  name: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

/** Lists resources place by place as messages; the order within a type and place is AWS's own. Holds one page of each place. */
export function poll(options: PollOptions): AsyncIterable<Polled> {
  function* jobs() {
    for (const target of options.targets) {
      for (const collector of options.collectors) {
        for (const region of regionsOf(collector, target)) yield pollPlace(target, region, collector, options);
      }
    }
  }
  return merge(jobs(), options.placesAtOnce ?? 8);
}

async function* pollPlace(
  target: Target,
  region: string,
  collector: Collector,
  { connect, onlyTestResources }: PollOptions,
): AsyncGenerator<Polled> {
  const { type } = collector;
  const place = { account: target.id, region, type };
  if (type === "region" && onlyTestResources) return;
  try {
    const aws = await connect({ account: target.id, region });
    for await (const raw of collector.list(aws)) {
      const resource = Names.parse(collector.base.parse(raw));
      if (!isWithin(resource, target)) continue;
      if (onlyTestResources && !isTestResource(resource) && !(await isTagged(collector, resource, place, connect))) continue;
      yield { kind: "resource", ref: { account: target.id, region: resource.region ?? region, type, id: resource.id } };
    }
  } catch (error) {
    yield { kind: "failure", ...place, failure: failureOf(error) };
  }
}

/** Asks for the tags of a resource whose listing does not tell them. */
async function isTagged(
  collector: Collector,
  resource: Resource,
  { account, region }: { account: string; region: string },
  connect: PollOptions["connect"],
): Promise<boolean> {
  if (!collector.aspects["tags"]) return false;
  const aws = await connect({ account, region: resource.region ?? region });
  const known = (await lookAtAspect(collector, aws, "tags", [resource])).get(resource.id);
  if (known?.failure?.kind === "gone") return false;
  if (!known || known.failure) throw new TagsError(resource.id, known?.failure);
  return isTestResource({ id: resource.id, tags: z.record(z.string(), z.string()).parse(known.value) });
}

class TagsError extends Error {
  override readonly name = "TagsError";
  readonly kind: Failure["kind"];
  constructor(id: string, failure: Failure | undefined) {
    super(`the tags of ${id} could not be read: ${failure?.message ?? "no answer"}`);
    this.kind = failure?.kind ?? "failed";
  }
}
