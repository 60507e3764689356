import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { kmsKey } from "./kms_key.ts";

const arn = (id: string, { account = "111111111111", region = "eu-west-1" } = {}) => `arn:aws:kms:${region}:${account}:key/${id}`;
const key = { id: "k1", arn: arn("k1") };
const thrown = (error: Error) => () => {
  throw error;
};

describe("kms_key", () => {
  it("lists every page, and asks for large ones", async () => {
    const aws = fakeAws({
      answers: {
        ListKeys: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { Keys: [{ KeyId: "k2", KeyArn: arn("k2") }] }
            : { Keys: [{ KeyId: "k1", KeyArn: arn("k1") }], Truncated: true, NextMarker: "m" },
      },
    });
    expect(await listAll(kmsKey, aws)).toEqual([key, { id: "k2", arn: arn("k2") }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Limit: 1000 }, { Limit: 1000, Marker: "m" }]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(kmsKey, fakeAws({ answers: { ListKeys: {} } }))).toEqual([]);
  });

  const forms = {
    "an id": "k1",
    "an ARN": arn("k1"),
    "an alias": "alias/data",
    "the ARN of an alias": "arn:aws:kms:eu-west-1:111111111111:alias/data",
  };
  it.each(Object.entries(forms))("finds a key by %s", async (_, id) => {
    const aws = fakeAws({ answers: { DescribeKey: { KeyMetadata: { KeyId: "k1", Arn: arn("k1") } } } });
    expect(await findAll(kmsKey, aws, id)).toEqual([key]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ KeyId: id }]);
  });

  const strangers = { "another account": arn("k1", { account: "222222222222" }), "another region": arn("k1", { region: "us-east-1" }) };
  it.each(Object.entries(strangers))("finds none of %s, and does not ask", async (_, id) => {
    const aws = fakeAws({ answers: {} });
    expect([await findAll(kmsKey, aws, id), aws.calls]).toEqual([[], []]);
  });

  it("finds none where an alias leads to another account", async () => {
    const aws = fakeAws({ answers: { DescribeKey: { KeyMetadata: { KeyId: "k1", Arn: arn("k1", { account: "222222222222" }) } } } });
    expect(await findAll(kmsKey, aws, "alias/data")).toEqual([]);
  });

  it("finds none that is gone, and throws when it may not look", async () => {
    expect(await findAll(kmsKey, fakeAws({ answers: { DescribeKey: thrown(awsFault("NotFoundException")) } }), "k1")).toEqual([]);
    await expect(findAll(kmsKey, fakeAws({ answers: { DescribeKey: thrown(awsFault("AccessDeniedException")) } }), "k1")).rejects.toThrow(
      "AccessDenied",
    );
  });

  const metadata: Record<string, [reply: object, value: unknown]> = {
    "a key of one region": [
      { KeyManager: "CUSTOMER", KeyState: "Enabled", MultiRegion: false },
      { managedBy: "CUSTOMER", state: "Enabled", multiRegion: null },
    ],
    "a replica": [
      {
        KeyManager: "CUSTOMER",
        KeyState: "PendingDeletion",
        MultiRegion: true,
        MultiRegionConfiguration: { MultiRegionKeyType: "REPLICA" },
      },
      { managedBy: "CUSTOMER", state: "PendingDeletion", multiRegion: "REPLICA" },
    ],
    "a key of AWS": [
      { KeyManager: "AWS", KeyState: "Enabled" },
      { managedBy: "AWS", state: "Enabled", multiRegion: null },
    ],
  };
  it.each(Object.entries(metadata))("describes %s", async (_, [KeyMetadata, value]) => {
    const aws = fakeAws({ answers: { DescribeKey: { KeyMetadata } } });
    expect((await lookAtAspect(kmsKey, aws, "metadata", [key])).get("k1")).toEqual({ value });
  });

  const silences: Record<string, object> = {
    "nothing of the key": {},
    "nobody who manages it": { KeyMetadata: { KeyState: "Enabled" } },
    "no state": { KeyMetadata: { KeyManager: "AWS" } },
  };
  it.each(Object.entries(silences))("does not make up what AWS leaves out: %s", async (_, DescribeKey) => {
    expect((await lookAtAspect(kmsKey, fakeAws({ answers: { DescribeKey } }), "metadata", [key])).get("k1")?.failure?.kind).toBe("failed");
  });

  const customer = { KeyManager: "CUSTOMER", KeyState: "Enabled", KeySpec: "SYMMETRIC_DEFAULT", Origin: "AWS_KMS" };
  const rotation = { managedBy: "CUSTOMER", state: "Enabled", spec: "SYMMETRIC_DEFAULT", origin: "AWS_KMS" };
  const rotationOf = async (KeyMetadata: object | undefined, GetKeyRotationStatus?: object) => {
    const aws = fakeAws({ answers: { DescribeKey: { KeyMetadata }, ...(GetKeyRotationStatus && { GetKeyRotationStatus }) } });
    const known = (await lookAtAspect(kmsKey, aws, "rotation", [key])).get("k1");
    return { known, calls: aws.calls.map(({ operation }) => operation) };
  };
  const unable = thrown(awsFault("UnsupportedOperationException"));
  const asked: Record<string, [metadata: object, reply: object, value: object]> = {
    "a key that rotates": [customer, { KeyRotationEnabled: true, RotationPeriodInDays: 90 }, { ...rotation, rotates: true }],
    "a key that does not": [customer, { KeyRotationEnabled: false }, { ...rotation, rotates: false }],
    "a key that AWS can't rotate": [customer, unable, { ...rotation, rotates: null }],
    "a key while it is updated": [
      { ...customer, KeyState: "Updating" },
      { KeyRotationEnabled: true },
      { ...rotation, state: "Updating", rotates: true },
    ],
  };
  it.each(Object.entries(asked))("asks for the rotation of %s", async (_, [metadata, reply, value]) => {
    expect(await rotationOf(metadata, reply)).toEqual({ known: { value }, calls: ["DescribeKey", "GetKeyRotationStatus"] });
  });

  const notAsked: Record<string, [metadata: object, changes: object]> = {
    "a key of AWS": [{ KeyManager: "AWS" }, { managedBy: "AWS" }],
    "an asymmetric key": [{ KeySpec: "ECC_NIST_P256" }, { spec: "ECC_NIST_P256" }],
    "an HMAC key": [{ KeySpec: "HMAC_256" }, { spec: "HMAC_256" }],
    "imported material": [{ Origin: "EXTERNAL" }, { origin: "EXTERNAL" }],
    "a key of a custom store": [{ Origin: "AWS_CLOUDHSM" }, { origin: "AWS_CLOUDHSM" }],
    "a disabled key": [{ KeyState: "Disabled" }, { state: "Disabled" }],
    "a key that will be deleted": [{ KeyState: "PendingDeletion" }, { state: "PendingDeletion" }],
  };
  it.each(Object.entries(notAsked))("does not ask for the rotation of %s", async (_, [metadata, changes]) => {
    const value = { ...rotation, ...changes, rotates: null };
    expect(await rotationOf({ ...customer, ...metadata })).toEqual({ known: { value }, calls: ["DescribeKey"] });
  });

  const untold: Record<string, [metadata: object | undefined, reply: object, kind: string]> = {
    "nothing is told of the key": [undefined, {}, "failed"],
    "its kind is not told": [{ ...customer, KeySpec: undefined }, { KeyRotationEnabled: true }, "failed"],
    "nothing is told of the rotation": [customer, {}, "failed"],
    "the rotation is denied": [customer, thrown(awsFault("AccessDeniedException")), "denied"],
    "the key is deleted meanwhile": [customer, thrown(awsFault("NotFoundException")), "gone"],
    "the key is disabled meanwhile": [customer, thrown(awsFault("KMSInvalidStateException")), "failed"],
  };
  it.each(Object.entries(untold))("does not know the rotation when %s", async (_, [metadata, reply, kind]) => {
    expect((await rotationOf(metadata, reply)).known?.failure?.kind).toBe(kind);
  });

  it("reads the one policy that a key has, with all its keys", async () => {
    const policy = {
      Version: "2012-10-17",
      Id: "kept",
      Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*", Extra: 1 },
    };
    const aws = fakeAws({ answers: { GetKeyPolicy: { Policy: JSON.stringify(policy), PolicyName: "default" } } });
    expect((await lookAtAspect(kmsKey, aws, "policy", [key])).get("k1")).toEqual({ value: policy });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ KeyId: "k1", PolicyName: "default" }]);
  });

  const failures: Record<string, [answer: object | (() => never), kind: string]> = {
    "a denied call": [thrown(awsFault("AccessDeniedException")), "denied"],
    "a key deleted meanwhile": [thrown(awsFault("NotFoundException")), "gone"],
    "a reply without a policy": [{}, "failed"],
    "a policy that is none": [{ Policy: "{}" }, "failed"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [GetKeyPolicy, kind]) => {
    expect((await lookAtAspect(kmsKey, fakeAws({ answers: { GetKeyPolicy } }), "policy", [key])).get("k1")?.failure?.kind).toBe(kind);
  });

  it("reads every page of tags by KMS's own names for them, and none as none", async () => {
    const aws = fakeAws({
      answers: {
        ListResourceTags: ({ Marker, KeyId }: { Marker?: string; KeyId: string }) => {
          if (KeyId === "k2") return {};
          return Marker
            ? { Tags: [{ TagKey: "b", TagValue: "" }] }
            : { Tags: [{ TagKey: "a", TagValue: "1" }], Truncated: true, NextMarker: "m" };
        },
      },
    });
    const tags = await lookAtAspect(kmsKey, aws, "tags", [key, { id: "k2" }]);
    expect([...tags]).toEqual([
      ["k1", { value: { a: "1", b: "" } }],
      ["k2", { value: {} }],
    ]);
  });
});
