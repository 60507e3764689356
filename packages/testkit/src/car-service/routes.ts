/** Which request is answered by what. */
import type { Route } from "./asked.ts";
import { makeDatabase, readDatabases, repairDatabase } from "./database-routes.ts";
import { importRows, importStatus, jobStatus } from "./import-routes.ts";
import { changeEdge, changeVertex, deleteVertices } from "./model-routes.ts";
import { graph, query, search } from "./search-routes.ts";
import { deleteExtension, health, importSchema, readExtension, readExtensions, writeExtension } from "./service-routes.ts";
import { closeSession, openSession, readSource, writeSource } from "./source-routes.ts";

/** The first that fits answers. https://github.com/IBM/cp4s-car-schema#rest-api */
const routes: readonly (readonly [method: string, path: string, route: Route])[] = [
  ["GET", "v2/health", health],
  ["GET", "v3/health", health],
  ["GET", "v3/health/all", health],
  ["GET", "v2/databases", readDatabases],
  ["POST", "v2/databases", makeDatabase],
  ["PATCH", "v2/databases", repairDatabase],
  ["GET", "v2/jobstatus/*", jobStatus],
  ["GET", "v2/jobstatus", importStatus],
  ["POST", "v2/imports", importRows],
  ["GET", "v2/importstatus", importStatus],
  ["GET", "v2/importstatus/*", importStatus],
  ["POST", "v2/source/*/full-import-in-progress", openSession],
  ["DELETE", "v2/source/*/full-import-in-progress", closeSession],
  ["GET", "v2/source/*", readSource],
  ["PATCH", "v2/source/*", writeSource],
  ["PATCH", "v2/source", writeSource],
  ["DELETE", "v2/source/*/*", deleteVertices],
  ["GET", "v2/*/*/graph", graph],
  ["PATCH", "v2/*_*", changeEdge],
  ["PATCH", "v2/*", changeVertex],
  ["GET", "v2/*", search],
  ["POST", "v3/query", query],
  ["GET", "v3/importSchema", importSchema],
  ["GET", "v3/carSchema", readExtensions],
  ["POST", "v3/carSchema", writeExtension],
  ["GET", "v3/carSchema/*", readExtension],
  ["DELETE", "v3/carSchema/*", deleteExtension],
];

const compiled = routes.map(([method, path, route]) => ({ method, pattern: new RegExp(`^${path.replaceAll("*", "([^/]+)")}$`), route }));

/** Finds the route of a path such as `v2/imports`. */
export const findRoute = (method: string, path: string): { readonly route: Route; readonly parts: readonly string[] } | undefined => {
  for (const one of compiled) {
    const found = one.method === method ? one.pattern.exec(path) : null;
    if (found) return { route: one.route, parts: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
};
