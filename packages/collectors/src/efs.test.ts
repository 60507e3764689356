import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { efs } from "./efs.ts";

const id = "fs-0123456789abcdef0";
const system = { FileSystemId: id, Name: "home", LifeCycleState: "available", Encrypted: true, Tags: [{ Key: "Owner", Value: "x" }] };
const plain = { id, name: "home", status: "available", encrypted: true, tags: { Owner: "x" } };
const arn = (kind: string, region = "eu-west-1") => `arn:aws:elasticfilesystem:${region}:111111111111:${kind}`;

describe("efs", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        DescribeFileSystems: ({ Marker }: { Marker?: string }) =>
          Marker ? { FileSystems: [{ ...system, FileSystemId: "fs-2" }] } : { FileSystems: [system], NextMarker: "2" },
      },
    });
    expect(await listAll(efs, aws)).toEqual([plain, { ...plain, id: "fs-2" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{}, { Marker: "2" }]);
  });

  const empty: Record<string, object> = { "an empty list": { FileSystems: [] }, "no list": {} };
  it.each(Object.entries(empty))("lists nothing of %s", async (_, DescribeFileSystems) => {
    expect(await listAll(efs, fakeAws({ answers: { DescribeFileSystems } }))).toEqual([]);
  });

  it("does not say false where AWS says nothing of encryption", async () => {
    const DescribeFileSystems = { FileSystems: [{ FileSystemId: id, LifeCycleState: "creating" }] };
    expect(await listAll(efs, fakeAws({ answers: { DescribeFileSystems } }))).toEqual([
      { id, name: undefined, status: "creating", encrypted: undefined, tags: {} },
    ]);
  });

  it("refuses a file system without an id", async () => {
    await expect(listAll(efs, fakeAws({ answers: { DescribeFileSystems: { FileSystems: [{}] } } }))).rejects.toThrow();
  });

  it.each([id, arn(`file-system/${id}`)])("finds a file system by %s", async (named) => {
    const aws = fakeAws({ answers: { DescribeFileSystems: { FileSystems: [system] } } });
    expect(await findAll(efs, aws, named)).toEqual([plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ FileSystemId: id }]);
  });

  const others: Record<string, string> = {
    "an access point's ARN": arn("access-point/fsap-1"),
    "another region's ARN": arn(`file-system/${id}`, "us-east-1"),
    "an empty id, which would list all": "",
  };
  it.each(Object.entries(others))("finds nothing by %s, without a call", async (_, named) => {
    expect(await findAll(efs, fakeAws({ answers: {} }), named)).toEqual([]);
  });

  it("finds nothing that is gone, and says when it is denied", async () => {
    const says = (code: string) => fakeAws({ answers: { DescribeFileSystems: () => Promise.reject(awsFault(code)) } });
    expect(await findAll(efs, says("FileSystemNotFound"), id)).toEqual([]);
    await expect(findAll(efs, says("AccessDeniedException"), id)).rejects.toMatchObject({ kind: "denied" });
    await expect(listAll(efs, says("AccessDeniedException"))).rejects.toMatchObject({ kind: "denied" });
  });
});
