import { type AwsSecurityFinding, GetFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { openPolicy } from "@plumbline/cli/cloud.fixture";
import { emulatorAccount } from "@plumbline/testkit/emulator";
import { accessDenied } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { expect, it } from "vitest";
import { newFolder, plumbline } from "./harness.fixture.ts";

const endpoint = emulatorUrl();
const region = "ap-southeast-2";
const client = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
const [sqs, hub] = [new SQSClient(client), new SecurityHubClient(client)];
const folder = newFolder();
const run = (words: string[], url = endpoint) => plumbline([...words, "--endpoint-url", url], { folder });
const scan = (more: string[], url?: string) =>
  run(["scan", "--checks", "sqs/not-public", "--regions", region, "--format", "json", ...more], url);
const kept = async (): Promise<AwsSecurityFinding[]> => (await hub.send(new GetFindingsCommand({}))).Findings ?? [];
const inShort = async () =>
  (await kept()).map(({ RecordState, Compliance, GeneratorId }) => [RecordState, Compliance?.Status, GeneratorId]);

it("scan writes to Security Hub only when it is told, and archives what is gone; report does the same of a kept run", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "open", Attributes: { Policy: JSON.stringify(openPolicy) } }));
  const silent = await startProxy({ emulatorUrl: endpoint, faults: () => undefined });
  const first = await scan([], silent.url);
  expect(first.code).toBe(1);
  expect(silent.calls.filter(({ service }) => service === "securityhub")).toEqual([]);
  await silent.stop();

  expect((await scan(["--security-hub"])).code).toBe(1);
  expect(await inShort()).toEqual([["ACTIVE", "FAILED", "plumbline/sqs/not-public"]]);
  expect((await kept())[0]?.AwsAccountId).toBe(emulatorAccount);

  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  const denied = await startProxy({
    emulatorUrl: endpoint,
    faults: (call) => (call.operation === "ListQueues" ? accessDenied(call) : undefined),
  });
  expect((await scan(["--security-hub"], denied.url)).code).toBe(3);
  await denied.stop();
  expect((await inShort())[0]?.[0]).toBe("ACTIVE");

  expect((await scan([])).code).toBe(0);
  expect((await inShort())[0]?.[0]).toBe("ACTIVE");
  const told = await run(["report", "--format", "csv", "--security-hub"]);
  expect([told.code, told.stdout.split("\r\n")[0]?.startsWith("account,")]).toEqual([0, true]);
  expect((await inShort())[0]?.[0]).toBe("ARCHIVED");

  // An older run that is told again does not bring back what is archived since.
  const { id } = (JSON.parse(first.stdout) as { header: { id: string } }).header;
  expect((await run(["report", id, "--security-hub"])).code).toBe(0);
  expect((await inShort())[0]?.[0]).toBe("ARCHIVED");
});

it("what Security Hub does not take makes the run incomplete", async () => {
  await sqs.send(new CreateQueueCommand({ QueueName: "open2", Attributes: { Policy: JSON.stringify(openPolicy) } }));
  const denied = await startProxy({
    emulatorUrl: endpoint,
    faults: (call) => (call.service === "securityhub" ? accessDenied(call) : undefined),
  });
  const { code, stderr } = await scan(["--security-hub"], denied.url);
  await denied.stop();
  expect(code).toBe(3);
  expect(stderr).toContain(`Security Hub: account ${emulatorAccount} in ${region}: 1 of its open findings not imported`);
});

it("a run of the emulator is not told to AWS", async () => {
  const { code, stderr } = await plumbline(["report", "--security-hub", "--format", "json"], { folder });
  expect(code).toBe(2);
  expect(stderr).toContain("not for AWS");
});
