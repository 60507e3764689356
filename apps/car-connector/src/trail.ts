import type { Aws } from "@plumbline/audit-kit/define";
import type { Session } from "@plumbline/aws-session/session";
import type { Trail as Records } from "@plumbline/car-model/changes-since";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { lakeEvents } from "@plumbline/cloudtrail-incremental/lake-events";
import { logFiles } from "@plumbline/cloudtrail-incremental/log-files";
import { lookupEvents } from "@plumbline/cloudtrail-incremental/lookup-events";
import { lookupPace } from "@plumbline/cloudtrail-incremental/pace";
import { parseArn } from "@plumbline/finding-model/arn";
import type { Config } from "./config.ts";

const inBucket = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>.*?))?\/?$/;

/**
 * Where records of CloudTrail come from: the event history of each place, or the bucket of a trail or an event data store of Lake, which the
 * session's own account reads. Throws a usage error for what is none of these.
 */
export function recordsOf({ trail, trailOrganization }: Config, session: Session, { now, sleep }: Io): Records["records"] {
  if (trail === undefined) {
    const pace = lookupPace({ sleep, elapsed: () => performance.now() });
    return (aws, { from, to }) => lookupEvents(aws, { from, to, now: now(), pace });
  }
  const own = (region: string): Promise<Aws> => session.connect({ account: session.callerAccount, region });
  const named = inBucket.exec(trail)?.groups;
  if (named) {
    const bucket = named["bucket"] ?? "";
    const place = {
      ...(named["prefix"] ? { prefix: named["prefix"] } : {}),
      ...(trailOrganization ? { organizationId: trailOrganization } : {}),
    };
    return async function* ({ account, region }, { from, to }) {
      yield* logFiles(await own(session.region), { bucket, account, region, ...place }, { from, to });
    };
  }
  const store = parseArn(trail);
  if (store?.service !== "cloudtrail" || !store.resource.startsWith("eventdatastore/"))
    throw usageError(
      `--trail: ${trail} is neither a bucket nor an event data store`,
      "give s3://BUCKET/PREFIX, or the ARN of a store of CloudTrail Lake",
    );
  return async function* ({ account, region }, { from, to }) {
    yield* lakeEvents(await own(store.region), { eventDataStore: trail, account, region, from, to }, { sleep });
  };
}
