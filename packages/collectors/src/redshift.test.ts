import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { redshift } from "./redshift.ts";

const cluster = {
  ClusterIdentifier: "sales",
  ClusterStatus: "available",
  Encrypted: true,
  PubliclyAccessible: false,
  PendingModifiedValues: {},
  ClusterParameterGroups: [{ ParameterGroupName: "default.redshift-2.0", ParameterApplyStatus: "in-sync" }],
  Tags: [],
};
const plain = {
  id: "sales",
  status: "available",
  encrypted: true,
  publiclyAccessible: false,
  elasticIp: null,
  snapshotCopyRegion: null,
  pending: [],
  parameterGroups: [{ name: "default.redshift-2.0", status: "in-sync" }],
  tags: {},
};

describe("redshift", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        DescribeClusters: ({ Marker }: { Marker?: string }) =>
          Marker ? { Clusters: [{ ...cluster, ClusterIdentifier: "b" }] } : { Clusters: [cluster], Marker: "2" },
      },
    });
    expect(await listAll(redshift, aws)).toEqual([plain, { ...plain, id: "b" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{}, { Marker: "2" }]);
  });

  const empty: Record<string, object> = { "an empty list": { Clusters: [] }, "no list": {} };
  it.each(Object.entries(empty))("lists nothing of %s", async (_, answer) => {
    expect(await listAll(redshift, fakeAws({ answers: { DescribeClusters: answer } }))).toEqual([]);
  });

  const shapes: Record<string, [cluster: object, base: object]> = {
    tags: [{ Tags: [{ Key: "Owner", Value: "x" }] }, { tags: { Owner: "x" } }],
    "a public cluster": [{ PubliclyAccessible: true }, { publiclyAccessible: true }],
    "a public cluster with an Elastic IP": [
      { PubliclyAccessible: true, ElasticIpStatus: { ElasticIp: "192.0.2.7", Status: "active" } },
      { publiclyAccessible: true, elasticIp: "192.0.2.7" },
    ],
    "a private cluster of which AWS still names an Elastic IP": [{ ElasticIpStatus: { ElasticIp: "192.0.2.7" } }, {}],
    "snapshots that are copied": [{ ClusterSnapshotCopyStatus: { DestinationRegion: "us-east-1" } }, { snapshotCopyRegion: "us-east-1" }],
    "an encryption under way": [
      { ClusterStatus: "resizing", PendingModifiedValues: { EncryptionType: "KMS" } },
      { status: "resizing", pending: ["EncryptionType"] },
    ],
    "no flags, which is not false": [
      { Encrypted: undefined, PubliclyAccessible: undefined, ClusterParameterGroups: undefined, Tags: undefined },
      { encrypted: undefined, publiclyAccessible: undefined, parameterGroups: [] },
    ],
  };
  it.each(Object.entries(shapes))("reads %s", async (_, [given, base]) => {
    const aws = fakeAws({ answers: { DescribeClusters: { Clusters: [{ ...cluster, ...given }] } } });
    expect(await listAll(redshift, aws)).toEqual([{ ...plain, ...base }]);
  });

  const forms: Record<string, string> = { "its name": "sales", "its ARN": "arn:aws:redshift:eu-west-1:111111111111:cluster:sales" };
  it.each(Object.entries(forms))("finds a cluster by %s", async (_, id) => {
    const aws = fakeAws({ answers: { DescribeClusters: { Clusters: [cluster] } } });
    expect(await findAll(redshift, aws, id)).toEqual([plain]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ ClusterIdentifier: "sales" }]);
  });

  const others: Record<string, string> = {
    "a snapshot's ARN, which tag events carry too": "arn:aws:redshift:eu-west-1:111111111111:snapshot:sales/nightly",
    "an RDS cluster's ARN": "arn:aws:rds:eu-west-1:111111111111:cluster:sales",
    "an empty id, which would list all": "",
  };
  it.each(Object.entries(others))("finds nothing by %s, without a call", async (_, id) => {
    expect(await findAll(redshift, fakeAws({ answers: {} }), id)).toEqual([]);
  });

  it.each(["ClusterNotFoundFault", "ClusterNotFound"])("finds nothing when AWS says %s", async (code) => {
    const answers = { DescribeClusters: () => Promise.reject(awsFault(code, code, 404)) };
    expect(await findAll(redshift, fakeAws({ answers }), "sales")).toEqual([]);
  });

  const look = async (base: typeof plain, answer: object) => {
    const aws = fakeAws({ answers: { DescribeClusterParameters: answer } });
    return { known: (await lookAtAspect(redshift, aws, "requireSsl", [base])).get("sales"), asked: aws.calls.map(({ input }) => input) };
  };
  const ssl = (ParameterValue?: string) => ({ ParameterName: "require_ssl", ParameterValue });

  it("reads require_ssl from a later page, and no page after it", async () => {
    const pages: Record<string, object> = {
      "1": { Parameters: [{ ParameterName: "datestyle" }], Marker: "2" },
      "2": { Parameters: [ssl("true")], Marker: "3" },
    };
    const { known, asked } = await look(plain, ({ Marker = "1" }: { Marker?: string }) => pages[Marker] ?? {});
    expect(known).toEqual({ value: { "default.redshift-2.0": "true" } });
    expect(asked).toEqual([{ ParameterGroupName: "default.redshift-2.0" }, { ParameterGroupName: "default.redshift-2.0", Marker: "2" }]);
  });

  it("reads each parameter group", async () => {
    const base = {
      ...plain,
      parameterGroups: [
        { name: "a", status: "in-sync" },
        { name: "b", status: "pending-reboot" },
      ],
    };
    const answer = ({ ParameterGroupName }: { ParameterGroupName: string }) => ({
      Parameters: [ssl(ParameterGroupName === "a" ? "false" : "true")],
    });
    expect((await look(base, answer)).known).toEqual({ value: { a: "false", b: "true" } });
  });

  const silent: Record<string, object> = {
    "no parameters": {},
    "others only": { Parameters: [{ ParameterName: "datestyle" }] },
    "no value": { Parameters: [ssl()] },
  };
  it.each(Object.entries(silent))("reads null of %s", async (_, answer) => {
    expect((await look(plain, answer)).known).toEqual({ value: { "default.redshift-2.0": null } });
  });

  it("reads nothing of a cluster without parameter groups, without a call", async () => {
    expect(await look({ ...plain, parameterGroups: [] }, {})).toEqual({ known: { value: {} }, asked: [] });
  });

  it("says why when it is denied", async () => {
    const denied = () => Promise.reject(awsFault("AccessDenied"));
    await expect(listAll(redshift, fakeAws({ answers: { DescribeClusters: denied } }))).rejects.toMatchObject({ kind: "denied" });
    expect((await look(plain, denied)).known?.failure?.kind).toBe("denied");
  });
});
