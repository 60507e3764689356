import { expect, test } from "vitest";
import { dnsSuffix, mainRegion, partitionOf } from "./partition.ts";

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
