import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { memberCredentials } from "@plumbline/testkit/account";
import { accessDenied, assumeRoleRefused, type Faults } from "@plumbline/testkit/faults";
import { type EmulatorProxy, startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hours, makeService, roleOf, type Service } from "./service.fixture.ts";

const account = "646464646464";
const short = { awsRequestId: "r", getRemainingTimeInMillis: () => 6000 };
let faults: Faults = () => undefined;
let proxy: EmulatorProxy;
let service: Service;
const direct = (requestId: string) => ({
  ...{ requestId, access_type: "cross-account", access_input: { arn: roleOf(account) }, email: "ann@example.com" },
});
const callsOf = (operation: string) => proxy.calls.filter((call) => call.operation === operation && call.account === account).length;
const silent =
  (operation: string): Faults =>
  (call) =>
    call.operation === operation && call.account === account ? "silence" : undefined;
const status = async (id: string) => {
  const item = await service.item(id);
  return [item?.["status"]?.S, item?.["scanCompleted"]?.S, item?.["invocations"]?.N];
};

beforeAll(async () => {
  proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults: (call) => faults(call) });
  service = await makeService(proxy.url);
  const credentials = await memberCredentials({ url: emulatorUrl(), account, partition: "aws" });
  const s3 = new S3Client({ ...service.where, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: `long-${account}` }));
});
afterAll(async () => {
  await service.stop();
  await proxy.stop();
});

describe("a scan that needs longer than an invocation has", () => {
  it("goes on in the next one, looks at nothing twice, and ends with one report and one mail", async () => {
    faults = silent("DescribeVpcs");
    expect(await service.scan(direct("long"), short)).toEqual({ requestId: "long", status: "INPROGRESS" });
    expect([...(await service.objects()).keys()]).toEqual(["unfinished/long.jsonl.gz"]);
    expect([await status("long"), service.server.mails.length]).toEqual([["INPROGRESS", undefined, "1"], 0]);
    const { cellsDone, cellsTotal, percent } = (await service.item("long")) ?? {};
    expect([cellsDone?.N, cellsTotal?.N, percent?.N]).toEqual(["2", "3", "66"]);
    expect(service.payloads).toEqual([direct("long")]);
    faults = () => undefined;
    const listed = callsOf("ListBuckets");
    expect(await service.scan(service.payloads[0], hours(1))).toEqual({ requestId: "long", status: "COMPLETED" });
    expect([listed, callsOf("ListBuckets")]).toEqual([1, 1]);
    expect(await status("long")).toEqual(["COMPLETED", "true", "2"]);
    expect([...(await service.objects()).keys()]).toEqual(["reports/long.html"]);
    expect((await service.objects()).get("reports/long.html")).toContain(`long-${account}`);
    expect(service.server.mails).toHaveLength(1);
  });

  it("ends as incomplete when an invocation gets no further than the one before", async () => {
    faults = silent("DescribeVpcs");
    await service.scan(direct("stuck"), short);
    expect(await service.scan(direct("stuck"), short)).toEqual({ requestId: "stuck", status: "INCOMPLETE" });
    expect(await status("stuck")).toEqual(["INCOMPLETE", "true", "2"]);
    const mail = service.server.mails.at(-1);
    expect(mail?.text).toContain("Not all could be looked at.");
    expect(mail?.text).toMatch(/^logging: 0 pass, 0 fail, 1 unknown/m);
    expect(mail?.attachments[0]?.content.toString()).toContain("the time was over before it was looked at");
  });

  it("that was seen to its end is not undone by a bucket that refuses, and is mailed once", async () => {
    faults = silent("DescribeVpcs");
    await service.scan(direct("refused-bucket"), short);
    const mails = service.server.mails.length;
    faults = (call) =>
      call.operation === "DeleteObject" || (call.operation === "PutObject" && call.account !== account) ? accessDenied(call) : undefined;
    const answer = await service.scan(direct("refused-bucket"), hours(1));
    expect(answer).toEqual({
      ...{
        requestId: "refused-bucket",
        status: "COMPLETED",
        error: expect.stringMatching(/^the report could not be kept: .*AccessDenied/),
      },
    });
    const item = await service.item("refused-bucket");
    expect([item?.["status"]?.S, item?.["mail"]?.S, item?.["report"]]).toEqual(["COMPLETED", "sent", undefined]);
    expect(service.server.mails.slice(mails).map(({ attachments }) => attachments[0]?.filename)).toEqual(["scan.html"]);
    expect(service.log()).toContain("the unfinished run stays");
    expect(await service.scan(direct("refused-bucket"), hours(1))).toEqual({ requestId: "refused-bucket", status: "COMPLETED" });
    expect(service.server.mails).toHaveLength(mails + 1);
  });

  it("asks a bucket to remove nothing where there was nothing", async () => {
    faults = () => undefined;
    const before = proxy.calls.filter(({ operation }) => operation === "DeleteObject").length;
    await service.scan(direct("at-once"), hours(1));
    expect(proxy.calls.filter(({ operation }) => operation === "DeleteObject")).toHaveLength(before);
  });

  it("counts from what was restored, whatever the item told", async () => {
    faults = silent("DescribeVpcs");
    await service.scan(direct("restored"), short);
    await service.tell("restored", "cellsDone", 0);
    // Told less than was restored: no invocation got further, so it must end.
    expect(await service.scan(direct("restored"), short)).toEqual({ requestId: "restored", status: "INCOMPLETE" });
  });

  it("invokes the version or alias of itself that was invoked", async () => {
    faults = silent("DescribeVpcs");
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:scan:live";
    await service.scan(direct("alias"), { ...short, invokedFunctionArn: arn });
    expect(service.invoked.at(-1)).toBe(arn);
  });

  it("is taken over from an invocation that crashed, once its lease is over", async () => {
    faults = () => undefined;
    await service.keep("crashed", { status: "INPROGRESS", leaseOwner: "gone" });
    expect(await service.scan(direct("crashed"), hours(1))).toEqual({ requestId: "crashed", status: "COMPLETED" });
  });
});

describe("a request", () => {
  const ask = (requestId: string, input: object = {}, rest: object = {}) => ({
    body: {
      ...{ requestId, email: "ann@example.com", ...rest },
      scan_input: [{ access_type: "cross-account", access_input: { arn: roleOf(account), ...input } }],
    },
  });

  it("names the permissions that are missing, with the checks that need them, and begins all the same", async () => {
    faults = (call) => (call.operation === "DescribeVpcs" ? accessDenied(call) : undefined);
    expect(await service.request(ask("denied"), hours(1))).toEqual({
      ...{ requestId: "denied", status: "INPROGRESS" },
      missingPermissions: [{ action: "ec2:DescribeVpcs", checks: [expect.stringMatching(/^vpc\/flow-logs(#|$)/)] }],
    });
    expect((await service.item("denied"))?.["missingPermissions"]).toEqual({ L: [{ S: "ec2:DescribeVpcs" }] });
    expect(await service.scan(service.payloads.at(-1), hours(1))).toEqual({ requestId: "denied", status: "INCOMPLETE" });
  });

  it("is refused when the role can't be taken on, and when it may read nothing", async () => {
    const begun = service.payloads.length;
    faults = assumeRoleRefused(account);
    expect(await service.request(ask("refused"), hours(1))).toEqual({
      error: expect.stringMatching(/^the role can't be taken on \(AccessDenied\)/),
    });
    faults = (call) => (call.account === account && call.service !== "sts" ? accessDenied(call) : undefined);
    expect(await service.request(ask("blind"), hours(1))).toEqual({
      error: expect.stringMatching(/^the credentials work but may read nothing: .*ec2:DescribeVpcs/),
    });
    expect([await service.item("refused"), await service.item("blind"), service.payloads.length]).toEqual([undefined, undefined, begun]);
  });

  it("for a role that does not demand its external id is refused", async () => {
    faults = () => undefined;
    const strict = await makeService(proxy.url, { ALLOW_NO_EXTERNAL_ID: "false", EXTERNAL_IDS: '{"acme":"acme-4711-secret"}' });
    const asked = ask("open", {}, { customerId: "acme" });
    expect(await strict.request(asked, hours(1))).toEqual({
      error: "the role can be taken on without its external id: let its trust policy demand sts:ExternalId",
    });
    faults = (call) => (call.parameters["ExternalId"] === "acme-4711-secret" ? undefined : assumeRoleRefused(account)(call));
    expect(await strict.request(asked, hours(1))).toEqual({ requestId: "open", status: "INPROGRESS" });
    expect(await strict.scan(strict.payloads[0], hours(1)), strict.log()).toEqual({ requestId: "open", status: "COMPLETED" });
    expect(await strict.everything()).not.toContain("acme-4711-secret");
    await strict.stop();
  });
});
