import type { Finding } from "@plumbline/finding-model/finding";
import type { Told } from "./decide.ts";
import { forget, readTold, remember } from "./told.ts";
import { entryOf, type IndexEntry, type IndexOptions, toldIndex } from "./told-index.ts";

/** A finding that was told now: what to keep of it, or undefined to forget it. */
export interface Settled {
  readonly finding: Finding;
  readonly before: Told | undefined;
  readonly keep: Pick<Told, "judged" | "remediation"> | undefined;
}

/** What was told by all runs so far: each finding by its fingerprint, and a list by account. Every call rejects with a StoreError. */
export function openLedger(options: IndexOptions & { readonly run: string }) {
  const { state, run, now } = options;
  const index = toldIndex(options);
  const lists = new Map<string, Map<string, IndexEntry>>();

  async function listOf(account: string): Promise<Map<string, IndexEntry>> {
    const list = lists.get(account) ?? (await index.of(account));
    lists.set(account, list);
    return list;
  }

  async function list(account: string, changes: ReadonlyMap<string, IndexEntry | undefined>): Promise<void> {
    await index.update(account, changes);
    const known = await listOf(account);
    for (const [fingerprint, entry] of changes) {
      if (entry) known.set(fingerprint, entry);
      else known.delete(fingerprint);
    }
  }

  return {
    /** The findings of an account that were told and not resolved. */
    listOf,
    read: (fingerprint: string): Promise<Told | undefined> => readTold(state, fingerprint),
    /** Keeps a run's word on what is no news. A run that broke off may have told something and not listed it: that is made good. */
    async confirm(finding: Finding, told: Told, keep: Pick<Told, "judged"> | undefined): Promise<void> {
      if (keep) await remember(state, finding, { ...told, ...keep });
      const { account } = finding.resource;
      if (!(await listOf(account)).has(finding.fingerprint)) await list(account, new Map([[finding.fingerprint, entryOf(finding)]]));
    },
    /** Keeps what was told now, and forgets what is resolved. */
    async settle(settled: readonly Settled[]): Promise<void> {
      for (const { finding, before, keep } of settled) {
        if (keep) await remember(state, finding, { ...keep, at: now().toISOString(), run });
        else if (before) await forget(state, finding.fingerprint, before);
      }
      for (const [account, of] of Map.groupBy(settled, ({ finding }) => finding.resource.account))
        await list(account, new Map(of.map(({ finding, keep }) => [finding.fingerprint, keep && entryOf(finding)])));
    },
  };
}
export type Ledger = ReturnType<typeof openLedger>;
