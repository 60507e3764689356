import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ec2Tag } from "./ec2_tag.ts";

const tag = (Key: string, Value?: string) => ({ ResourceId: "i-1", ResourceType: "instance", Key, Value });
const told = (key: string, value: string) => ({ id: `i-1/${key}`, resourceId: "i-1", resourceType: "instance", key, value });

describe("ec2_tag", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        DescribeTags: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { Tags: [tag("empty")] } : { Tags: [tag("a/b", "1")], NextToken: "2" },
      },
    });
    expect(await listAll(ec2Tag, aws)).toEqual([told("a/b", "1"), told("empty", "")]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 1000 }, { MaxResults: 1000, NextToken: "2" }]);
  });

  const finds: Record<string, [id: string, filters: object[]]> = {
    "all tags of a resource": ["i-1", [{ Name: "resource-id", Values: ["i-1"] }]],
    "one whose key has a slash": [
      "i-1/a/b",
      [
        { Name: "resource-id", Values: ["i-1"] },
        { Name: "key", Values: ["a/b"] },
      ],
    ],
  };
  it.each(Object.entries(finds))("finds %s", async (_, [id, Filters]) => {
    const aws = fakeAws({ answers: { DescribeTags: { Tags: [tag("a/b", "1")] } } });
    expect(await findAll(ec2Tag, aws, id)).toEqual([told("a/b", "1")]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Filters }]);
  });
});
