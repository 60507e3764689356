import type { Kind } from "@plumbline/iam-model/kinds";
import type { IamSource, SourceLooked } from "@plumbline/iam-sources/iam-source";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import type { Collected } from "./collected.ts";
import { nothing, unlessOvertaken } from "./unless-overtaken.ts";

interface Writing {
  readonly store: IamStore;
  readonly run: string;
  now(): Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes what a source tells into the inventory. Of a kind that was not read to the end nothing is taken for gone. A listing that another run
 * took over is a gap of this run. Rejects with a StoreError, or with the reason of the signal; what came until then stays, and nothing has ended.
 */
export const collectSource = (source: IamSource, writing: Writing): Promise<readonly Collected[]> =>
  unlessOvertaken(source, () => write(source, writing));

async function write({ listing, account, kinds, read }: IamSource, { store, run, now, signal }: Writing): Promise<readonly Collected[]> {
  const writer = await writeListing(store, { run, listing, account, at: now(), kinds });
  const looked = new Map<Kind, SourceLooked>();
  for await (const told of read({ signal })) {
    if ("records" in told) await writer.put(told.records);
    else looked.set(told.looked.kind, told.looked);
  }
  const cells = kinds.map(
    (kind) => looked.get(kind) ?? { kind, outcome: "failed" as const, message: "the source did not say how far it looked" },
  );
  const tallies = await writer.end(cells);
  return cells.map(({ kind, outcome, message }) => ({
    ...{ account, listing, kind, outcome, message, isGap: outcome !== "ok" },
    ...(tallies.get(kind) ?? nothing),
  }));
}
