import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { inspector2 } from "@plumbline/testkit/inspector2";
import { describe, expect, it } from "vitest";
import { inspectorMembers } from "./inspector-members.ts";
import { here, standInAws } from "./stand-ins.fixture.ts";

const [first, second, third] = ["222222222222", "333333333333", "444444444444"];

describe("members of an administrator", () => {
  it("are read by pages, without those that are none any more", async () => {
    const inspector = inspector2({ mostOfPage: 1 });
    inspector.members(here, { [first]: "ENABLED", [second]: "REMOVED", [third]: "ENABLED" });
    const aws = standInAws(inspector.faults);
    expect(await inspectorMembers(aws)).toEqual([first, third]);
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["ListMembers", "ListMembers"]);
  });
  it("are none where none are", async () => {
    expect(await inspectorMembers(standInAws(inspector2().faults))).toEqual([]);
  });
  it("that are denied are an error", async () => {
    const aws = fakeAws({ answers: { ListMembers: () => Promise.reject(awsFault("AccessDeniedException", "no", 403)) } });
    await expect(inspectorMembers(aws)).rejects.toMatchObject({ name: "AwsError", kind: "denied" });
  });
});
