import { Failure } from "@plumbline/finding-model/failure";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";
import type { Aspect, Auditor, Aws, Collector, PerBatch, Reading } from "./define.ts";
import { chunks } from "./flow.ts";

/** All that a set of checks has to see of one type. */
export interface Look {
  readonly collector: Collector;
  readonly aspects: ReadonlyMap<string, Aspect>;
  readonly auditors: readonly Auditor[];
  readonly isContext: boolean;
}

/** Two declarations that can't work together; a fault of the program, not of the account. */
export class DeclarationError extends Error {
  override readonly name = "DeclarationError";
}

/**
 * Works out what a set of checks needs; the runner fetches, and the generators grant, this and no more.
 * `also` names aspects to be fetched of a check's own subject for another reason, such as `tags` for a filter.
 */
export function looksOf(auditors: readonly Auditor[], also: (auditor: Auditor) => readonly string[] = () => []): Look[] {
  const contexts = auditors.flatMap((a) => Object.values<Reading>(a.context ?? {}));
  for (const { id, subject, context } of auditors) {
    const isCrossed = subject.scope === "global" && Object.values<Reading>(context ?? {}).some((r) => r.of.scope === "regional");
    if (isCrossed) throw new DeclarationError(`${id}: a global subject can't read a regional context; make the region the subject`);
  }
  const readings = [...auditors.map((a): Reading => ({ of: a.subject, needs: [...a.needs, ...also(a)] })), ...contexts];
  return [...new Set(readings.map((r) => r.of))].map((collector) => {
    const needed = new Set(readings.filter((r) => r.of === collector).flatMap((r) => r.needs));
    return {
      collector,
      isContext: contexts.some((r) => r.of === collector),
      auditors: auditors.filter((a) => a.subject === collector),
      aspects: new Map(Object.entries<Aspect>(collector.aspects).filter(([name]) => needed.has(name))),
    };
  });
}

export type Known = { readonly value: unknown; readonly failure?: never } | { readonly failure: Failure; readonly value?: never };
export interface Resource {
  readonly id: string;
  readonly region?: string | undefined;
}
export type Reply = ReadonlyMap<string, unknown>;
/** Makes a call, or gives the reply of one that was made; the survey counts, bounds and shares here. */
export type Ask = (aspect: Aspect, call: () => Promise<Reply>) => Promise<Reply>;
/** Signs in where a resource lives; without a region, where its type is listed. */
export type AwsOf = (region?: string) => Promise<Aws>;

/** Reads an error as a failure; one of the collector's `gone` codes means that the resource was deleted meanwhile. */
export function failureOf(error: unknown, gone: readonly string[] = []): Failure {
  const failure = Failure.safeParse(error).data ?? {
    kind: "failed" as const,
    message: messageOf(error),
  };
  return failure.code !== undefined && gone.includes(failure.code) ? { ...failure, kind: "gone" } : failure;
}

function messageOf(error: unknown): string {
  // A ZodError's own message is JSON of many lines.
  if (error instanceof z.ZodError) return faultsIn(error);
  return error instanceof Error ? error.message : String(error);
}

const isPerBatch = (aspect: Aspect): aspect is PerBatch => typeof aspect.per === "number";

function toKnown(aspect: Aspect, raw: unknown): Known {
  const parsed = z.safeParse<z.ZodType>(aspect.schema, raw);
  if (parsed.success) return { value: parsed.data };
  if (raw === undefined) return { failure: { kind: "absent", message: "AWS's reply doesn't mention it" } };
  return { failure: { kind: "failed", message: `AWS's reply has an unexpected shape: ${faultsIn(parsed.error)}` } };
}

interface Asked {
  readonly aws: AwsOf;
  readonly aspect: Aspect;
  readonly gone: readonly string[];
  readonly ask: Ask;
}

async function lookAtGroup(asked: Asked, group: readonly Resource[]): Promise<[string, Known][]> {
  const { aws, aspect, gone, ask } = asked;
  const call = async (): Promise<Reply> => {
    if (aspect.per === "listing") return aspect.fetch(await aws());
    if (isPerBatch(aspect)) return aspect.fetch(await aws(), group);
    return new Map(
      await Promise.all(group.map(async (one): Promise<[string, unknown]> => [one.id, await aspect.fetch(await aws(one.region), one)])),
    );
  };
  try {
    const reply = await ask(aspect, call);
    return group.map(({ id }) => [id, toKnown(aspect, reply.get(id))]);
  } catch (error) {
    const failure = failureOf(error, gone);
    if (failure.code !== undefined && aspect.none?.includes(failure.code)) return group.map(({ id }) => [id, toKnown(aspect, undefined)]);
    // One deleted resource fails the call for all that were asked about with it.
    if (failure.kind !== "gone" || !isPerBatch(aspect) || group.length === 1) return group.map(({ id }) => [id, { failure }]);
    const halves = [...chunks(group, Math.ceil(group.length / 2))];
    return (await Promise.all(halves.map((half) => lookAtGroup(asked, half)))).flat();
  }
}

/** Fetches one aspect of some resources, whichever way AWS offers it; every resource gets a value or the failure. */
export async function lookAt(asked: Asked, resources: readonly Resource[]): Promise<Map<string, Known>> {
  const { aspect } = asked;
  const size = aspect.per === "listing" ? resources.length : isPerBatch(aspect) ? aspect.per : 1;
  const groups = [...chunks(resources, Math.max(size, 1))];
  return new Map((await Promise.all(groups.map((group) => lookAtGroup(asked, group)))).flat());
}
