import { Readable } from "node:stream";
import type { Aws, IamAction } from "@plumbline/audit-kit/define";
import { CloudTrailError } from "./cloudtrail-error.ts";
import { dayFolders, isLogFile, keyBefore, logFolder, Trail } from "./log-keys.ts";
import { type ReadRecord, readRecords } from "./read-records.ts";

/** What `logFiles` calls. */
export const logFileActions: readonly IamAction[] = ["s3:ListBucket", "s3:GetObject"];

export interface LogWindow {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The records in a trail's log files of one account and region that were delivered from `from` on, up to the end of the day of `to`, oldest
 * file first. A file's name says when it was delivered, about 5 minutes after its events and at times much later, so that late events come
 * with late files; none is left out for its age. `aws` is signed in to a place from which the bucket can be read; the trail may be another
 * account's. What can't be read of a file is told in its place.
 *
 * Rejects with an AwsError when S3 refuses it, and with a CloudTrailError `no-records` where the trail has never delivered a file for this
 * account and region: an empty folder may be a wrong prefix as well as a quiet day.
 */
export async function* logFiles(aws: Aws, given: Trail, { from, to }: LogWindow): AsyncGenerator<ReadRecord> {
  const trail = Trail.parse(given);
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3(aws);
  let files = 0;
  for (const folder of dayFolders(trail, from, to))
    for await (const key of keysIn(aws, { bucket: trail.bucket, prefix: folder, after: keyBefore(trail, from) })) {
      files++;
      const where = `s3://${trail.bucket}/${key}`;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: trail.bucket, Key: key }));
      if (!(Body instanceof Readable))
        throw new CloudTrailError(`${where} was answered without its content`, {
          ...{ kind: "failed", code: "unreadable-answer" },
          hint: "try again; if it stays so, look at the object",
        });
      yield* readRecords(Body, where);
    }
  if (files === 0) await proveDelivered(aws, trail);
}

const s3 = async (aws: Aws) => aws.client((await import("@aws-sdk/client-s3")).S3Client);

interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  readonly after: string;
}

async function* keysIn(aws: Aws, { bucket, prefix, after }: Listing): AsyncGenerator<string> {
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  const client = await s3(aws);
  for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after, ContinuationToken: token }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined && isLogFile(Key)) yield Key;
    token = page.NextContinuationToken;
  }
}

/** No file in the days that were asked for is an answer only where there are some of other days. */
async function proveDelivered(aws: Aws, trail: Trail): Promise<void> {
  const folder = logFolder(trail);
  for await (const _ of keysIn(aws, { bucket: trail.bucket, prefix: folder, after: folder })) return;
  throw new CloudTrailError(`there is no log file of ${trail.account}/${trail.region} below s3://${trail.bucket}/${folder}`, {
    ...{ kind: "absent", code: "no-records" },
    hint: "name bucket, prefix and organization as the trail has them, and let the trail log this region",
  });
}
