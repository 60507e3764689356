import type { Selectors, Trail } from "@plumbline/collectors/facts/trails";

/** What can be said of one trail in one region: only its home knows where it is `unread`. */
export type TrailWord = "complete" | "incomplete" | "unread";

interface Where {
  readonly partition: string;
  readonly region: string;
}

/** The trail with what its home region says of its selectors, where that was asked and answered. */
export function asAtHome(trail: Trail, home: { readonly selectors: Selectors } | undefined): Trail {
  const { activity } = trail;
  if (activity.kind !== "logging" || home === undefined || home.selectors.kind === "unread") return trail;
  return { ...trail, activity: { ...activity, selectors: home.selectors } };
}

/**
 * Tells whether a trail logs all management events of a region and can deliver them. Events of IAM, STS and CloudFront are made in
 * us-east-1; other partitions do not say where, so there a trail must have them everywhere.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
 */
export function wordOn({ activity, hasGlobalEvents }: Trail, { partition, region }: Where): TrailWord {
  if (activity.kind === "unread") return "unread";
  if (activity.kind === "stopped" || activity.deliveryError !== null) return "incomplete";
  const lacksGlobalEvents = !hasGlobalEvents && (region === "us-east-1" || partition !== "aws");
  if (lacksGlobalEvents) return "incomplete";
  return logsAllManagementEvents(activity.selectors);
}

/** Why a trail is unread; undefined where it is not. */
export function whyUnread({ activity }: Trail): string | undefined {
  if (activity.kind === "unread") return activity.why;
  return activity.kind === "logging" && activity.selectors.kind === "unread" ? activity.selectors.why : undefined;
}

/**
 * An event is logged when one selector takes it, so one for reads and one for writes will do; a selector that leaves anything else out
 * does not count. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
export function logsAllManagementEvents(selectors: Selectors): TrailWord {
  if (selectors.kind === "unread") return "unread";
  if (selectors.kind === "default") return "complete";
  const taken = selectors.kind === "basic" ? selectors.selectors.map(takenByBasic) : selectors.selectors.map(takenByAdvanced);
  return taken.some(({ reads }) => reads) && taken.some(({ writes }) => writes) ? "complete" : "incomplete";
}

interface Taken {
  readonly reads: boolean;
  readonly writes: boolean;
}
const nothing: Taken = { reads: false, writes: false };
type Basic = Extract<Selectors, { kind: "basic" }>["selectors"][number];
type Advanced = Extract<Selectors, { kind: "advanced" }>["selectors"][number];

function takenByBasic({ ReadWriteType, IncludeManagementEvents, ExcludeManagementEventSources }: Basic): Taken {
  if (!IncludeManagementEvents || ExcludeManagementEventSources.length > 0) return nothing;
  const type = ReadWriteType.toLowerCase();
  return { reads: type === "all" || type === "readonly", writes: type === "all" || type === "writeonly" };
}

function takenByAdvanced({ FieldSelectors }: Advanced): Taken {
  const categories = FieldSelectors.filter(({ Field }) => Field === "eventCategory");
  const others = FieldSelectors.filter(({ Field }) => Field !== "eventCategory");
  const isManagement = categories.length > 0 && categories.every((one) => equalsOf(one)?.join() === "Management");
  if (!isManagement || others.some((one) => one.Field !== "readOnly" || equalsOf(one) === undefined)) return nothing;
  const takes = (value: string) => others.every((one) => equalsOf(one)?.some((text) => text.toLowerCase() === value));
  return { reads: takes("true"), writes: takes("false") };
}

/** The values of a selector that compares by `Equals` alone. */
const equalsOf = (selector: Advanced["FieldSelectors"][number]): readonly string[] | undefined =>
  Object.keys(selector).every((key) => key === "Field" || key === "Equals") ? selector.Equals : undefined;
