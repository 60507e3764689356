import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamServerCertificate } from "./iam_server_certificate.ts";

const Expiration = new Date("2026-05-06T07:08:09Z");
const known = { id: "a", expiresAt: "2026-05-06T07:08:09.000Z" };
const throwing = (name: string) => () => {
  throw awsFault(name);
};

describe("iam_server_certificate", () => {
  it("lists every page, also one whose end AWS leaves out", async () => {
    const aws = fakeAws({
      answers: {
        ListServerCertificates: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { ServerCertificateMetadataList: [{ ServerCertificateName: "b" }] }
            : { ServerCertificateMetadataList: [{ ServerCertificateName: "a", Expiration }], IsTruncated: true, Marker: "2" },
      },
    });
    expect(await listAll(iamServerCertificate, aws)).toEqual([known, { id: "b", expiresAt: null }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxItems: 1000 }, { MaxItems: 1000, Marker: "2" }]);
  });

  it("does not take a denied listing for an empty one", async () => {
    const aws = fakeAws({ answers: { ListServerCertificates: throwing("AccessDenied") } });
    await expect(listAll(iamServerCertificate, aws)).rejects.toMatchObject({ kind: "denied" });
  });

  it.each(["a", "arn:aws:iam::111111111111:server-certificate/cloudfront/a"])("finds %s", async (asked) => {
    const answer = { ServerCertificate: { ServerCertificateMetadata: { ServerCertificateName: "a", Expiration } } };
    const aws = fakeAws({ answers: { GetServerCertificate: answer } });
    expect(await findAll(iamServerCertificate, aws, asked)).toEqual([known]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ ServerCertificateName: "a" }]);
  });

  it("finds none by the empty name, or of one that is gone", async () => {
    expect(await findAll(iamServerCertificate, fakeAws({ answers: {} }), "")).toEqual([]);
    const gone = fakeAws({ answers: { GetServerCertificate: throwing("NoSuchEntityException") } });
    expect(await findAll(iamServerCertificate, gone, "a")).toEqual([]);
  });

  it("reads tags on every page", async () => {
    const aws = fakeAws({
      answers: {
        ListServerCertificateTags: ({ Marker }: { Marker?: string }) =>
          Marker ? { Tags: [{ Key: "b", Value: "2" }] } : { Tags: [{ Key: "a", Value: "1" }], IsTruncated: true, Marker: "2" },
      },
    });
    expect((await lookAtAspect(iamServerCertificate, aws, "tags", [{ id: "a" }])).get("a")).toEqual({ value: { a: "1", b: "2" } });
  });
});
