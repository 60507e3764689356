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
  const over = AbortSignal.timeout(Math.round(seconds * 1000));
  const ended = new Promise<"over">((resolve) => over.addEventListener("abort", () => resolve("over"), { once: true }));
  const note = ({ collector, aspects }: Look, aspect: string | undefined, failure: Failure | undefined) => {
    const iam = aspect === undefined ? collector.iam : (aspects.get(aspect)?.iam ?? []);
    // What makes no call proves no permission.
    if (iam.length === 0) return;
    if (failure === undefined || failure.kind === "gone" || failure.kind === "absent") allowed++;
    else if (failure.kind !== "denied" && failure.kind !== "scp-denied") unproven.add(collector.type);
    else {
      const action = actionOf(failure, iam);
      const checks = refused.get(action) ?? new Set<string>();
      for (const auditor of auditors) if (reads(auditor, collector, aspect)) checks.add(auditor.id);
      refused.set(action, checks);
    }
  };
  await Promise.all(
    looksOf(auditors).map((look) =>
      limit(async () => {
        const proved = proveType(look, connect, (aspect, failure) => note(look, aspect, failure));
        // What comes of it later is dropped.
        proved.catch(() => undefined);
        if (over.aborted || (await Promise.race([proved, ended])) === "over") unproven.add(look.collector.type);
      }),
    ),
  );
  const missing = [...refused].map(([action, checks]) => ({ action, checks: [...checks].sort(byText) }));
  return { missing: missing.sort((a, b) => byText(a.action, b.action)), unproven: [...unproven].sort(byText), allowed };
}

function reads({ subject, needs, context }: Auditor, collector: Look["collector"], aspect: string | undefined): boolean {
  const readings: Reading[] = [{ of: subject, needs }, ...Object.values<Reading>(context ?? {})];
  return readings.some((reading) => reading.of === collector && (aspect === undefined || reading.needs.includes(aspect)));
}

/** The text of a failed call begins with the call. AWS's own words may name the action; what is declared goes before what is no action. */
function actionOf({ message }: Failure, iam: readonly string[]): string {
  const [, service, operation] = /^([a-z0-9-]+):(\w+) in /.exec(message) ?? [];
  const told = service === undefined || operation === undefined ? message : iamAction({ service, operation }, message);
  return iam.length === 1 && !iam.includes(told) ? (iam[0] ?? told) : told;
}

type Note = (aspect: string | undefined, failure?: Failure) => void;

async function proveType({ collector, aspects }: Look, connect: Probing["connect"], note: Note): Promise<void> {
  let first: Resource | undefined;
  try {
    for await (const raw of collector.list(await connect(undefined))) {
      first = collector.base.parse(raw);
      break;
    }
    note(undefined);
  } catch (error) {
    return note(undefined, failureOf(error));
  }
  if (first === undefined) return;
  const resource = first;
  await Promise.all(
    [...aspects].map(async ([name, aspect]) => {
      const known = await lookAt({ aws: connect, aspect, gone: collector.gone, ask: (_, call) => call() }, [resource]);
      note(name, known.get(resource.id)?.failure);
    }),
  );
}
