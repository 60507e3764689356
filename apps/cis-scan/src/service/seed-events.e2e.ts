import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { memberCredentials } from "@plumbline/testkit/account";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseRequest } from "./request-event.ts";
import { hours, makeService, roleOf, type Service } from "./service.fixture.ts";

const url = emulatorUrl();
const account = "656565656565";

/** As the README of the AWS CIS Scan has them, byte for byte: the second one has a comma too many. */
const documented = {
  keys: `{
  "body": {
    "requestId": "unique_scan_value",
    "scan_input": [
      {
        "access_type": "credentials",
        "access_input": {
          "access_key": "<access-key>",
          "access_secret": "<access-secret>"
        }
      }
    ],
    "email": "<user-email> "
  }
}`,
  role: `{
  "body": {
    "requestId": "unique_scan_value",
    "scan_input": [
      {
        "access_type": "cross-account",
        "access_input": {
          "arn": "<aws role arn>",
        }
      }
    ],
    "email": "<user-email>"
  }
}`,
};
type Kind = keyof typeof documented;
/** Nothing but the table that the README names, and a function to scan with. */
const unset = ["REPORT_BUCKET", "KMS_KEY_ID", "ALLOW_NO_EXTERNAL_ID", "FROM_ADDR", "MAIL_ALLOWED"];
const defaults = Object.fromEntries(unset.map((name) => [name, ""]));
const mail = { FROM_ADDR: "cis@example.com", MAIL_ALLOWED: "example.com" };
const services: Service[] = [];
let filled: Readonly<Record<string, string>>;

async function ask(kind: Kind, settings: Record<string, string>) {
  const service = await makeService(url, { ...defaults, ...settings });
  services.push(service);
  const text = Object.entries(filled).reduce((left, [name, value]) => left.replace(`<${name}>`, value), documented[kind]);
  return service.request(JSON.parse(text.replace(/,(?=\s*\})/, "")), hours(1));
}

beforeAll(async () => {
  const iam = new IAMClient({
    endpoint: url,
    region: "us-east-1",
    credentials: await memberCredentials({ url, account, partition: "aws" }),
  });
  await iam.send(new CreateUserCommand({ UserName: "seed" }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: "seed" }));
  filled = {
    ...{ "access-key": key?.AccessKeyId ?? "", "access-secret": key?.SecretAccessKey ?? "" },
    ...{ "user-email": "ann@example.com", "aws role arn": roleOf(account) },
  };
});
afterAll(() => Promise.all(services.map((service) => service.stop())));

describe("the documented events", () => {
  it("as they stand are refused by name: they hold no address, and the second is no JSON", () => {
    const error = "email must be an address such as ops@example.com";
    expect(parseRequest(JSON.parse(documented.keys)).request).toEqual({ error });
    expect(() => JSON.parse(documented.role)).toThrow(SyntaxError);
    const { body } = { body: documented.role.slice(documented.role.indexOf("{", 1), documented.role.lastIndexOf("}")) };
    expect(parseRequest({ body })).toEqual({ isProxy: true, request: { error: "the body is no JSON" } });
  });

  const answer = { requestId: "unique_scan_value", status: "INPROGRESS" };
  const noMail = { error: "mail to ann@example.com is not allowed: MAIL_ALLOWED is empty" };
  const rows: Record<string, { kind: Kind; settings: Record<string, string>; is: object }> = {
    "with keys, by the default settings, mail nobody": { kind: "keys", settings: {}, is: noMail },
    "with a role, by the default settings, mail nobody": { kind: "role", settings: {}, is: noMail },
    "with keys need a KMS key that seals them": {
      ...{ kind: "keys", settings: mail },
      is: { error: "keys are passed on sealed by KMS only, and KMS_KEY_ID is not set; give a role instead" },
    },
    "with a role need an external id": {
      ...{ kind: "role", settings: mail },
      is: {
        error: 'a role is taken on by an external id only, and the request names no customer; see "External ids" of the README',
      },
    },
    "with a role have the documented answer, once a role may go without": {
      ...{ kind: "role", settings: { ...mail, ALLOW_NO_EXTERNAL_ID: "True" }, is: answer },
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { kind, settings, is }) => expect(await ask(kind, settings)).toEqual(is));

  it("with keys have the documented answer, once they can be sealed", async () => {
    const service = await makeService(url);
    services.push(service);
    expect(await ask("keys", { ...mail, KMS_KEY_ID: service.environment["KMS_KEY_ID"] ?? "" })).toEqual(answer);
  });
});
