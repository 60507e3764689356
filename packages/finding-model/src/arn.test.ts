import { expect, test } from "vitest";
import { accountRoot, arn, parseArn } from "./arn.ts";

const arns = {
  "arn:aws-cn:sqs:cn-north-1:111111111111:q": {
    partition: "aws-cn",
    service: "sqs",
    region: "cn-north-1",
    account: "111111111111",
    resource: "q",
  },
  "arn:aws:s3:::bucket": { partition: "aws", service: "s3", region: "", account: "", resource: "bucket" },
  "arn:aws:logs:eu-west-1:111111111111:log-group:a:*": {
    partition: "aws",
    service: "logs",
    region: "eu-west-1",
    account: "111111111111",
    resource: "log-group:a:*",
  },
};
test.each(Object.entries(arns))("%s is read and written back", (text, parts) => {
  expect(parseArn(text)).toEqual(parts);
  expect(arn(parts)).toBe(text);
});

test.each(["", "arn", "arn:aws:s3", "urn:aws:s3:::bucket", "arn::s3:::bucket"])("%j is no ARN", (text) => {
  expect(parseArn(text)).toBeUndefined();
});

test.each(["aws", "aws-cn"])("an account of %s is named by its root", (partition) => {
  expect(accountRoot({ partition, account: "111111111111" })).toBe(`arn:${partition}:iam::111111111111:root`);
});
