import type { FailureKind } from "@plumbline/finding-model/failure";
import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import type { Listing } from "@plumbline/iam-model/listing";

/** How a kind of a listing was looked at: `ok` where all of it was seen, else the cause of the gap. It is the cell of the coverage ledger. */
export interface SourceLooked {
  readonly kind: Kind;
  readonly outcome: "ok" | FailureKind;
  readonly message?: string;
}

/** What a source tells as it reads: records, or how far it looked at a kind. */
export type Told = { readonly records: readonly IamRecord[] } | { readonly looked: SourceLooked };

/** Something that tells of who may do what: one listing with cells of its own. */
export interface IamSource {
  /** Such as `kubernetes`. */
  readonly name: string;
  readonly listing: Listing;
  /** The AWS account whose listing it is; empty for one that belongs to none. */
  readonly account: string;
  /** All that it tells of; each gets its cell. */
  readonly kinds: readonly Kind[];
  /**
   * Reads it all, in pages. Ends with one `looked` for each kind; only `ok` lets a reader take what did not come for gone. A record may come
   * twice, as after a list that had to be begun anew: the first one counts. What the service refuses is a cell, and no error; rejects with
   * the reason of `signal` when that ends the run, and no cell after it is told.
   */
  read(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<Told>;
}
