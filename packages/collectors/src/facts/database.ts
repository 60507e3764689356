import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";

interface Where {
  readonly account: string;
  readonly region: string;
}
/**
 * The name in an id of an RDS or Redshift resource: the id itself, or the end of an ARN. Undefined for the ARN of another kind, such as a
 * snapshot's where an instance is meant, or of another place; `kind` is the service and the ARN's own word, such as `rds:db`.
 */
export function nameIn(id: string, kind: `${string}:${string}`, { account, region }: Where): string | undefined {
  const arn = parseArn(id);
  if (!arn) return id;
  const [word, ...name] = arn.resource.split(":");
  return `${arn.service}:${word}` === kind && arn.account === account && arn.region === region ? name.join(":") : undefined;
}

/** Reads the name that an event gives, alone or in an ARN of this kind; AWS keeps names in small letters, whatever the caller wrote. */
export const toName =
  (kind: `${string}:${string}`) =>
  (named: string, where: Where): string | undefined =>
    nameIn(named, kind, where)?.toLowerCase();

/** The names of the modifications that AWS has taken but not made yet. */
export const pendingIn = (values: object | undefined): string[] =>
  Object.entries(values ?? {}).flatMap(([name, value]) =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [name],
  );

/** Whether a database runs; a database on its way still counts as what it leaves. */
export const DatabaseState = z.enum(["running", "stopped"]);
export type DatabaseState = z.output<typeof DatabaseState>;

interface Database {
  readonly status: string;
}
/** Reads a status of RDS. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
export const stateOf = ({ status }: Database): DatabaseState => (status === "stopped" || status === "starting" ? "stopped" : "running");
/** The database as it is once it has reached a state. */
export const inState = <D extends Database>(database: D, state: DatabaseState): D =>
  stateOf(database) === state ? database : { ...database, status: state === "stopped" ? "stopped" : "available" };

const lasting = new Set([
  "available",
  "stopped",
  "storage-optimization",
  "storage-full",
  "failed",
  "restore-error",
  "cloning-failed",
  "migration-failed",
  "paused",
  "hardware-failure",
]);
/** Tells whether AWS is at work on a database or a Redshift cluster. Names like inaccessible-..., incompatible-..., insufficient-... last too. */
export const isInTransition = ({ status }: Database): boolean =>
  !lasting.has(status) && !/^in(accessible|compatible|sufficient)-/.test(status);

/** Tells whether an engine's clusters share one storage, as Aurora's do; a cluster of another engine is a Multi-AZ DB cluster. */
export const isAuroraLike = (engine: string): boolean => /^(aurora|docdb|neptune)/.test(engine);

/**
 * Tells whether AWS installs no minor version of an engine by itself: DocumentDB's are installed by hand, and of RDS Custom the setting must
 * be off. https://docs.aws.amazon.com/documentdb/latest/devguide/db-instance-maintain.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const neverUpgrades = (engine: string): boolean => /^(docdb|custom-)/.test(engine);
