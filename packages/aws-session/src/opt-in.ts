// Regions that no account can turn off: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
const alwaysOn = new Set([
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
]);

/** Whether an account has to opt in before the region answers; regions of other partitions than aws are always on. */
export const isOptIn = (region: string): boolean =>
  /^[a-z]{2}-[a-z]+-\d$/.test(region) && !region.startsWith("cn-") && !alwaysOn.has(region);
