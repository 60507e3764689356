import type { EventPlace } from "@plumbline/audit-kit/define";
import type { WatchedEvent } from "@plumbline/audit-kit/generate";
import { partitionOf } from "@plumbline/aws-session/partition";
import { parseArn } from "@plumbline/finding-model/arn";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { pathsOf } from "./event-table.ts";
import { type CloudTrailRecord, RecordError } from "./record.ts";
import { walk } from "./walk.ts";

const Owned = z.object({ ownerId: AccountId });

/**
 * Where the resources of a record are: in the account that got the record, or, in records that do not say it, in the one that owns what
 * the record names. The caller's account is not it. Throws a RecordError when the record does not tell.
 */
export function placeOf(record: CloudTrailRecord, rows: readonly WatchedEvent[], event: string): EventPlace {
  const region = record.awsRegion;
  return { account: accountOf(record, rows, event), region, partition: partitionIn(region, event) };
}

function partitionIn(region: string, event: string): string {
  try {
    return partitionOf(region);
  } catch (cause) {
    throw new RecordError(`${event}: awsRegion is ${JSON.stringify(region)}, which is no region of AWS`, {
      ...{ event, field: "awsRegion", cause },
      hint: "give the record as CloudTrail wrote it; if AWS has a new partition, report it",
    });
  }
}

function accountOf(record: CloudTrailRecord, rows: readonly WatchedEvent[], event: string): string {
  const told = record.recipientAccountId ?? undefined;
  if (told !== undefined && !AccountId.safeParse(told).success)
    throw new RecordError(`${event}: recipientAccountId is ${JSON.stringify(told)}, which is no account`, {
      ...{ event, field: "recipientAccountId" },
      hint: "an account id has 12 digits; give the record as CloudTrail wrote it",
    });
  const named = () => rows.flatMap(pathsOf).flatMap((path) => walk(record, path).texts);
  const account = told ?? Owned.safeParse(record.responseElements).data?.ownerId ?? ownerAmong(record, named());
  if (account !== undefined) return account;
  throw new RecordError(`${event} does not tell whose the resource is: recipientAccountId is missing`, {
    ...{ event, field: "recipientAccountId" },
    hint: "give the record as CloudTrail wrote it; records of before 2015 may lack it",
  });
}

/** The account that owns what is named, if all that the record says of it agrees. */
function ownerAmong(record: CloudTrailRecord, named: readonly string[]): string | undefined {
  const listed = (record.resources ?? []).map(({ accountId }) => accountId);
  const inArns = named.filter((text) => text !== record.userIdentity?.arn).map((text) => parseArn(text)?.account);
  const [account, ...others] = new Set([...listed, ...inArns].filter((one) => AccountId.safeParse(one).success));
  return others.length === 0 ? account : undefined;
}

/** The owner of a resource as the record's list of resources tells it: a caller from elsewhere leaves a record in its own account too. */
export const ownerOf = ({ resources }: CloudTrailRecord, named: string): string | undefined =>
  (resources ?? []).find(({ ARN = "" }) => ARN === named || ARN.endsWith(`:${named}`) || ARN.endsWith(`/${named}`))?.accountId;
