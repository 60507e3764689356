const id = "requestParameters.bucketName";
const source = "s3.amazonaws.com";

/** What CloudTrail tells of changes to a bucket's settings. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html */
export const bucketEvents = [
  { source, name: "CreateBucket", effect: "create", id },
  { source, name: "DeleteBucket", effect: "delete", id },
  { source, name: "PutBucketAcl", effect: "update", touches: ["acl"], id },
  { source, name: "PutBucketPolicy", effect: "update", touches: ["policy", "policyStatus"], id },
  { source, name: "DeleteBucketPolicy", effect: "update", touches: ["policy", "policyStatus"], id },
  { source, name: "PutBucketPublicAccessBlock", effect: "update", touches: ["publicAccessBlock"], id },
  { source, name: "DeleteBucketPublicAccessBlock", effect: "update", touches: ["publicAccessBlock"], id },
  { source, name: "PutBucketOwnershipControls", effect: "update", touches: ["ownership"], id },
  { source, name: "DeleteBucketOwnershipControls", effect: "update", touches: ["ownership"], id },
  { source, name: "PutBucketEncryption", effect: "update", touches: ["encryption"], id },
  { source, name: "DeleteBucketEncryption", effect: "update", touches: ["encryption"], id },
  { source, name: "PutBucketTagging", effect: "update", touches: ["tags"], id },
  { source, name: "DeleteBucketTagging", effect: "update", touches: ["tags"], id },
] as const;
