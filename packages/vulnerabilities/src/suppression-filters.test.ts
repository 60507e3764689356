import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { inspector2 } from "@plumbline/testkit/inspector2";
import { describe, expect, it } from "vitest";
import { here, standInAws } from "./stand-ins.fixture.ts";
import { suppressionFilters } from "./suppression-filters.ts";

describe("suppression rules", () => {
  it("are read by pages, without filters that suppress nothing", async () => {
    const inspector = inspector2({ mostOfPage: 2 });
    const criteria = { severity: [{ comparison: "EQUALS", value: "LOW" }] };
    for (const name of ["a", "b", "c"]) inspector.filter(here, { name, action: "SUPPRESS", criteria, reason: "accepted until March" });
    inspector.filter(here, { name: "view", action: "NONE", criteria });
    const aws = standInAws(inspector.faults);
    expect((await suppressionFilters(aws)).map(({ name, reason, criteria: told }) => [name, reason, told])).toEqual(
      ["a", "b", "c"].map((name) => [name, "accepted until March", criteria]),
    );
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["ListFilters", "ListFilters"]);
  });
  it("are none where none are", async () => {
    expect(await suppressionFilters(standInAws(inspector2().faults))).toEqual([]);
  });
  it("that are denied are an error", async () => {
    const aws = fakeAws({ answers: { ListFilters: () => Promise.reject(awsFault("AccessDeniedException", "no", 403)) } });
    await expect(suppressionFilters(aws)).rejects.toMatchObject({ name: "AwsError", kind: "denied" });
  });
  it("that can't be read are named", async () => {
    const aws = fakeAws({ answers: { ListFilters: { filters: [{ arn: "arn:x", name: "n", action: "SUPPRESS", criteria: [] }] } } });
    await expect(suppressionFilters(aws)).rejects.toThrow(
      /filter arn:x of Inspector in account 111111111111, region eu-west-1 can't be read/,
    );
  });
});
