/** https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html */
export const asffLimits = { findingsOfBatch: 100, bytesOfBatch: 6_000_000, bytesOfFinding: 240_000 } as const;
/** What a request holds beside its findings. */
const frame = 100;

interface Placed {
  readonly ProductArn?: string | undefined;
}
const sizeOf = (finding: object): number => Buffer.byteLength(JSON.stringify(finding)) + 1;

/** Gathers what one BatchImportFindings can take: so many, so large, and of one account and region. */
function batcher<T>(findingOf: (one: T) => Placed) {
  let batch: T[] = [];
  let bytes = frame;
  const take = (): T[] => {
    const full = batch;
    [batch, bytes] = [[], frame];
    return full;
  };
  return {
    /** Takes one more; a batch that it does not fit into any more is given back. */
    add(one: T): T[] {
      const finding = findingOf(one);
      const size = sizeOf(finding);
      const [first] = batch;
      const fits =
        batch.length < asffLimits.findingsOfBatch &&
        bytes + size <= asffLimits.bytesOfBatch &&
        (first === undefined || findingOf(first).ProductArn === finding.ProductArn);
      const full = fits ? [] : take();
      batch.push(one);
      bytes += size;
      return full;
    },
    take,
  };
}

/** Findings in batches that Security Hub takes, in their order. */
export function* inBatches<T>(findings: Iterable<T>, findingOf: (one: T) => Placed): Generator<T[]> {
  const batches = batcher(findingOf);
  for (const finding of findings) {
    const full = batches.add(finding);
    if (full.length > 0) yield full;
  }
  const rest = batches.take();
  if (rest.length > 0) yield rest;
}

/** The same of a stream, of which one batch is held. */
export async function* streamInBatches<T extends Placed>(findings: AsyncIterable<T>): AsyncGenerator<T[]> {
  const batches = batcher((one: T) => one);
  for await (const finding of findings) {
    const full = batches.add(finding);
    if (full.length > 0) yield full;
  }
  const rest = batches.take();
  if (rest.length > 0) yield rest;
}
