import { expect, it } from "vitest";
import { hubResource, resourceArn } from "./resource-arn.ts";

const finding = (type: string, id: string, partition = "aws", region = "eu-west-1") => ({
  ...{ partition, resource: { account: "111111111111", region, type, id } },
});
const trail = "arn:aws:cloudtrail:eu-west-1:222222222222:trail/all";
const rows: Record<string, [ReturnType<typeof finding>, string, string | undefined]> = {
  "a bucket has neither region nor account": [finding("s3_bucket", "logs"), "AwsS3Bucket", "arn:aws:s3:::logs"],
  "an instance": [finding("ec2", "i-1"), "AwsEc2Instance", "arn:aws:ec2:eu-west-1:111111111111:instance/i-1"],
  "an image is of no account, and of no type": [finding("ami", "ami-1"), "Other", "arn:aws:ec2:eu-west-1::image/ami-1"],
  "a queue by its URL": [
    finding("sqs", "https://sqs.eu-west-1.amazonaws.com/111111111111/orders"),
    ...(["AwsSqsQueue", "arn:aws:sqs:eu-west-1:111111111111:orders"] as const),
  ],
  "a database of another partition": [
    finding("rds", "main", "aws-us-gov", "us-gov-west-1"),
    ...(["AwsRdsDbInstance", "arn:aws-us-gov:rds:us-gov-west-1:111111111111:db:main"] as const),
  ],
  "an id that is an ARN stays, whosever it is": [finding("multi_region_trail", trail), "AwsCloudTrailTrail", trail],
  "a user's path is not known": [finding("iam_user", "alice"), "AwsIamUser", undefined],
  "what could not be listed is nothing": [finding("s3_bucket", "*"), "Other", undefined],
  "a type that nobody named": [finding("quantum_computer", "q1"), "Other", undefined],
};
it.each(Object.entries(rows))("%s", (_, [of, type, arn]) => {
  expect(resourceArn(of)).toBe(arn);
  expect(hubResource(of)).toEqual({ Type: type, Id: arn });
});
it.each(["account", "region"])("Security Hub knows a %s as the account", (type) =>
  expect(hubResource(finding(type, type === "account" ? "111111111111" : ""))).toEqual({
    Type: "AwsAccount",
    Id: "AWS::::Account:111111111111",
  }),
);
