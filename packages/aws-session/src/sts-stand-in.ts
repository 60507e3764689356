import { createServer, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { arn } from "@plumbline/finding-model/arn";

/** A request as the stand-in saw it; key, region and service are those of the signature. */
export interface SeenRequest {
  readonly action: string;
  readonly host: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly region: string | undefined;
  readonly service: string | undefined;
  readonly form: URLSearchParams;
  readonly bearer: string | undefined;
}

export interface StsStandIn {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** What a test says instead: an answer with its status (200 unless told), silence, or a broken connection. */
export type StandInReply = { readonly status?: number; readonly body: string } | "silence" | "hang-up";

interface Rules {
  readonly partition: string;
  readonly now?: () => Date;
  readonly lifetimeMinutes?: number;
  /** Goes before the stand-in's own answer, unless it says undefined. */
  readonly reply?: (request: SeenRequest) => StandInReply | undefined;
}

/**
 * Starts a server on 127.0.0.1 that answers like STS (GetCallerIdentity, AssumeRole, AssumeRoleWithWebIdentity) and like SSO's
 * GetRoleCredentials, and under /container like a container's credential endpoint, for tests. Each answer has new keys, named `testing-<account>-<n>`; other keys belong to 111111111111.
 */
export const startStsStandIn = async ({ partition, now = () => new Date(), lifetimeMinutes = 60, reply }: Rules): Promise<StsStandIn> => {
  const seen: SeenRequest[] = [];
  let issued = 0;
  const issue = (account: string): Keys => {
    issued += 1;
    return { id: `testing-${account}-${issued}`, expiration: new Date(now().getTime() + lifetimeMinutes * 60_000) };
  };
  const server = createServer(async (request, response) => {
    const said = await look(request);
    seen.push(said);
    const answer = reply?.(said) ?? ownAnswer(said, { partition, issue });
    if (answer === "silence") return;
    if (answer === "hang-up") {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, { "content-type": answer.body.startsWith("{") ? "application/json" : "text/xml" });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    connections: () => promisify(server.getConnections.bind(server))(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const paths: Readonly<Record<string, string>> = { "/federation/credentials": "GetRoleCredentials", "/container": "ContainerCredentials" };

const look = async (request: IncomingMessage): Promise<SeenRequest> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const form = request.method === "GET" ? url.searchParams : new URLSearchParams(Buffer.concat(chunks).toString());
  const [, accessKeyId, region, service] = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  const bearer = request.headers["x-amz-sso_bearer_token"];
  return {
    action: paths[url.pathname] ?? form.get("Action") ?? targetOf(request) ?? "unknown",
    host: request.headers.host,
    accessKeyId,
    region,
    service,
    form,
    bearer: typeof bearer === "string" ? bearer : undefined,
  };
};

// Services that speak JSON name the operation in a header: `AmazonSQS.ListQueues`.
const targetOf = (request: IncomingMessage): string | undefined => {
  const target = request.headers["x-amz-target"];
  return typeof target === "string" ? target.split(".").at(-1) : undefined;
};

interface Keys {
  readonly id: string;
  readonly expiration: Date;
}

interface Issuer {
  readonly partition: string;
  readonly issue: (account: string) => Keys;
}

const ownAccount = "111111111111";

const ownAnswer = ({ action, accessKeyId, form }: SeenRequest, { partition, issue }: Issuer): StandInReply => {
  switch (action) {
    case "GetCallerIdentity": {
      const account = /^testing-(\d{12})-/.exec(accessKeyId ?? "")?.[1] ?? ownAccount;
      return xmlOf(
        action,
        `<Arn>${arn({ partition, service: "iam", account, resource: "user/tester" })}</Arn><Account>${account}</Account>`,
      );
    }
    case "AssumeRole":
    case "AssumeRoleWithWebIdentity":
      return xmlOf(action, credentials(issue(form.get("RoleArn")?.split(":")[4] ?? ownAccount)));
    case "ContainerCredentials": {
      const { id, expiration } = issue(ownAccount);
      const keys = { AccessKeyId: id, SecretAccessKey: "testing", Token: "testing", Expiration: expiration.toISOString() };
      return { body: JSON.stringify(keys) };
    }
    case "GetRoleCredentials": {
      const { id, expiration } = issue(form.get("account_id") ?? ownAccount);
      const keys = { accessKeyId: id, secretAccessKey: "testing", sessionToken: "testing", expiration: expiration.getTime() };
      return { body: JSON.stringify({ roleCredentials: keys }) };
    }
    default:
      return { status: 400, body: faultOf(action) };
  }
};

const xmlOf = (action: string, body: string): StandInReply => ({
  body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${body}</${action}Result></${action}Response>`,
});

const credentials = ({ id, expiration }: Keys): string =>
  `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>testing</SecretAccessKey><SessionToken>testing</SessionToken>` +
  `<Expiration>${expiration.toISOString()}</Expiration></Credentials>`;

const faultOf = (action: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>no ${action} here</Message></Error></ErrorResponse>`;
