import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { elb } from "./elb.ts";

const raise = (error: Error) => () => {
  throw error;
};
const balancers = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `lb-${i}`, scheme: "internal", dnsName: null, instances: [] }));

describe("elb", () => {
  it("lists every page", async () => {
    const aws = fakeAws({
      answers: {
        DescribeLoadBalancers: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { LoadBalancerDescriptions: [{ LoadBalancerName: "b", Scheme: "internal" }] }
            : {
                LoadBalancerDescriptions: [
                  {
                    ...{ LoadBalancerName: "a", Scheme: "internet-facing", DNSName: "a-1.eu-west-1.elb.amazonaws.com" },
                    Instances: [{ InstanceId: "i-2" }, { InstanceId: "i-1" }],
                  },
                ],
                NextMarker: "2",
              },
      },
    });
    expect(await listAll(elb, aws)).toEqual([
      { id: "a", scheme: "internet-facing", dnsName: "a-1.eu-west-1.elb.amazonaws.com", instances: ["i-1", "i-2"] },
      { id: "b", scheme: "internal", dnsName: null, instances: [] },
    ]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ PageSize: 400 }, { PageSize: 400, Marker: "2" }]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(elb, fakeAws({ answers: { DescribeLoadBalancers: {} } }))).toEqual([]);
  });

  it("takes a load balancer without a scheme as internet-facing, and an instance without an id as none", async () => {
    const aws = fakeAws({ answers: { DescribeLoadBalancers: { LoadBalancerDescriptions: [{ LoadBalancerName: "a", Instances: [{}] }] } } });
    expect(await listAll(elb, aws)).toEqual([{ id: "a", scheme: "internet-facing", dnsName: null, instances: [] }]);
  });

  it("rejects when it is not allowed to list", async () => {
    const aws = fakeAws({ answers: { DescribeLoadBalancers: raise(awsFault("AccessDenied")) } });
    await expect(listAll(elb, aws)).rejects.toMatchObject({ kind: "denied" });
  });

  it("finds a load balancer by its name", async () => {
    const aws = fakeAws({
      answers: { DescribeLoadBalancers: { LoadBalancerDescriptions: [{ LoadBalancerName: "a", Scheme: "internal" }] } },
    });
    expect(await findAll(elb, aws, "a")).toEqual([{ id: "a", scheme: "internal", dnsName: null, instances: [] }]);
    expect(aws.calls[0]?.input).toEqual({ LoadBalancerNames: ["a"] });
  });

  const deleted = ["LoadBalancerNotFound", "AccessPointNotFound", "AccessPointNotFoundException"];
  it.each(deleted)("finds nothing when AWS says %s", async (code) => {
    expect(await findAll(elb, fakeAws({ answers: { DescribeLoadBalancers: raise(awsFault(code)) } }), "a")).toEqual([]);
  });

  it("reads tags of twenty load balancers a call, and none as none", async () => {
    const aws = fakeAws({
      answers: {
        DescribeTags: ({ LoadBalancerNames }: { LoadBalancerNames: string[] }) => ({
          TagDescriptions: LoadBalancerNames.map((LoadBalancerName) => ({
            LoadBalancerName,
            Tags: [{ Key: "owner", Value: LoadBalancerName }, { Key: "empty" }],
          })),
        }),
      },
    });
    const tags = await lookAtAspect(elb, aws, "tags", balancers(21));
    expect(aws.calls.map(({ input }) => (input as { LoadBalancerNames: string[] }).LoadBalancerNames.length)).toEqual([20, 1]);
    expect(tags.get("lb-20")).toEqual({ value: { owner: "lb-20", empty: "" } });
    const silent = fakeAws({ answers: { DescribeTags: { TagDescriptions: [{ LoadBalancerName: "lb-0" }] } } });
    expect(await lookAtAspect(elb, silent, "tags", balancers(1))).toEqual(new Map([["lb-0", { value: {} }]]));
  });

  it("loses only the load balancer that was deleted meanwhile", async () => {
    const aws = fakeAws({
      answers: {
        DescribeTags: ({ LoadBalancerNames }: { LoadBalancerNames: string[] }) => {
          if (LoadBalancerNames.includes("lb-1")) throw awsFault("AccessPointNotFoundException");
          return { TagDescriptions: LoadBalancerNames.map((LoadBalancerName) => ({ LoadBalancerName, Tags: [] })) };
        },
      },
    });
    const tags = await lookAtAspect(elb, aws, "tags", balancers(3));
    expect([...tags].map(([id, known]) => [id, known.failure?.kind ?? known.value])).toEqual([
      ["lb-0", {}],
      ["lb-1", "gone"],
      ["lb-2", {}],
    ]);
  });

  it("says that tags are denied", async () => {
    const aws = fakeAws({ answers: { DescribeTags: raise(awsFault("AccessDenied")) } });
    expect((await lookAtAspect(elb, aws, "tags", balancers(1))).get("lb-0")?.failure?.kind).toBe("denied");
  });

  const logs: Record<string, [answer: object, known: object]> = {
    "that it does": [{ LoadBalancerAttributes: { AccessLog: { Enabled: true, S3BucketName: "logs" } } }, { value: true }],
    "that it does not": [{ LoadBalancerAttributes: { AccessLog: { Enabled: false } } }, { value: false }],
    "nothing where AWS does not say": [{ LoadBalancerAttributes: {} }, { failure: expect.objectContaining({ kind: "failed" }) }],
  };
  it.each(Object.entries(logs))("knows of access logs %s", async (_, [DescribeLoadBalancerAttributes, known]) => {
    const aws = fakeAws({ answers: { DescribeLoadBalancerAttributes } });
    expect((await lookAtAspect(elb, aws, "accessLogs", [{ id: "a" }])).get("a")).toEqual(known);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ LoadBalancerName: "a" }]);
  });

  it("does not know of access logs when it may not ask", async () => {
    const denied = () => {
      throw awsFault("AccessDenied");
    };
    const aws = fakeAws({ answers: { DescribeLoadBalancerAttributes: denied } });
    expect((await lookAtAspect(elb, aws, "accessLogs", [{ id: "a" }])).get("a")?.failure?.kind).toBe("denied");
  });
});
