import type { Auditor, Reading } from "@plumbline/audit-kit/define";
import { failureOf, type Look, lookAt, looksOf, type Resource } from "@plumbline/audit-kit/look";
import type { Aws } from "@plumbline/aws-session/aws";
import { iamAction } from "@plumbline/aws-session/iam-action";
import type { Failure } from "@plumbline/finding-model/failure";
import { byText } from "@plumbline/finding-model/order";
import pLimit from "p-limit";

/** A permission that was refused, and the checks that need it. */
export interface Missing {
  readonly action: string;
  readonly checks: readonly string[];
}
/** What a probe found. `unproven`: types of which no answer came in time, or another error. `allowed`: calls that were answered. */
export interface Probed {
  readonly missing: readonly Missing[];
  readonly unproven: readonly string[];
  readonly allowed: number;
}
export interface Probing {
  connect(region: string | undefined): Promise<Aws>;
  readonly seconds: number;
}
const typesAtOnce = 8;

/**
 * Asks in one place, for each type that the checks read, for the first resource and its aspects, and tells which permissions are refused. It
 * writes nothing and ends after so many seconds. Where there is no resource only the listing is proved; a scan's ledger tells the rest.
 */
export async function probe(auditors: readonly Auditor[], { connect, seconds }: Probing): Promise<Probed> {
  const limit = pLimit(typesAtOnce);
  const refused = new Map<string, Set<string>>();
  const unproven = new Set<string>();
  let allowed = 0;
  const over = AbortSignal.timeout(seconds * 1000);
  const ended = new Promise<"over">((resolve) => over.addEventListener("abort", () => resolve("over"), { once: true }));
  const note = ({ collector }: Look, failure: Failure | undefined) => {
    if (failure === undefined || failure.kind === "gone" || failure.kind === "absent") allowed++;
    else if (failure.kind !== "denied" && failure.kind !== "scp-denied") unproven.add(collector.type);
    else {
      const action = actionOf(failure);
      const checks = refused.get(action) ?? new Set<string>();
      for (const auditor of auditors) if (reads(auditor, collector)) checks.add(auditor.id);
      refused.set(action, checks);
    }
  };
  await Promise.all(
    looksOf(auditors).map((look) =>
      limit(async () => {
        const proved = proveType(look, connect, (failure) => note(look, failure));
        // What comes of it later is dropped.
        proved.catch(() => undefined);
        if (over.aborted || (await Promise.race([proved, ended])) === "over") unproven.add(look.collector.type);
      }),
    ),
  );
  const missing = [...refused].map(([action, checks]) => ({ action, checks: [...checks].sort(byText) }));
  return { missing: missing.sort((a, b) => byText(a.action, b.action)), unproven: [...unproven].sort(byText), allowed };
}

const reads = ({ subject, context }: Auditor, collector: Look["collector"]): boolean =>
  subject === collector || Object.values<Reading>(context ?? {}).some(({ of }) => of === collector);

/** The text of a failed call begins with the call; AWS's own words name the action where it has another name. */
function actionOf({ message }: Failure): string {
  const [, service, operation] = /^([a-z0-9-]+):(\w+) in /.exec(message) ?? [];
  return service === undefined || operation === undefined ? message : iamAction({ service, operation }, message);
}

async function proveType({ collector, aspects }: Look, connect: Probing["connect"], note: (failure?: Failure) => void): Promise<void> {
  let first: Resource | undefined;
  try {
    for await (const raw of collector.list(await connect(undefined))) {
      first = collector.base.parse(raw);
      break;
    }
    note();
  } catch (error) {
    return note(failureOf(error));
  }
  if (first === undefined) return;
  const resource = first;
  await Promise.all(
    [...aspects.values()].map(async (aspect) => {
      const known = await lookAt({ aws: connect, aspect, gone: collector.gone, ask: (_, call) => call() }, [resource]);
      note(known.get(resource.id)?.failure);
    }),
  );
}
