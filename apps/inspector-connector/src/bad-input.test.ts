import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fakeKeys, newFolder, runWith, testIo } from "@plumbline/cli/io.fixture";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { runConnector } from "./run-connector.ts";

// STS knows the keys; nothing else is asked before what is wrong here is told.
let server: Server;
let url = "";
const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/a</Arn><UserId>a</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/xml" }).end(identity);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const folder = newFolder();
mkdirSync(join(folder, "foreign"));
writeFileSync(join(folder, "foreign", "aws_inspector2-0001.json"), "{}");
mkdirSync(join(folder, "broken"));
writeFileSync(join(folder, "broken", "aws_inspector2.manifest.json"), "{}");
writeFileSync(join(folder, "key"), "s3cret\n");
const kenna = ["--kenna-api-key-file", "key", "kenna_connector_id=7"];

interface Row {
  readonly words: readonly string[];
  readonly says: RegExp;
  readonly hint?: RegExp;
  readonly code?: number;
  readonly environment?: Record<string, string | undefined>;
}
/** What the connector's own command is told. */
const own: Record<string, Row> = {
  "another task": { words: ["task=nessus"], says: /task= names another task than aws_inspector2/ },
  "a name that is misspelt": {
    words: ["aws_regoins=us-east-1"],
    says: /there is no option aws_regoins/,
    hint: /did you mean aws_regions=VALUE\?/,
  },
  "an unknown flag": { words: ["--verbose"], says: /unknown option '--verbose'/ },
  "a word too many": { words: ["s3cret"], says: /a word is of no option/, hint: /without spaces around the =/ },
  "a region that is none": { words: ["aws_regions=mars-1x"], says: /--regions: there is no region mars-1x/ },
  "regions of two partitions": { words: ["aws_regions=us-east-1,cn-north-1"], says: /are of several partitions/ },
  "a role that is none": { words: ["aws_role_arn=admin"], says: /--role-arn: a role ARN looks like/ },
  "a secret key alone": { words: ["aws_secret_access_key=s3cret"], says: /a secret key without an access key id/ },
  "an access key id alone": {
    words: ["aws_access_key_id=AKIA"],
    says: /an access key id without its secret key/,
    hint: /--aws-secret-access-key-file/,
  },
  "a session token alone": { words: ["aws_session_token=s3cret"], says: /a session token without an access key id/ },
  "a file of a key that is not there": { words: ["--kenna-api-key-file", "s3cret"], says: /--kenna-api-key-file: there is no such file/ },
  "no keys of AWS": {
    words: ["aws_regions=us-east-1"],
    environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: "/nonexistent" },
    says: /credentials/i,
  },
  "AWS out of reach": { words: ["--endpoint-url", "http://127.0.0.1:9"], says: /sts:GetCallerIdentity.*ECONNREFUSED/, code: 3 },
  "a host of Kenna in clear text": {
    words: [...kenna, "kenna_api_host=http://kenna.example"],
    says: /--kenna-api-host: Kenna is reached by https only/,
  },
  "a host of Kenna with a password": {
    words: [...kenna, "kenna_api_host=https://a:s3cret@kenna.example"],
    says: /holds a user or a password/,
  },
  "a host of Kenna with a path": { words: [...kenna, "kenna_api_host=api.kennasecurity.com/api"], says: /holds a path/ },
  "an output folder that is a file": { words: ["output_directory=key"], says: /key/ },
  "an instant that is yet to come": { words: ["--since", "2099-01-01"], says: /--since: 2099-01-01 is not before now/ },
  "no age at all": { words: ["--since", "0d"], says: /--since: 0d is not before now/ },
  "an age that is none": { words: ["--since", "soon"], says: /--since: soon is no instant/ },
};
/** What `plumbline kdi` is told. */
const umbrella: Record<string, Row> = {
  "no such command": { words: ["s3cret"], says: /the first word is no command/, hint: /export, upload, diff, validate/ },
  "an upload without a key": { words: ["upload", "kenna_connector_id=7"], says: /there is no API key of Kenna/, hint: /KENNA_API_KEY/ },
  "an upload without a connector": { words: ["upload", "--kenna-api-key-file", "key"], says: /--kenna-connector-id is missing/ },
  "an upload before any export": {
    words: ["upload", ...kenna],
    says: /there is no manifest .*aws_inspector2\.manifest\.json/,
    hint: /export first/,
  },
  "an upload of a manifest that is none": {
    words: ["upload", ...kenna, "output_directory=broken"],
    says: /can't read the manifest .*broken/,
  },
  "an upload to what is no connector": {
    words: ["upload", "kenna_connector_id=mine"],
    says: /--kenna-connector-id: must be the number of a connector/,
    hint: /^ {2}see plumbline kdi upload --help$/m,
  },
  "an upload with options of an export": { words: ["upload", ...kenna, "--gzip"], says: /unknown option '--gzip'/ },
};

const errorsOf = (stderr: string) => stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{") && !line.startsWith("  "));
function proveTold({ says, hint, code = 2 }: Row, ran: { code: number; stdout: string; stderr: string }): void {
  const [line, ...more] = errorsOf(ran.stderr);
  expect([ran.code, ran.stdout, line, more]).toEqual([code, "", expect.stringMatching(says), []]);
  if (hint) expect(ran.stderr).toMatch(hint);
  expect(ran.stderr).not.toContain("s3cret");
}

describe("what can't be", () => {
  it.each(Object.entries(own))("%s", async (_, row) => {
    const { io, stdout, stderr } = testIo({ environment: { ...fakeKeys, PLUMBLINE_ENDPOINT_URL: url, ...row.environment }, folder });
    const code = await runConnector(row.words, io);
    proveTold(row, { code, stdout: stdout(), stderr: stderr() });
  });

  it.each(Object.entries(umbrella))("%s", async (_, row) => proveTold(row, await runWith(kdiCommand, row.words, { folder })));

  it("debug=true shows the stack of an error", async () => {
    const { io, stderr } = testIo({ folder });
    expect(await runConnector(["debug=true", "skip_autoclose=perhaps"], io)).toBe(2);
    expect(stderr()).toMatch(/\n\s+at /);
  });

  it("help ends with 0, by the toolkit's words too", async () => {
    for (const words of [["--help"], ["task:help"], ["task=aws_inspector2:help"]]) {
      const { io, stdout } = testIo({ folder });
      expect([await runConnector(words, io), stdout()]).toEqual([0, expect.stringMatching(/^Usage: plumbline-inspector-connector/)]);
    }
  });
});
