import { createHash, createHmac } from "node:crypto";
import { fakeAws } from "@plumbline/aws-session/testing";
import { startKubernetes } from "@plumbline/testkit/kubernetes/start-kubernetes";
import { afterEach, describe, expect, it } from "vitest";
import { readAll, testSurroundings } from "../told.fixture.ts";
import { eksSource } from "./eks-source.ts";
import { eksToken } from "./eks-token.ts";

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

const aws = fakeAws({ answers: {} });
const arn = "arn:aws:eks:eu-west-1:111111111111:cluster/prod";
const now = new Date("2026-03-01T12:00:00.000Z");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, by hand. */
function isSignedFor(token: string, cluster: string, secretKey: string): boolean {
  const url = new URL(Buffer.from(token.replace(/^k8s-aws-v1\./, ""), "base64url").toString());
  const [date = "", scope = ""] = [url.searchParams.get("X-Amz-Date"), url.searchParams.get("X-Amz-Credential")].map((one) => one ?? "");
  const [, day = "", region = "", service = "", end = ""] = scope.split("/");
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const canonical = `GET\n/\n${query}\nhost:${url.host}\nx-k8s-aws-id:${cluster}\n\nhost;x-k8s-aws-id\n${sha256("")}`;
  const key = [day, region, service, end].reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secretKey}`);
  const text = `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}/${end}\n${sha256(canonical)}`;
  return hmac(key, text).toString("hex") === url.searchParams.get("X-Amz-Signature");
}

describe("eksToken", () => {
  it("is a presigned GetCallerIdentity of the region's STS that names the cluster and no other", async () => {
    const token = await eksToken(aws, "prod", now);
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    const url = new URL(Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString());
    expect(url.origin + url.pathname).toBe("https://sts.eu-west-1.amazonaws.com/");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ Action: "GetCallerIdentity", Version: "2011-06-15", "X-Amz-Expires": "60", "X-Amz-Date": "20260301T120000Z" },
      ...{ "X-Amz-SignedHeaders": "host;x-k8s-aws-id", "X-Amz-Credential": "testing/20260301/eu-west-1/sts/aws4_request" },
    });
    expect([isSignedFor(token, "prod", "testing"), isSignedFor(token, "test", "testing"), isSignedFor(token, "prod", "other")]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it.each([
    ["cn-north-1", "sts.cn-north-1.amazonaws.com.cn"],
    ["us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"],
  ])("goes to the STS of its own partition in %s", async (region, host) => {
    const token = await eksToken(fakeAws({ answers: {}, region }), "prod", now);
    expect(new URL(Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString()).host).toBe(host);
  });
});

describe("eksSource", () => {
  it("asks the cluster with a token, and renews it after ten minutes", async () => {
    const tokens = new Set<string>();
    const accepts = (token: string) => isSignedFor(token, "prod", "testing") && Boolean(tokens.add(token));
    const kubernetes = await startKubernetes({ accepts, mostOfPage: 1 });
    stop = kubernetes.stop;
    for (const name of ["a", "b"]) kubernetes.put("serviceaccounts", { metadata: { name, namespace: "shop" } });
    const clock = { now: now.getTime() };
    const later = () => {
      clock.now += 3 * 60_000;
      return new Date(clock.now);
    };
    const surroundings = { ...testSurroundings(), now: later };
    const cluster = { name: "prod", arn, endpoint: kubernetes.url, certificateAuthority: Buffer.from(kubernetes.ca).toString("base64") };
    const source = await eksSource({ aws, cluster, surroundings });
    const { rows, cells } = await readAll(source);
    expect({ listing: source.listing, account: source.account, cells }).toEqual({
      ...{ listing: `kubernetes/${arn}`, account: "111111111111" },
      cells: ["k8s_service_account ok", "k8s_role ok", "k8s_binding ok"],
    });
    expect(rows).toMatchObject([{ name: "a", account: "111111111111", facts: { cluster: arn } }, { name: "b" }]);
    expect(kubernetes.requests).toHaveLength(8);
    expect(tokens.size).toBe(2);
  });

  it("says of a cluster without an API that it could not look", async () => {
    const cluster = { name: "prod", arn, endpoint: null, certificateAuthority: null };
    const { cells, messages } = await readAll(await eksSource({ aws, cluster, surroundings: testSurroundings() }));
    expect(cells).toEqual(["k8s_service_account failed", "k8s_role failed", "k8s_binding failed"]);
    expect(messages[0]).toBe("ask the EKS cluster prod in 111111111111/eu-west-1: it has no API yet. Try again when it is active.");
  });
});
