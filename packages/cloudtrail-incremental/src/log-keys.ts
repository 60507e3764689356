import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

/** Which log files of a trail are meant. */
export const Trail = z.strictObject({
  bucket: z.string().min(1),
  /** What the trail puts before its keys. */
  prefix: z.string().optional(),
  /** Of a trail of an organization, such as `o-abc123`. */
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, "an organization's id looks like o-exampleorgid")
    .optional(),
  account: AccountId,
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "give a region such as eu-west-1"),
});
export type Trail = z.input<typeof Trail>;

const two = (number: number) => String(number).padStart(2, "0");
const dayOf = (time: Date) => [time.getUTCFullYear(), two(time.getUTCMonth() + 1), two(time.getUTCDate())] as const;

/**
 * Where a trail's log files of one account and region are. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html
 */
export function logFolder({ prefix, organizationId, account, region }: Trail): string {
  const head = prefix === undefined ? [] : [prefix.replace(/\/+$/, "")];
  return `${[...head, "AWSLogs", ...(organizationId === undefined ? [] : [organizationId]), account, "CloudTrail", region].join("/")}/`;
}

/** The folders of the days from one instant to another. */
export function dayFolders(trail: Trail, from: Date, to: Date): string[] {
  const folders: string[] = [];
  const last = Date.UTC(to.getUTCFullYear(), to.getUTCMonth(), to.getUTCDate());
  for (let day = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()); day <= last; day += 24 * 3_600_000)
    folders.push(`${logFolder(trail)}${dayOf(new Date(day)).join("/")}/`);
  return folders;
}

/** The key behind which the files of a day are that were delivered at an instant or later; their names have the minute. */
export function keyBefore(trail: Trail, time: Date): string {
  const day = dayOf(time);
  const minute = `${two(time.getUTCHours())}${two(time.getUTCMinutes())}`;
  return `${logFolder(trail)}${day.join("/")}/${trail.account}_CloudTrail_${trail.region}_${day.join("")}T${minute}`;
}

/** True for the name of a log file; digests and the like lie elsewhere, but a bucket may hold anything. */
export const isLogFile = (key: string): boolean => /\.json(\.gz)?$/i.test(key);
