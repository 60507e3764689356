import { expect, test } from "vitest";
import { restOperation } from "./rest-operations.ts";

const rows: Record<string, readonly [service: string, method: string, path: string, operation: string]> = {
  "the SDK's own word goes first": ["s3", "GET", "/orders?x-id=GetBucketMagic", "GetBucketMagic"],
  "all buckets": ["s3", "GET", "/", "ListBuckets"],
  "a bucket's head": ["s3", "HEAD", "/orders", "HeadBucket"],
  "a new bucket": ["s3", "PUT", "/orders", "CreateBucket"],
  "a bucket with a slash": ["s3", "DELETE", "/orders/", "DeleteBucket"],
  "objects, the new list": ["s3", "GET", "/orders?list-type=2", "ListObjectsV2"],
  "objects, the old list": ["s3", "GET", "/orders", "ListObjects"],
  "several objects": ["s3", "POST", "/orders?delete", "DeleteObjects"],
  "a bucket's policy": ["s3", "GET", "/orders?policy", "GetBucketPolicy"],
  "a bucket's policy status": ["s3", "GET", "/orders?policyStatus", "GetBucketPolicyStatus"],
  "a bucket's public access block": ["s3", "PUT", "/orders?publicAccessBlock", "PutPublicAccessBlock"],
  "a bucket's life cycle, removed": ["s3", "DELETE", "/orders?lifecycle", "DeleteBucketLifecycle"],
  "an object whose key has slashes": ["s3", "GET", "/orders/2026/01.json", "GetObject"],
  "an object's list of grants": ["s3", "PUT", "/orders/a?acl", "PutObjectAcl"],
  "an account's public access block": ["s3control", "GET", "/v20180820/configuration/publicAccessBlock", "GetPublicAccessBlock"],
  functions: ["lambda", "GET", "/2015-03-31/functions/?Marker=x", "ListFunctions"],
  "a function's policy": ["lambda", "GET", "/2015-03-31/functions/orders/policy", "GetPolicy"],
  "a statement of a function's policy": ["lambda", "DELETE", "/2015-03-31/functions/orders/policy/s1?RevisionId=1", "RemovePermission"],
  detectors: ["guardduty", "GET", "/detector?maxResults=50", "ListDetectors"],
  "a detector": ["guardduty", "GET", "/detector/12abc", "GetDetector"],
  "findings in hand": ["securityhub", "PATCH", "/findings/batchupdate", "BatchUpdateFindings"],
  "findings of Inspector": ["inspector2", "POST", "/findings/list", "ListFindings"],
  "their details": ["inspector2", "POST", "/findings/details/batch/get", "BatchGetFindingDetails"],
  "whether Inspector is on": ["inspector2", "POST", "/status/batch/get", "BatchGetAccountStatus"],
  "filters of Inspector": ["inspector2", "POST", "/filters/list", "ListFilters"],
  "members of Inspector": ["inspector2", "POST", "/members/list", "ListMembers"],
  "contacts of the account": ["account", "POST", "/getAlternateContact", "GetAlternateContact"],
  "what no table names": ["appmesh", "GET", "/v20190125/meshes?limit=1", "GET /v20190125/meshes"],
};
test.each(Object.entries(rows))("%s", (_name, [service, method, path, operation]) => {
  expect(restOperation(service, method, path)).toBe(operation);
});
