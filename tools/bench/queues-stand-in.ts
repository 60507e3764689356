import { createServer } from "node:http";

const caller = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/bench</Arn><UserId>U</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const pageSize = 1000;

/** Answers as STS and SQS do, for an account with so many queues; it makes them as they are asked for. */
export async function queuesStandIn(total: number): Promise<{ url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (!String(request.headers["x-amz-target"]).includes("ListQueues"))
      return response.writeHead(200, { "content-type": "text/xml" }).end(caller);
    const from = Number(/"NextToken":"(\d+)"/.exec(body)?.[1] ?? 0);
    const to = Math.min(from + pageSize, total);
    const QueueUrls = Array.from(
      { length: to - from },
      (_, i) => `https://sqs.us-east-1.amazonaws.com/111111111111/queue-with-a-name-of-usual-length-${from + i}`,
    );
    response
      .writeHead(200, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify({ QueueUrls, ...(to < total ? { NextToken: String(to) } : {}) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in listens on no port");
  return { url: `http://127.0.0.1:${address.port}`, stop: () => server.close() };
}
