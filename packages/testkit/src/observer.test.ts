import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { accessDenied } from "./faults.ts";
import type { Exchange } from "./observer.ts";
import { startProxy } from "./proxy.ts";

const signature = "AWS4-HMAC-SHA256 Credential=testing/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=00";
const headersOf = (operation: string) => ({
  ...{ authorization: signature, "content-type": "application/x-amz-json-1.1" },
  "x-amz-target": `AmazonEC2ContainerServiceV20141113.${operation}`,
});

test("an observer sees the calls that it watches with their answers, of the emulator and of stand-ins, before the caller does", async () => {
  const behind = createServer((request, response) => {
    request.resume();
    response.writeHead(201, { "x-kept": "1" }).end('{"task":{}}');
  }).listen(0, "127.0.0.1");
  await once(behind, "listening");
  const { port } = behind.address() as { port: number };
  const seen: Exchange[] = [];
  const proxy = await startProxy({
    emulatorUrl: `http://127.0.0.1:${port}`,
    faults: (call) => (call.operation === "StopTask" ? accessDenied(call) : undefined),
    observer: { watches: ({ operation }) => operation !== "ListTasks", answered: (exchange) => void seen.push(exchange) },
  });
  try {
    for (const [i, operation] of ["RunTask", "StopTask", "ListTasks"].entries()) {
      const answer = await fetch(proxy.url, { method: "POST", headers: headersOf(operation), body: `{"count":${i}}` });
      // All of it has come, whoever answered.
      expect(await answer.text()).toMatch(/^\{.*\}$/);
      expect(seen).toHaveLength(Math.min(i + 1, 2));
    }
    expect(seen).toMatchObject([
      { call: { operation: "RunTask", body: '{"count":0}' }, status: 201, response: '{"task":{}}' },
      { call: { operation: "StopTask" }, status: 400, response: expect.stringContaining("AccessDenied") },
    ]);
  } finally {
    await proxy.stop();
    behind.close().closeAllConnections();
  }
});
