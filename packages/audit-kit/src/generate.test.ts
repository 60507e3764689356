import { describe, expect, it } from "vitest";
import { allow, eventTable, readActions, readerPolicy, readingOf, remediatorPolicy, writeActions } from "./generate.ts";
import { boxClosed, boxLight, boxTagged } from "./world.fixture.ts";

describe("generate", () => {
  it("grants the listing and the aspects of the chosen checks, and no more", () => {
    expect(readActions([boxTagged])).toEqual(["box:GetTags", "box:ListBoxes"]);
    expect(readActions([boxLight])).toEqual(["box:ListBoxes", "box:Weigh", "owner:GetStrict"]);
  });
  it("grants single reads when asked", () => {
    expect(readActions([boxTagged], { find: true })).toEqual(["box:GetBox", "box:GetTags", "box:ListBoxes"]);
  });
  it("grants reading tags when asked", () => {
    const [reader, remediator] = [readerPolicy([boxClosed], { tags: true }), remediatorPolicy([boxClosed], { tags: true })];
    expect(reader.Statement[0]?.Action).toEqual(["box:GetLid", "box:GetTags", "box:ListBoxes"]);
    expect(remediator.Statement[0]?.Action).toEqual(["box:GetBox", "box:GetLid", "box:GetTags", "box:ListBoxes"]);
  });
  it("grants what the remediations write", () => {
    expect(writeActions([boxClosed, boxTagged])).toEqual(["box:SetLid", "box:Start", "box:Stop"]);
  });
  it("keeps reading and writing apart", () => {
    expect(remediatorPolicy([boxClosed]).Statement.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ["PlumblineReads", ["box:GetBox", "box:GetLid", "box:ListBoxes"]],
      ["PlumblineWrites", ["box:SetLid"]],
    ]);
    expect(remediatorPolicy([boxLight]).Statement.map(({ Sid }) => Sid)).toEqual(["PlumblineReads"]);
  });
  it("puts what is needed beside the checks into statements of their own, each on its resource", () => {
    const signIn = allow("SignsIn", ["sts:GetCallerIdentity", "sts:AssumeRole", "sts:AssumeRole"], "arn:aws:iam::*:role/r");
    for (const policy of [readerPolicy([boxClosed], { also: [signIn] }), remediatorPolicy([boxClosed], { also: [signIn] })])
      expect(policy.Statement.at(-1)).toEqual({
        Sid: "SignsIn",
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:GetCallerIdentity"],
        Resource: "arn:aws:iam::*:role/r",
      });
    expect(readerPolicy([boxClosed], { also: [signIn] }).Statement[0]).toEqual({
      Sid: "PlumblineReads",
      Effect: "Allow",
      Action: ["box:GetLid", "box:ListBoxes"],
      Resource: "*",
    });
  });
  it("lists only the events that touch what the checks read", () => {
    expect([eventTable([boxTagged]), eventTable([boxClosed])].map((rows) => rows.map(({ name }) => name))).toEqual([
      ["CreateBox"],
      ["CreateBox", "SetLid"],
    ]);
  });
  it("does not watch what names only something that a resource held", () => {
    const event = boxClosed.subject.events[0]!;
    const subject = { ...boxClosed.subject, events: [event, { ...event, name: "LoseLid", isHeld: true }] };
    expect(eventTable([{ ...boxClosed, subject }]).map(({ name }) => name)).toEqual([event.name]);
  });
  it("says what a check reads and how far a call reaches", () => {
    expect(readingOf(boxLight)).toBe("box: weight (one call); owner: strict");
    expect(readingOf(boxTagged)).toBe("box: tags (20 a call)");
  });
});
