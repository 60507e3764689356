/** Names of the operations of services that say them with a method and a path. */

/** `GET /2015-03-31/functions/orders/policy` of `lambda` is `GetPolicy`. What no table names is told as method and path. */
export const restOperation = (service: string, method: string, path: string): string => {
  const { pathname, searchParams } = new URL(path, "http://localhost");
  const named = searchParams.get("x-id");
  if (named !== null) return named;
  if (service === "s3") return s3Operation(method, pathname, [...searchParams.keys()]);
  // Every operation of this service is a POST to its own name.
  if (service === "account") return pathname.slice(1, 2).toUpperCase() + pathname.slice(2);
  const found = (tables[service] ?? []).find(([verb, pattern]) => verb === method && pattern.test(pathname));
  return found?.[2] ?? `${method} ${pathname}`;
};

type Row = readonly [method: string, path: RegExp, operation: string];

const tables: Readonly<Record<string, readonly Row[]>> = {
  lambda: [
    ["GET", /\/functions\/?$/, "ListFunctions"],
    ["POST", /\/functions$/, "CreateFunction"],
    ["GET", /\/functions\/[^/]+$/, "GetFunction"],
    ["DELETE", /\/functions\/[^/]+$/, "DeleteFunction"],
    ["GET", /\/functions\/[^/]+\/configuration$/, "GetFunctionConfiguration"],
    ["PUT", /\/functions\/[^/]+\/configuration$/, "UpdateFunctionConfiguration"],
    ["PUT", /\/functions\/[^/]+\/code$/, "UpdateFunctionCode"],
    ["GET", /\/functions\/[^/]+\/policy$/, "GetPolicy"],
    ["POST", /\/functions\/[^/]+\/policy$/, "AddPermission"],
    ["DELETE", /\/functions\/[^/]+\/policy\/[^/]+$/, "RemovePermission"],
    ["GET", /\/functions\/[^/]+\/url$/, "GetFunctionUrlConfig"],
    ["POST", /\/functions\/[^/]+\/url$/, "CreateFunctionUrlConfig"],
    ["PUT", /\/functions\/[^/]+\/url$/, "UpdateFunctionUrlConfig"],
    ["DELETE", /\/functions\/[^/]+\/url$/, "DeleteFunctionUrlConfig"],
    ["GET", /\/functions\/[^/]+\/urls$/, "ListFunctionUrlConfigs"],
    ["GET", /\/functions\/[^/]+\/aliases$/, "ListAliases"],
    ["GET", /\/functions\/[^/]+\/versions$/, "ListVersionsByFunction"],
    ["GET", /\/tags\/[^/]+$/, "ListTags"],
    ["POST", /\/tags\/[^/]+$/, "TagResource"],
    ["DELETE", /\/tags\/[^/]+$/, "UntagResource"],
  ],
  "access-analyzer": [["GET", /^\/analyzer$/, "ListAnalyzers"]],
  eks: [
    ["GET", /^\/clusters$/, "ListClusters"],
    ["GET", /^\/clusters\/[^/]+$/, "DescribeCluster"],
    ["GET", /^\/clusters\/[^/]+\/access-entries$/, "ListAccessEntries"],
    ["GET", /^\/clusters\/[^/]+\/access-entries\/[^/]+$/, "DescribeAccessEntry"],
    ["GET", /^\/clusters\/[^/]+\/access-entries\/[^/]+\/access-policies$/, "ListAssociatedAccessPolicies"],
  ],
  elasticfilesystem: [["GET", /\/file-systems$/, "DescribeFileSystems"]],
  macie2: [["GET", /^\/macie$/, "GetMacieSession"]],
  securityhub: [
    ["GET", /^\/accounts$/, "DescribeHub"],
    ["GET", /^\/productSubscriptions$/, "ListEnabledProductsForImport"],
    ["POST", /^\/standards\/get$/, "GetEnabledStandards"],
    ["POST", /^\/findings$/, "GetFindings"],
    ["POST", /^\/findings\/import$/, "BatchImportFindings"],
    ["PATCH", /^\/findings\/batchupdate$/, "BatchUpdateFindings"],
  ],
  inspector2: [
    ["POST", /^\/findings\/list$/, "ListFindings"],
    ["POST", /^\/findings\/details\/batch\/get$/, "BatchGetFindingDetails"],
    ["POST", /^\/status\/batch\/get$/, "BatchGetAccountStatus"],
    ["POST", /^\/filters\/list$/, "ListFilters"],
    ["POST", /^\/members\/list$/, "ListMembers"],
  ],
  guardduty: [
    ["GET", /^\/detector$/, "ListDetectors"],
    ["POST", /^\/detector$/, "CreateDetector"],
    ["GET", /^\/detector\/[^/]+$/, "GetDetector"],
    ["POST", /^\/detector\/[^/]+$/, "UpdateDetector"],
    ["DELETE", /^\/detector\/[^/]+$/, "DeleteDetector"],
    ["GET", /^\/detector\/[^/]+\/administrator$/, "GetAdministratorAccount"],
    ["GET", /^\/detector\/[^/]+\/member$/, "ListMembers"],
    ["POST", /^\/detector\/[^/]+\/findings$/, "ListFindings"],
    ["POST", /^\/detector\/[^/]+\/findings\/get$/, "GetFindings"],
  ],
  s3control: [
    ["GET", /\/configuration\/publicAccessBlock$/, "GetPublicAccessBlock"],
    ["PUT", /\/configuration\/publicAccessBlock$/, "PutPublicAccessBlock"],
    ["DELETE", /\/configuration\/publicAccessBlock$/, "DeletePublicAccessBlock"],
    ["GET", /\/accesspoint$/, "ListAccessPoints"],
    ["GET", /\/accesspoint\/[^/]+$/, "GetAccessPoint"],
    ["GET", /\/accesspoint\/[^/]+\/policy$/, "GetAccessPointPolicy"],
    ["GET", /\/accesspoint\/[^/]+\/policyStatus$/, "GetAccessPointPolicyStatus"],
  ],
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
const bucketParts: Readonly<Record<string, string>> = {
  accelerate: "BucketAccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCors",
  encryption: "BucketEncryption",
  lifecycle: "BucketLifecycleConfiguration",
  location: "BucketLocation",
  logging: "BucketLogging",
  notification: "BucketNotificationConfiguration",
  "object-lock": "ObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  policyStatus: "BucketPolicyStatus",
  publicAccessBlock: "PublicAccessBlock",
  replication: "BucketReplication",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};
const objectParts: Readonly<Record<string, string>> = {
  acl: "ObjectAcl",
  tagging: "ObjectTagging",
  retention: "ObjectRetention",
  "legal-hold": "ObjectLegalHold",
};
const verbs: Readonly<Record<string, string>> = { GET: "Get", PUT: "Put", DELETE: "Delete", HEAD: "Head" };

const s3Operation = (method: string, pathname: string, parameters: readonly string[]): string => {
  const [bucket, ...key] = pathname.slice(1).split("/");
  const verb = verbs[method] ?? method;
  if (!bucket) return "ListBuckets";
  if (key.join("") !== "") return `${verb}${partOf(objectParts, parameters) ?? "Object"}`;
  if (method === "POST" && parameters.includes("delete")) return "DeleteObjects";
  const part = partOf(bucketParts, parameters);
  if (part === "BucketLifecycleConfiguration" && method === "DELETE") return "DeleteBucketLifecycle";
  if (part !== undefined) return `${verb}${part}`;
  if (method === "GET") return parameters.includes("list-type") ? "ListObjectsV2" : "ListObjects";
  return method === "PUT" ? "CreateBucket" : `${verb}Bucket`;
};

const partOf = (parts: Readonly<Record<string, string>>, parameters: readonly string[]): string | undefined =>
  parameters.flatMap((name) => parts[name] ?? [])[0];
