/** A stand-in of CloudHealth's search of assets. https://apidocs.cloudhealthtech.com/#asset_search-for-assets */
import { type JsonAnswer, type JsonRequest, type JsonServer, startJsonServer } from "../answer-json.ts";

export interface CloudHealthStandIn extends JsonServer {
  readonly key: string;
  /** Sets what there is of an asset's type, such as `AwsUser`. */
  put(name: string, assets: readonly object[]): void;
}
export interface CloudHealthOptions {
  readonly key?: string;
  /** The most assets of a page, whatever is asked. */
  readonly mostOfPage?: number;
  /** True for a service that always answers the first page. */
  readonly ignoresPage?: boolean;
}

/** Starts a stand-in that knows AwsUser and AwsInstance, both empty. The key is taken from the Authorization header alone. */
export async function startCloudHealth({ key = "stand-in-key", mostOfPage = 1000, ignoresPage = false }: CloudHealthOptions = {}) {
  const assets = new Map<string, readonly object[]>([
    ["AwsUser", []],
    ["AwsInstance", []],
  ]);

  function answer({ method, path, headers }: JsonRequest): JsonAnswer {
    const { pathname, searchParams } = new URL(path, "http://127.0.0.1");
    if (headers.authorization === undefined) return { status: 401, body: { error: "Please log in" } };
    if (headers.authorization !== `Bearer ${key}`) return { status: 403, body: { error: `Invalid API key ${headers.authorization}` } };
    if (method !== "GET" || pathname !== "/api/search") return { status: 404, body: { error: "Not Found" } };
    const all = assets.get(searchParams.get("name") ?? "");
    if (all === undefined) return { status: 422, body: { error: "name is not an asset object" } };
    if (searchParams.get("query") === null) return { status: 422, body: { error: "query is missing" } };
    const isActive = searchParams.get("query") === "is_active=1";
    const shown = all.filter((asset) => !isActive || !("is_active" in asset) || asset.is_active === true);
    // Version 1 has no pages, and neither has a query that names none.
    if (searchParams.get("api_version") !== "2" || searchParams.get("page") === null)
      return { status: 200, body: shown.map(toShown(searchParams)) };
    const size = Math.min(Number(searchParams.get("per_page") ?? 100), mostOfPage);
    const page = ignoresPage ? 1 : Number(searchParams.get("page"));
    return { status: 200, body: shown.slice((page - 1) * size, page * size).map(toShown(searchParams)) };
  }

  const server = await startJsonServer("CloudHealth", answer);
  const standIn: CloudHealthStandIn = { ...server, key, put: (name, given) => void assets.set(name, given) };
  return standIn;
}

/** Related assets are told when they are asked for. */
const toShown = (asked: URLSearchParams) => (asset: object) => {
  const { account, ...own }: { account?: unknown } = asset;
  return asked.get("include")?.split(",").includes("account") ? { ...own, account } : own;
};
