import { expect, test } from "vitest";
import { arn, dnsSuffix, mainRegion, parseArn, partitionOf } from "./partition.ts";

const partitions = {
  aws: {
    main: "us-east-1",
    suffix: "amazonaws.com",
    regions: ["eu-west-1", "ap-southeast-7", "il-central-1", "mx-central-1", "us-west-2"],
  },
  "aws-cn": { main: "cn-northwest-1", suffix: "amazonaws.com.cn", regions: ["cn-north-1", "cn-northwest-1"] },
  "aws-us-gov": { main: "us-gov-west-1", suffix: "amazonaws.com", regions: ["us-gov-east-1", "us-gov-west-1"] },
  "aws-iso": { main: "us-iso-east-1", suffix: "c2s.ic.gov", regions: ["us-iso-east-1", "us-iso-west-1"] },
  "aws-iso-b": { main: "us-isob-east-1", suffix: "sc2s.sgov.gov", regions: ["us-isob-east-1", "us-isob-west-1"] },
  "aws-iso-e": { main: "eu-isoe-west-1", suffix: "cloud.adc-e.uk", regions: ["eu-isoe-west-1"] },
  "aws-iso-f": { main: "us-isof-south-1", suffix: "csp.hci.ic.gov", regions: ["us-isof-south-1", "us-isof-east-1"] },
  "aws-eusc": { main: "eusc-de-east-1", suffix: "amazonaws.eu", regions: ["eusc-de-east-1"] },
};

test.each(Object.entries(partitions))("%s has its main region, host names and regions", (partition, { main, suffix, regions }) => {
  expect(mainRegion(partition)).toBe(main);
  expect(dnsSuffix(partition)).toBe(suffix);
  expect(regions.map(partitionOf)).toEqual(regions.map(() => partition));
  expect(partitionOf(main)).toBe(partition);
});

test.each(["global", "", "aws-global", "eu-west", "EU-WEST-1"])("%j is no region", (region) => {
  expect(() => partitionOf(region)).toThrow("no such region");
});

test("an unknown partition is refused by name", () => {
  expect(() => mainRegion("aws-mars")).toThrow("no such partition: aws-mars");
  expect(() => dnsSuffix("toString")).toThrow("no such partition: toString");
});

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
