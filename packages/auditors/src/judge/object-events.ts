import type { Selectors } from "@plumbline/collectors/facts/trails";
import type { TrailWord } from "./trail.ts";

/** Whether reads or writes are asked about. */
export type Access = "read" | "write";
type Basic = Extract<Selectors, { kind: "basic" }>["selectors"][number];
type Advanced = Extract<Selectors, { kind: "advanced" }>["selectors"][number];
type Field = Advanced["FieldSelectors"][number];

/**
 * Tells whether a trail takes the data events of all S3 objects, of one kind of access. A selector that narrows anything else does not
 * count. A trail that nobody told takes management events alone.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export function logsObjectEvents(selectors: Selectors, access: Access, partition: string): TrailWord {
  if (selectors.kind === "unread") return "unread";
  if (selectors.kind === "default") return "incomplete";
  const isTaken =
    selectors.kind === "basic"
      ? selectors.selectors.some((one) => isBasic(one, access, partition))
      : selectors.selectors.some((one) => isAdvanced(one, access, partition));
  return isTaken ? "complete" : "incomplete";
}

/** The ARNs that begin every object's. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html */
const isEveryObject = (value: string, partition: string): boolean => value === `arn:${partition}:s3` || value === `arn:${partition}:s3:::`;

function isBasic({ ReadWriteType, DataResources }: Basic, access: Access, partition: string): boolean {
  const type = ReadWriteType.toLowerCase();
  if (type !== "all" && type !== `${access}only`) return false;
  return DataResources.some(({ Type, Values }) => Type === "AWS::S3::Object" && Values.some((value) => isEveryObject(value, partition)));
}

function isAdvanced({ FieldSelectors }: Advanced, access: Access, partition: string): boolean {
  const of = (name: string) => FieldSelectors.filter(({ Field }) => Field === name);
  const isFixed = (name: string, value: string) =>
    of(name).length > 0 && of(name).every((one) => hasOnly(one, "Equals") && one.Equals?.includes(value));
  const wanted = String(access === "read");
  return (
    isFixed("eventCategory", "Data") &&
    isFixed("resources.type", "AWS::S3::Object") &&
    of("readOnly").every((one) => hasOnly(one, "Equals") && one.Equals?.some((text) => text.toLowerCase() === wanted)) &&
    of("resources.ARN").every((one) => hasOnly(one, "StartsWith") && one.StartsWith?.some((text) => isEveryObject(text, partition))) &&
    FieldSelectors.every(({ Field }) => ["eventCategory", "resources.type", "readOnly", "resources.ARN"].includes(Field))
  );
}

/** A field with several operators must meet all of them, so another one narrows. */
const hasOnly = (selector: Field, operator: string): boolean =>
  Object.entries(selector).every(([key, value]) => key === "Field" || key === operator || value === undefined);
