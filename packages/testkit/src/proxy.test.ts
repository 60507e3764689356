import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, request as send } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { type EmulatorProxy, startProxy } from "./proxy.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const behind = async (listener: RequestListener): Promise<EmulatorProxy> => {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const proxy = await startProxy({ emulatorUrl: `http://127.0.0.1:${port}`, faults: () => undefined });
  open.push({ close: () => proxy.stop() }, { close: async () => server.close().closeAllConnections() });
  return proxy;
};
const ask = async (url: string, headers: Record<string, string>) => {
  const [answer] = (await once(send(url, { headers }).end(), "response")) as [IncomingMessage];
  return { answer, body: await text(answer) };
};
const signature = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=testing/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

test("headers of one connection stay there; the others, and the host that was asked for, go on", async () => {
  const seen: IncomingMessage["headers"][] = [];
  const proxy = await behind((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { connection: "x-inner", "x-inner": "1", "x-outer": "2" }).end("ok");
  });
  const { answer, body } = await ask(`${proxy.url}/?a=1`, { connection: "x-mine", "x-mine": "1", te: "trailers", "x-kept": "2" });
  expect(seen[0]).toMatchObject({ host: new URL(proxy.url).host, "x-kept": "2" });
  expect(Object.keys(seen[0]!)).not.toEqual(expect.arrayContaining(["x-mine"]));
  expect(Object.keys(seen[0]!)).not.toEqual(expect.arrayContaining(["te"]));
  expect(answer.headers).toMatchObject({ "x-outer": "2" });
  expect(answer.headers["x-inner"]).toBeUndefined();
  expect(body).toBe("ok");
});

test("bodies stream: the answer begins before the request ends", async () => {
  const proxy = await behind((request, response) => {
    response.writeHead(200);
    request.pipe(response);
  });
  const upload = send(proxy.url, { method: "PUT", headers: { authorization: signature("s3") } });
  upload.write("first");
  const [answer] = (await once(upload, "response")) as [IncomingMessage];
  const [chunk] = await once(answer, "data");
  expect(String(chunk)).toBe("first");
  upload.end("second");
  expect(await text(answer)).toBe("second");
});

test("a form goes on as it came", async () => {
  const bodies: string[] = [];
  const proxy = await behind(async (request, response) => {
    bodies.push(await text(request));
    response.end();
  });
  const headers = { authorization: signature("iam"), "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  await fetch(proxy.url, { method: "POST", headers, body: "Action=GetUser&UserName=%C3%A4&Version=2010-05-08" });
  expect(bodies).toEqual(["Action=GetUser&UserName=%C3%A4&Version=2010-05-08"]);
  expect(proxy.calls).toMatchObject([{ service: "iam", operation: "GetUser", parameters: { UserName: "ä" } }]);
});

test("keys from AssumeRole are known to be of that account", async () => {
  const granted = "<Credentials><AccessKeyId>MEMBER</AccessKeyId></Credentials><Arn>arn:aws:sts::222233334444:assumed-role/r/s</Arn>";
  const proxy = await behind((request, response) => {
    request.resume();
    response.end(granted);
  });
  const headers = { authorization: signature("sts"), "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(proxy.url, { method: "POST", headers, body: "Action=AssumeRole" });
  expect(await answer.text()).toBe(granted);
  await fetch(proxy.url, {
    headers: { authorization: signature("sqs").replace("testing", "MEMBER"), "x-amz-target": "AmazonSQS.ListQueues" },
  });
  expect(proxy.calls.map(({ account, operation }) => [account, operation])).toEqual([
    ["123456789012", "AssumeRole"],
    ["222233334444", "ListQueues"],
  ]);
});

test("an unsigned request passes, and is no call", async () => {
  const proxy = await behind((_request, response) => response.end("<title>Moto</title>"));
  expect(await (await fetch(`${proxy.url}/moto-api/`)).text()).toContain("Moto");
  expect(proxy.calls).toEqual([]);
});

describe("an emulator that fails", () => {
  test("does not answer: 502", async () => {
    const proxy = await startProxy({ emulatorUrl: "http://127.0.0.1:1", faults: () => undefined });
    open.push({ close: () => proxy.stop() });
    const answer = await fetch(proxy.url);
    expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("ECONNREFUSED")]);
  });
  test("breaks off: so does the proxy", async () => {
    const proxy = await behind((_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => response.destroy(), 20);
    });
    const answer = await fetch(proxy.url);
    await expect(answer.text()).rejects.toThrow();
  });
  test("hangs up: 502", async () => {
    const proxy = await behind((request) => request.socket.destroy());
    expect((await fetch(proxy.url, { method: "POST", body: "x" })).status).toBe(502);
  });
});
