/** Edges of CAR's import schema, version 2. https://github.com/IBM/cp4s-car-schema */
import { z } from "zod";
import { isKeyed, type VertexCollection } from "./vertices.ts";

/** The collections that an edge joins, by the name of its own: the source first. */
export const edges = {
  asset_vulnerability: ["asset", "vulnerability"],
  asset_ipaddress: ["asset", "ipaddress"],
  asset_macaddress: ["asset", "macaddress"],
  asset_hostname: ["asset", "hostname"],
  asset_account: ["asset", "account"],
  asset_container: ["asset", "container"],
  asset_application: ["asset", "application"],
  asset_database: ["asset", "database"],
  asset_geolocation: ["asset", "geolocation"],
  application_port: ["application", "port"],
  account_application: ["account", "application"],
  application_ipaddress: ["application", "ipaddress"],
  businessprocess_application: ["businessprocess", "application"],
  businessprocess_account: ["businessprocess", "account"],
  application_database: ["application", "database"],
  application_vulnerability: ["application", "vulnerability"],
  database_ipaddress: ["database", "ipaddress"],
  database_vulnerability: ["database", "vulnerability"],
  ipaddress_container: ["ipaddress", "container"],
  ipaddress_macaddress: ["ipaddress", "macaddress"],
  ipaddress_hostname: ["ipaddress", "hostname"],
  ipaddress_vulnerability: ["ipaddress", "vulnerability"],
  ipaddress_geolocation: ["ipaddress", "geolocation"],
  ipaddress_port: ["ipaddress", "port"],
  user_account: ["user", "account"],
  account_database: ["account", "database"],
  account_hostname: ["account", "hostname"],
  account_ipaddress: ["account", "ipaddress"],
  port_vulnerability: ["port", "vulnerability"],
} as const satisfies Record<string, readonly [VertexCollection, VertexCollection]>;

export type EdgeCollection = keyof typeof edges;
export const EdgeCollection = z.enum(Object.keys(edges).filter((name): name is EdgeCollection => name in edges));

/** What an edge may say besides its ends; `created` and `modified` are for all, the rest for those that `ownFields` names. Times are epoch milliseconds. */
export const EdgeFields = z.strictObject({
  created: z.number().optional(),
  modified: z.number().optional(),
  risk_score: z.number().optional(),
  port: z.record(z.string(), z.json()).optional(),
  last_access_time: z.number().optional(),
  user_id: z.string().optional(),
  mappingtype: z.string().optional(),
});
export type EdgeFields = z.infer<typeof EdgeFields>;

/** The fields that only these edges have. */
export const ownFields: Readonly<Partial<Record<EdgeCollection, readonly (keyof EdgeFields)[]>>> = {
  asset_vulnerability: ["risk_score", "port"],
  account_application: ["user_id", "last_access_time"],
  application_ipaddress: ["mappingtype"],
  user_account: ["last_access_time"],
};

/** The fields of a row that name its ends. CAR's schema names the hostname of an account, alone of all, by its external id. */
export function endFields(collection: EdgeCollection): readonly [from: "_from" | "_from_external_id", to: "_to" | "_to_external_id"] {
  const [from, to] = edges[collection];
  return [isKeyed(from) ? "_from" : "_from_external_id", isKeyed(to) && collection !== "account_hostname" ? "_to" : "_to_external_id"];
}

/** An edge between two vertices, each named by its `external_id`, or by its key where its collection is a keyed one. */
export interface Edge {
  readonly collection: EdgeCollection;
  readonly from: string;
  readonly to: string;
  readonly fields?: EdgeFields | undefined;
}

/** The row of an edge as POST /imports takes it, without what the run adds: source, report, active, timestamp. */
export function toEdgeRow({ collection, from, to, fields }: Edge): Record<string, unknown> {
  const [source, target] = edges[collection];
  const [fromField, toField] = endFields(collection);
  return {
    [fromField]: fromField === "_from" ? `${source}/${from}` : from,
    [toField]: toField === "_to" ? `${target}/${to}` : to,
    ...fields,
  };
}
