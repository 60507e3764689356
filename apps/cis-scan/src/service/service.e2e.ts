import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { runWith } from "@plumbline/cli/io.fixture";
import { memberCredentials } from "@plumbline/testkit/account";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cisCommand } from "../command.ts";
import { hours, makeService, roleOf, type Service } from "./service.fixture.ts";

const url = emulatorUrl();
const customers = { first: "616161616161", second: "626262626262" };
let service: Service;
const ask = (requestId: string, account: string, rest: object = { email: "ann@example.com" }) => ({
  body: { requestId, scan_input: [{ access_type: "cross-account", access_input: { arn: roleOf(account) } }], ...rest },
});
const scanLast = () => service.scan(service.payloads.at(-1), hours(1));
const textOf = (item: Awaited<ReturnType<Service["item"]>>, name: string) => item?.[name]?.S ?? item?.[name]?.N;

beforeAll(async () => {
  service = await makeService(url);
  for (const account of Object.values(customers)) {
    const credentials = await memberCredentials({ url, account, partition: "aws" });
    const s3 = new S3Client({ ...service.where, credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: `only-of-${account}` }));
  }
});
afterAll(() => service.stop());

describe("a request and its scan", () => {
  it("end with one report, one mail and an item that says so", async () => {
    await service.keep("first", { firstName: "Ann", email: "Ann@Example.com ", plan: "gold" });
    expect(await service.request(ask("first", customers.first, {}), hours(1)), service.log()).toEqual({
      requestId: "first",
      status: "INPROGRESS",
    });
    expect(textOf(await service.item("first"), "status")).toBe("REQUESTED");
    expect(service.payloads.at(-1)).toEqual({
      ...{ requestId: "first", access_type: "cross-account", access_input: { arn: roleOf(customers.first) } },
    });
    const answer = await scanLast();
    const item = await service.item("first");
    expect(answer, service.log()).toEqual({ requestId: "first", status: "COMPLETED" });
    expect(
      Object.fromEntries(
        ["status", "percent", "scanCompleted", "plan", "mail", "account", "report"].map((name) => [name, textOf(item, name)]),
      ),
    ).toEqual({
      ...{ status: "COMPLETED", percent: "100", scanCompleted: "true", plan: "gold", mail: "sent", account: customers.first },
      report: `s3://${service.name}/reports/first.html`,
    });
    expect([textOf(item, "cellsDone"), item?.["error"], item?.["leaseOwner"]]).toEqual([textOf(item, "cellsTotal"), undefined, undefined]);
    expect(Date.parse(textOf(item, "startedAt") ?? "")).toBeLessThanOrEqual(Date.parse(textOf(item, "finishedAt") ?? ""));
    expect(service.server.mails).toHaveLength(1);
    const [mail] = service.server.mails;
    expect(mail).toMatchObject({
      to: ["ann@example.com"],
      from: "cis@example.com",
      subject: "AWS Scan Report",
      isEncrypted: true,
      user: "mailer",
    });
    expect(mail?.html).toContain("Hello Ann,");
    expect(mail?.html).toContain('<tr><td>iam</td><td align="right">0</td><td align="right">2</td>');
    expect(mail?.attachments.map(({ filename }) => filename)).toEqual(["scan.html"]);
    expect(mail?.attachments[0]?.content.toString()).toContain(`only-of-${customers.first}`);
    expect([...(await service.objects()).keys()]).toEqual(["reports/first.html"]);
    expect(readdirSync(service.temp)).toEqual(["ca.pem"]);
  });

  it("leave nothing to the next one in the same process", async () => {
    await service.request(ask("second", customers.second), hours(1));
    expect(await scanLast()).toEqual({ requestId: "second", status: "COMPLETED" });
    const report = (await service.objects()).get("reports/second.html") ?? "";
    const mail = service.server.mails.at(-1);
    const attached = mail?.attachments[0]?.content.toString() ?? "";
    expect([report, attached].every((text) => text.includes(`only-of-${customers.second}`))).toBe(true);
    for (const text of [report, attached, mail?.html ?? "", mail?.text ?? ""]) {
      expect(text).not.toContain(customers.first);
      expect(text).not.toContain("Ann");
    }
  });

  it("are told to nobody but the customer who asked first", async () => {
    const [begun, own] = [service.payloads.length, { email: "ann@example.com", customerId: "acme" }];
    expect(await service.request(ask("owned", customers.first, own), hours(1))).toEqual({ requestId: "owned", status: "INPROGRESS" });
    for (const rest of [{ email: "ann@example.com" }, { ...own, customerId: "other" }])
      expect(await service.request(ask("owned", customers.second, rest), hours(1))).toEqual({
        error: "requestId owned is taken; give another one",
      });
    expect(service.payloads).toHaveLength(begun + 1);
    await service.keep("strange", { status: "NEW" });
    expect(await service.request(ask("strange", customers.first), hours(1))).toEqual({
      error: "the item of strange has what is not ours in the attribute status (mend the item, or give a new requestId)",
    });
  });

  it("that can't be read any more is told as failed, where somebody waits for it", async () => {
    await service.keep("unread", { status: "REQUESTED" });
    const error = "the event.access_type is neither credentials nor cross-account";
    expect(await service.scan({ requestId: "unread", access_type: "other" }, hours(1))).toEqual({ error });
    await service.scan({ requestId: "first", access_type: "other" }, hours(1));
    await service.scan({ requestId: "nobody's", access_type: "other" }, hours(1));
    expect([textOf(await service.item("unread"), "status"), textOf(await service.item("unread"), "error")]).toEqual(["FAILED", error]);
    expect([textOf(await service.item("first"), "status"), await service.item("nobody's")]).toEqual(["COMPLETED", undefined]);
  });

  it("are over when the time is, and then nothing is noted", async () => {
    const { statusCode, ...answer } = (await service.request(ask("late", customers.first), {
      ...hours(1),
      getRemainingTimeInMillis: () => 4000,
    })) as {
      statusCode?: number;
    };
    expect([statusCode, answer]).toEqual([
      undefined,
      { error: expect.stringMatching(/^the time was over before its credentials were proved/) },
    ]);
    expect(await service.item("late")).toBeUndefined();
  });

  it("come once, however often they are delivered", async () => {
    const [mails, payloads] = [service.server.mails.length, service.payloads.length];
    expect(await service.scan(service.payloads[0], hours(1))).toEqual({ requestId: "first", status: "COMPLETED" });
    expect(await service.request(ask("first", customers.first), hours(1))).toEqual({
      error: "requestId first was used before and is COMPLETED; give a new one",
    });
    await service.request(ask("twice", customers.first), hours(1));
    expect(await service.request(ask("twice", customers.first), hours(1))).toEqual({ requestId: "twice", status: "INPROGRESS" });
    expect(service.payloads).toHaveLength(payloads + 1);
    const answers = await Promise.all([scanLast(), scanLast()]);
    expect(answers.map((answer) => JSON.stringify(answer)).sort()).toEqual([
      '{"requestId":"twice","status":"COMPLETED"}',
      '{"requestId":"twice","status":"INPROGRESS"}',
    ]);
    expect(service.server.mails).toHaveLength(mails + 1);
  });

  it("of a body as API Gateway has it are answered as it wants it, each entry for itself", async () => {
    const { body } = ask("many", customers.first);
    const entries = [
      ...body.scan_input,
      { access_type: "CrossAccount", access_input: { arn: "no role" } },
      ...ask("", customers.second).body.scan_input,
    ];
    const text = JSON.stringify({ ...body, scan_input: entries });
    const event = { body: Buffer.from(text).toString("base64"), isBase64Encoded: true, requestContext: { http: { method: "POST" } } };
    const answer = (await service.request(event, hours(1))) as { statusCode: number; body: string };
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([
      202,
      {
        ...{ requestId: "many", status: "INPROGRESS" },
        scans: [
          { requestId: "many.1", status: "INPROGRESS" },
          { requestId: "many.2", error: expect.stringContaining("scan_input[1].access_input.arn is no ARN of a role") },
          { requestId: "many.3", status: "INPROGRESS" },
        ],
      },
    ]);
    expect(
      service.payloads
        .slice(-2)
        .map(({ requestId }) => requestId)
        .sort(),
    ).toEqual(["many.1", "many.3"]);
    expect((await service.item("many"))?.["scans"]?.L?.map(({ S }) => S)).toEqual(["many.1", "many.3"]);
    const whole = async () => ["status", "entriesRefused"].map(async (name) => textOf(await service.item("many"), name));
    expect(await Promise.all(await whole())).toEqual(["INPROGRESS", "1"]);
    expect([await service.item("many.2"), textOf(await service.item("many.3"), "status")]).toEqual([undefined, "REQUESTED"]);
    const [one, other] = service.payloads.slice(-2);
    await service.scan(one, hours(1));
    expect(await Promise.all(await whole())).toEqual(["INPROGRESS", "1"]);
    await service.scan(other, hours(1));
    expect(await Promise.all(await whole())).toEqual(["INCOMPLETE", "1"]);
  });
});

describe("keys", () => {
  const account = "636363636363";
  let keys: { access_key: string; access_secret: string };
  beforeAll(async () => {
    const credentials = await memberCredentials({ url, account, partition: "aws" });
    const iam = new IAMClient({ ...service.where, credentials });
    await iam.send(new CreateUserCommand({ UserName: "scanner" }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: "scanner" }));
    keys = { access_key: key?.AccessKeyId ?? "", access_secret: key?.SecretAccessKey ?? "" };
  });

  it("are passed on sealed, scan their own account, and stand nowhere in clear", async () => {
    const event = {
      body: { requestId: "keys", email: "ann@example.com", scan_input: [{ access_type: "Credentials", access_input: keys }] },
    };
    expect(await service.request(event, hours(1))).toEqual({ requestId: "keys", status: "INPROGRESS" });
    expect(service.payloads.at(-1)?.access_type).toBe("sealed");
    expect(await scanLast(), service.log()).toEqual({ requestId: "keys", status: "COMPLETED" });
    expect(textOf(await service.item("keys"), "account")).toBe(account);
    const direct = { requestId: "direct", access_type: "credentials", access_input: keys, email: "ann@example.com" };
    expect(await service.scan(direct, hours(1))).toEqual({ requestId: "direct", status: "COMPLETED" });
    expect(service.log()).toContain("the keys came in clear");
    const written = await service.everything();
    for (const secret of [keys.access_secret, "CANARY-mail-password"])
      for (const form of [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)]) expect(written).not.toContain(form);
  });

  it("that were sealed for one request open no other one", async () => {
    const sealed = service.payloads.find(({ access_type }) => access_type === "sealed");
    const answer = await service.scan({ ...sealed, requestId: "stolen" }, hours(1));
    expect(answer).toMatchObject({ requestId: "stolen", status: "FAILED", error: expect.stringContaining("kms:Decrypt") });
    expect(textOf(await service.item("stolen"), "status")).toBe("FAILED");
  });
});

describe("mail", () => {
  it("goes to nobody who is not named, and then nothing is scanned", async () => {
    const mails = service.server.mails.length;
    const error = "mail to eve@elsewhere.example is not allowed: MAIL_ALLOWED names neither it nor its domain";
    expect(await service.request(ask("eve", customers.first, { email: "eve@elsewhere.example" }), hours(1))).toEqual({ error });
    const direct = {
      requestId: "eve",
      access_type: "crossaccount",
      access_input: { arn: roleOf(customers.first) },
      email: "eve@elsewhere.example",
    };
    expect(await service.scan(direct, hours(1))).toEqual({ requestId: "eve", status: "FAILED", error });
    expect(service.server.mails).toHaveLength(mails);
  });

  it("says where the report lies when that is too large, and has it packed when it lies nowhere", async () => {
    const direct = (requestId: string) => ({
      ...{ requestId, access_type: "cross-account", access_input: { arn: roleOf(customers.first) }, email: "ann@example.com" },
    });
    const small = await makeService(url, { MAIL_MAX_BYTES: "1000" });
    await small.scan(direct("large"), hours(1));
    expect(small.server.mails[0]?.attachments).toEqual([]);
    expect(small.server.mails[0]?.text).toContain(`It lies at s3://${small.name}/reports/large.html.`);
    const packed = await makeService(url, { MAIL_MAX_BYTES: "15000", REPORT_BUCKET: "" });
    await packed.scan(direct("packed"), hours(1));
    expect(packed.server.mails[0]?.attachments.map(({ filename }) => filename)).toEqual(["scan.html.gz"]);
    const short = await makeService(url, { MAIL_MAX_BYTES: "3000", REPORT_BUCKET: "" });
    expect(await short.scan(direct("short"), hours(1))).toEqual({ requestId: "short", status: "COMPLETED" });
    const files = short.server.mails[0]?.attachments ?? [];
    expect(files.map(({ filename }) => filename)).toEqual(["controls.csv", "failing.jsonl.gz"]);
    expect(files[0]?.content.toString()).toMatch(/1\.20/);
    expect(gunzipSync(files[1]?.content ?? "").toString()).toMatch(/^\{.*"status":"fail".*\}\n/);
    expect(short.server.mails[0]?.text).toContain("Its short form is attached as controls.csv and failing.jsonl.gz.");
    const lost = await makeService(url, { MAIL_MAX_BYTES: "100", REPORT_BUCKET: "" });
    const error = expect.stringMatching(/^the report reached nobody: The report has \d+ bytes, too many to attach even in its short form/);
    expect(await lost.scan(direct("lost"), hours(1))).toEqual({ requestId: "lost", status: "FAILED", error });
    const linked = await makeService(url, { MAIL_MAX_BYTES: "1000", REPORT_URL_BASE: "https://reports.example.com/cis/" });
    await linked.scan(direct("linked:1"), hours(1));
    expect(linked.server.mails[0]?.text).toContain("It lies at https://reports.example.com/cis/reports/linked%3A1.html.");
    await Promise.all([small, packed, short, lost, linked].map((one) => one.stop()));
  });

  it("that fails leaves the scan as it is, says why, and is not sent again", async () => {
    const broken = await makeService(url, { MAIL_PASSWORD: "CANARY-wrong-password" });
    const direct = {
      requestId: "broken",
      access_type: "crossaccount",
      access_input: { arn: roleOf(customers.first) },
      email: "ann@example.com",
    };
    expect(await broken.scan(direct, hours(1))).toMatchObject({ status: "COMPLETED", error: expect.stringContaining("Invalid login") });
    const item = await broken.item("broken");
    expect([item?.["status"]?.S, item?.["mail"]?.S]).toEqual(["COMPLETED", expect.stringMatching(/^failed: channel mail: Invalid login/)]);
    expect(await broken.everything()).not.toContain("CANARY-wrong-password");
    await service.keep("cut-off", { status: "INPROGRESS", leaseOwner: "gone", mail: "sending" });
    const mails = service.server.mails.length;
    await service.scan({ ...direct, requestId: "cut-off" }, hours(1));
    expect(service.server.mails).toHaveLength(mails);
    expect(textOf(await service.item("cut-off"), "mail")).toContain("broke off while it sent it");
    await broken.stop();
  });
});

describe("plumbline cis request and scan", () => {
  it("run the functions here: the request, and the scans that follow it", async () => {
    const local = await makeService(url, { CIS_Scan_LambdaFunction: "" });
    const file = (event: object) => {
      writeFileSync(join(local.temp, "event.json"), JSON.stringify(event));
      return join(local.temp, "event.json");
    };
    const run = (...words: string[]) =>
      runWith((io, result) => cisCommand(io, result), words, { environment: local.environment, now: () => new Date() });
    const asked = await run("request", "--event", file(ask("local", customers.first)));
    expect([asked.code, asked.stdout.match(/"status": "\w+"/g)]).toEqual([1, ['"status": "INPROGRESS"', '"status": "COMPLETED"']]);
    const direct = { requestId: "direct", access_type: "cross-account", access_input: { arn: roleOf(customers.first) } };
    const scanned = await run("scan", "--event", file(direct), "--endpoint-url", url);
    expect([scanned.code, JSON.parse(scanned.stdout)]).toEqual([1, { requestId: "direct", status: "COMPLETED" }]);
    const refused = await run("request", "--event", file({ body: {} }));
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("--event: requestId must be a text")]);
    const unread = await run("scan", "--event", file({ ...direct, access_type: "other" }));
    expect([unread.code, unread.stderr]).toEqual([2, expect.stringContaining("--event: the event.access_type is neither")]);
    for (const variable of ["TEMP_PATH", "MAIL_CA_FILE"]) {
      const environment = { ...local.environment, [variable]: "/none/such" };
      const words = ["scan", "--event", file(direct)];
      const broken = await runWith((io, result) => cisCommand(io, result), words, { environment, now: () => new Date() });
      expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining(`${variable}: can't use /none/such: ENOENT`)]);
    }
    const none = await run("scan", "--event", "none.json");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("--event: can't read")]);
    expect((await run("--list", "--controls", "1.8")).stdout).toContain("1 control");
    await local.stop();
  });
});
