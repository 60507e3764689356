import { atRegion } from "./at-region.ts";
import type { Contribution, Vertex } from "./contribution.ts";
import { edgesTo, hostOf, onceEach } from "./parts.ts";
import type { Place } from "./projection.ts";
import { tagged } from "./tags.ts";

/** What CAR gets of a DB instance or a DB cluster. */
export interface Database {
  readonly arn: string;
  readonly assetType: string;
  readonly name: string;
  /** Stays the same when it is renamed; unknown for one of which AWS does not tell it. */
  readonly resourceId: string | undefined;
  readonly engine: string;
  readonly engineVersion: string | undefined;
  readonly hosts: readonly (string | undefined)[];
  readonly port: number | undefined;
  readonly masterUser: string | undefined;
  /** The ARN of what the master user belongs to: a member has the user of its cluster. */
  readonly userOf: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What names the database apart from the asset that it runs on. */
export const databaseIdOf = ({ arn, resourceId }: Pick<Database, "arn" | "resourceId">): string => resourceId ?? arn;

/** The parts of a database: its asset, host names, engine, port, region, and its master user with the account. */
export function toDatabaseParts(database: Database, place: Place): Contribution {
  const { arn, assetType, name, engine, engineVersion, port, tags } = database;
  const id = databaseIdOf(database);
  const hosts = database.hosts.filter((host) => host !== undefined);
  const description = engineVersion === undefined ? engine : `${engine} ${engineVersion}`;
  const ports = port === undefined ? [] : [`tcp/${port}`];
  const user = toUser(database, id);
  const region = atRegion(place, arn);
  const vertices: Vertex[] = [
    { collection: "asset", row: { external_id: arn, name, asset_type: assetType, description, ...tagged(tags) } },
    { collection: "database", row: { external_id: id, name, type: engine, description, ...(port ? { port: String(port) } : {}) } },
    { collection: "application", row: { external_id: engine, name: engine } },
    ...hosts.map(hostOf),
    ...region.vertices,
  ];
  if (port !== undefined) vertices.push({ collection: "port", row: { external_id: `tcp/${port}`, port_number: port, protocol: "tcp" } });
  return onceEach({
    vertices: [...vertices, ...user.vertices],
    edges: [
      ...edgesTo("asset_database", arn, [id]),
      ...edgesTo("asset_application", arn, [engine]),
      ...edgesTo("application_database", engine, [id]),
      ...edgesTo("application_port", engine, ports),
      ...edgesTo("asset_hostname", arn, hosts),
      ...region.edges,
      ...user.edges,
    ],
  });
}

/** The master user: every database has its own, although many are called `admin`. */
function toUser({ arn, masterUser, userOf }: Database, id: string): Pick<Contribution, "vertices" | "edges"> {
  if (masterUser === undefined) return { vertices: [], edges: [] };
  const external_id = `${userOf}/${masterUser}`;
  return {
    vertices: [
      { collection: "account", row: { external_id, name: masterUser } },
      { collection: "user", row: { external_id, username: masterUser, role: "TECHNICAL OWNER" } },
    ],
    edges: [
      ...edgesTo("user_account", external_id, [external_id]),
      ...edgesTo("asset_account", arn, [external_id]),
      ...edgesTo("account_database", external_id, [id]),
    ],
  };
}
