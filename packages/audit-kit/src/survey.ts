import type { Cell } from "@plumbline/finding-model/coverage";
import type { Failure } from "@plumbline/finding-model/failure";
import type { Aspect } from "./define.ts";
import { each, mapAhead, memo, windows } from "./flow.ts";
import { type Ask, type AwsOf, failureOf, type Known, type Look, lookAt, type Reply, type Resource } from "./look.ts";

export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** An account and region being looked at, with the calls that its types share. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** False for a region that nobody named. */
  readonly required: boolean;
  readonly aws: AwsOf;
  readonly shared: Map<Aspect["fetch"], Promise<Reply>>;
}
/** A resource with the aspects that were needed of it, each known or failed; `failure` when a named one could not even be found. */
export interface Seen {
  readonly resource: Resource;
  readonly aspects: ReadonlyMap<string, Known>;
  readonly failure?: Failure;
  /** How it was named, when it was named: old names can mean several resources. */
  readonly named?: { readonly as: string; readonly matches: number };
}
/** Which resources a survey goes through: the whole listing, or those that are named by `ids`. */
export interface Source {
  readonly ids?: readonly string[] | undefined;
  accepts(resource: Resource): boolean;
}

const windowSize = 100;
const windowsAhead = 2;
const findsAhead = 16;

/** Two names may mean the same resource; it is given once. */
async function* onceEach(found: AsyncIterable<readonly Seen[]>): AsyncGenerator<Seen> {
  const given = new Set<string>();
  for await (const all of found) {
    for (const one of all) if (!given.has(one.resource.id)) yield one;
    for (const one of all) given.add(one.resource.id);
  }
}

/** Looks at one type in one place: lists it once, fetches only what is needed and that once, keeps its cells of the ledger. */
export function survey(place: Place, { collector, aspects, isContext }: Look, limit: Limit, source: Source) {
  const { account, region, required, aws, shared } = place;
  const cell = memo(
    (aspect: string): Cell => ({
      ...{ account, region, type: collector.type, aspect, outcome: "skipped", required },
      ...{ asked: 0, ok: 0, fetches: 0, failures: {} },
    }),
  );

  function count(cell: Cell, { failure }: Known) {
    cell.asked++;
    if (!failure) cell.ok++;
    else cell.failures[failure.kind] = (cell.failures[failure.kind] ?? 0) + 1;
    if (cell.outcome !== "skipped" && cell.outcome !== "ok") return;
    cell.outcome = failure && failure.kind !== "gone" ? failure.kind : "ok";
    if (failure && failure.kind !== "gone") cell.message = failure.message;
  }

  const ask =
    (cell: Cell): Ask =>
    (aspect, call) => {
      const begin = () =>
        limit(() => {
          cell.fetches++;
          return call();
        });
      if (aspect.per !== "listing") return begin();
      const known = shared.get(aspect.fetch);
      // Each type that asks counts the call which they share: which of them was first is chance.
      if (known) cell.fetches++;
      const reply = known ?? begin();
      shared.set(aspect.fetch, reply);
      return reply;
    };

  async function see(resources: Resource[]): Promise<Seen[]> {
    const rows = resources.map((resource) => ({ resource, aspects: new Map<string, Known>() }));
    await Promise.all(
      [...aspects].map(async ([name, aspect]) => {
        const column = await lookAt({ aws, aspect, gone: collector.gone, ask: ask(cell(name)) }, resources);
        for (const { resource, aspects } of rows) {
          const known: Known = column.get(resource.id) ?? { failure: { kind: "absent", message: "never asked" } };
          aspects.set(name, known);
          count(cell(name), known);
        }
      }),
    );
    return rows;
  }

  async function* list(): AsyncGenerator<Resource> {
    cell("list").fetches++;
    for await (const raw of collector.list(await aws())) {
      const resource = collector.base.parse(raw);
      if (!source.accepts(resource)) continue;
      count(cell("list"), { value: raw });
      yield resource;
    }
  }

  async function find(id: string): Promise<Seen[]> {
    const lost = (failure: Failure): Seen[] => {
      count(cell("list"), { failure });
      return [{ resource: { id }, aspects: new Map(), failure }];
    };
    try {
      cell("list").fetches++;
      const found = await limit(async () => collector.find(await aws(), id));
      if (found.length === 0) return lost({ kind: "gone", message: `no ${collector.title} ${id} in ${account}/${region}` });
      for (const raw of found) count(cell("list"), { value: raw });
      const seen = await see(found.map((raw) => collector.base.parse(raw)));
      // The id of a load balancer stands for its target groups too; only a name that is nobody's id is ambiguous.
      const matches = seen.some(({ resource }) => resource.id === id) ? 1 : seen.length;
      return seen.map((one) => ({ ...one, named: { as: id, matches } }));
    } catch (error) {
      return lost(failureOf(error, collector.gone));
    }
  }

  async function* stream(): AsyncGenerator<Seen> {
    try {
      if (source.ids === undefined) for await (const window of mapAhead(windows(list(), windowSize), windowsAhead, see)) yield* window;
      else yield* onceEach(mapAhead(each(source.ids), findsAhead, find));
      for (const empty of cells()) if (empty.outcome === "skipped") empty.outcome = "ok";
    } catch (error) {
      const { kind, message } = failureOf(error);
      Object.assign(cell("list"), { outcome: kind, failures: { [kind]: 1 }, message });
      throw error;
    }
  }

  const cells = () => ["list", ...aspects.keys()].map(cell);
  const held = memo(async (): Promise<Seen[]> => {
    const all: Seen[] = [];
    for await (const seen of stream()) all.push(seen);
    return all;
  });
  return {
    cells,
    /** The whole survey in memory, for checks that read this type as a context. */
    held: () => held(undefined),
    /** One resource after the other. */
    async *seen(): AsyncGenerator<Seen> {
      if (isContext) yield* await held(undefined);
      else yield* stream();
    },
  };
}
