import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline, type Surroundings } from "./harness.fixture.ts";

// A stand-in for STS that answers as the query protocol does; the rows below need no more of AWS.
let server: Server;
let url = "";
const answers: Record<string, [status: number, body: string]> = {
  expired: [
    403,
    "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error><RequestId>r</RequestId></ErrorResponse>",
  ],
};
beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = answers[String(request.url).slice(1).split("/")[0] ?? ""] ?? [500, ""];
    response.writeHead(status, { "content-type": "text/xml" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const dead = "http://127.0.0.1:9";
const scan = ["scan", "--checks", "sqs/not-public", "--accounts", "111111111111", "--regions", "us-east-1"];
interface Row {
  readonly words: readonly string[];
  readonly code: number;
  readonly says: RegExp;
  readonly hint?: RegExp;
  readonly surroundings?: Surroundings;
}

const rows: Record<string, Row> = {
  "unknown command": { words: ["scna"], code: 2, says: /unknown command 'scna'/, hint: /scan/ },
  "unknown option": { words: ["scan", "--chekcs", "x"], code: 2, says: /unknown option '--chekcs'/, hint: /--checks/ },
  "unknown check": {
    words: ["scan", "--checks", "sqs/not-pubic"],
    code: 2,
    says: /unknown check sqs\/not-pubic/,
    hint: /did you mean sqs\/not-public/,
  },
  "unknown check of show": { words: ["checks", "show", "x/y"], code: 2, says: /unknown check x\/y/, hint: /checks list/ },
  "unknown partition of a policy": {
    words: ["policy", "reader", "--org", "--partition", "aws-mars"],
    code: 2,
    says: /--partition: no such partition: aws-mars/,
  },
  "a pattern for the role of a policy": {
    words: ["policy", "reader", "--org", "--account-role", "*"],
    code: 2,
    says: /--account-role: must be the name of a role/,
  },
  "a file for the journal of a policy": {
    words: ["policy", "remediator", "--journal", "journal.jsonl"],
    code: 2,
    says: /--journal: journal\.jsonl is no table/,
    hint: /dynamodb:\/\/TABLE/,
  },
  "a journal at a place that there is not": {
    words: ["journal", "--journal", "s3://bucket/journal"],
    code: 2,
    says: /--journal: s3:\/\/bucket\/journal is no place to keep it/,
    hint: /dynamodb:\/\/TABLE/,
  },
  "a head that is no hash": { words: ["journal", "verify", "--head", "abc"], code: 2, says: /--head: must be the 64 hex digits/ },
  "an age of entries that is none": {
    words: ["journal", "list", "--since", "yesterday"],
    code: 2,
    says: /--since: yesterday is no instant/,
  },
  "a status that there is not": { words: ["journal", "list", "--status", "done"], code: 2, says: /--status: / },
  "a role of a policy that assumes none": {
    words: ["policy", "remediator", "--account-role", "audit"],
    code: 2,
    says: /--account-role is about the role in other accounts/,
    hint: /--org or --accounts-by-role/,
  },
  "help of an unknown command": { words: ["help", "scna"], code: 2, says: /unknown command 'scna'/, hint: /scan/ },
  "unknown type": {
    words: ["poll", "--types", "sqz", "--endpoint-url", dead],
    code: 2,
    says: /unknown resource type sqz/,
    hint: /known types: .*sqs/,
  },
  "malformed account": { words: ["scan", "--accounts", "12"], code: 2, says: /--accounts: an account id has 12 digits/ },
  "empty list": { words: ["scan", "--accounts", ","], code: 2, says: /--accounts.*It is empty/ },
  "malformed endpoint": { words: ["scan", "--endpoint-url", "nowhere"], code: 2, says: /--endpoint-url: must be an http or https URL/ },
  "bad fail-on": { words: ["scan", "--fail-on", "bad"], code: 2, says: /Allowed choices are low, medium, high, critical, never/ },
  "bad instant": { words: ["scan", "--now", "tomorrow"], code: 2, says: /--now: must be an instant such as/ },
  "bad tag": { words: ["scan", "--tags", "owner"], code: 2, says: /--tags: owner is not of the form key=value/ },
  "unknown region": {
    words: ["scan", "--checks", "sqs", "--regions", "mars-1x", "--endpoint-url", dead],
    code: 2,
    says: /give a region such as eu-west-1/,
  },
  "accounts and org": {
    words: ["scan", "--accounts", "111111111111", "--org", "--endpoint-url", "ENDPOINT/expired"],
    code: 2,
    says: /--accounts and --org can't go together/,
  },
  "no credentials": {
    words: [...scan, "--endpoint-url", dead],
    code: 2,
    says: /credentials/i,
    hint: /.+/,
    surroundings: { environment: { ...fakeKeys, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: "/nonexistent" } },
  },
  "unknown profile": { words: [...scan, "--profile", "nobody", "--endpoint-url", dead], code: 2, says: /nobody/ },
  "expired credentials": {
    words: [...scan, "--endpoint-url", "ENDPOINT/expired"],
    code: 3,
    says: /sts:GetCallerIdentity.*ExpiredToken/,
    hint: /.+/,
  },
  "endpoint down": { words: [...scan, "--endpoint-url", dead], code: 3, says: /sts:GetCallerIdentity.*ECONNREFUSED/, hint: /.+/ },
  "missing configuration": { words: ["scan", "--config", "none.yaml"], code: 2, says: /can't read the configuration .*none\.yaml/ },
  "invalid configuration": {
    words: ["scan", "--config", "CONFIG"],
    code: 2,
    says: /the configuration .* is invalid/,
    hint: /nothing was done/,
  },
  "invalid settings": { words: ["scan", "--config", "SETTINGS", "--endpoint-url", dead], code: 2, says: /settings of sqs\/not-public/ },
  "unwritable output": { words: [...scan, "--output", "/proc/plumbline", "--endpoint-url", "GOOD"], code: 2, says: /\/proc\/plumbline/ },
  "no run to plan from": { words: ["plan"], code: 2, says: /there is no run in/, hint: /plumbline scan/ },
  "unknown run": { words: ["plan", "r9"], code: 2, says: /there is no run r9/ },
  "broken run folder": { words: ["plan", "BROKEN"], code: 2, says: /run\.json can't be read/ },
  "resume of nothing": { words: ["scan", "--resume", "r9"], code: 2, says: /there is no run r9/ },
  "resume with other accounts": {
    words: ["scan", "--resume", "r9", "--accounts", "111111111111"],
    code: 2,
    says: /--resume goes on with the run's own accounts and regions/,
    hint: /leave --accounts, .* out/,
  },
  "exception of a misspelt check": {
    words: ["scan", "--config", "MISSPELT", "--endpoint-url", dead],
    code: 2,
    says: /an exception is of an unknown check sqs\/not-pubic/,
    hint: /did you mean sqs\/not-public/,
  },
  "exceptions file that is not there": {
    words: ["scan", "--exceptions", "none.yaml", "--endpoint-url", dead],
    code: 2,
    says: /can't read the exceptions file .*none\.yaml/,
    hint: /--exceptions/,
  },
  "exceptions file with a typo": {
    words: ["scan", "--exceptions", "TYPO", "--endpoint-url", dead],
    code: 2,
    says: /the exceptions file .*typo\.yaml is invalid: .*"resuorce".*exceptions\[0\]/,
    hint: /nothing was done; mend the file/,
  },
  "exceptions file with a typo, by variable, for the remediator": {
    words: ["remediate", "--remediate", "--endpoint-url", dead],
    code: 2,
    says: /the exceptions file .*typo\.yaml is invalid/,
    surroundings: { environment: { ...fakeKeys, PLUMBLINE_EXCEPTIONS: "typo.yaml" } },
  },
  "exceptions file that is empty": {
    words: ["scan", "--exceptions", "EMPTY", "--endpoint-url", dead],
    code: 2,
    says: /the exceptions file .*empty\.yaml is empty/,
    hint: /exceptions: \[\]/,
  },
  "old variable that is no JSON": {
    words: ["remediate", "--remediate", "--endpoint-url", dead],
    code: 2,
    says: /REMEDIATION_MODULE_EXCEPTION is not JSON/,
    hint: /nothing was done; write it as \{"111111111111": \["ami"\]\}/,
    surroundings: { environment: { ...fakeKeys, REMEDIATION_MODULE_EXCEPTION: '"111111111111":["ami"]' } },
  },
  "journal of nothing that it has": {
    words: ["journal", "nope", "--output", "JOURNALED"],
    code: 2,
    says: /the journal .* has no run or change nope/,
    hint: /plumbline journal/,
  },
  "undo by a journal that was tampered with": {
    words: ["undo", "c-a", "--apply", "--output", "TAMPERED", "--endpoint-url", dead],
    code: 4,
    says: /the journal .*journal\.jsonl is not as it was written: line 1: it \(seq 1\) was changed: its hash is of other content/,
    hint: /nothing was written; .*plumbline journal verify/,
  },
  "missing plan": { words: ["apply", "none.json"], code: 2, says: /can't read the plan .*none\.json/, hint: /plumbline plan/ },
  "broken plan": { words: ["apply", "BADPLAN"], code: 2, says: /the plan .* is not JSON/ },
  "undo of nothing": { words: ["undo", "c1"], code: 2, says: /has no run or change c1/, hint: /plumbline journal/ },
  "demo at a place that is not loopback": {
    words: ["demo"],
    code: 2,
    says: /PLUMBLINE_EMULATOR_URL/,
    surroundings: { environment: { PLUMBLINE_EMULATOR_URL: "https://sqs.us-east-1.amazonaws.com" } },
  },
  "maker without an account": {
    words: ["make-misconfigurations", "--regions", "us-east-1", "--endpoint-url", dead],
    code: 2,
    says: /--account: name each account/,
  },
  "maker without regions": {
    words: ["make-misconfigurations", "--account", "111111111111", "--endpoint-url", dead],
    code: 2,
    says: /--regions: name the regions/,
  },
  "maker on real AWS without --yes": {
    words: ["make-misconfigurations", "--account", "111111111111", "--regions", "us-east-1"],
    code: 2,
    says: /nothing was created/,
    hint: /--yes/,
  },
};

const journaled = {
  ...{ at: "2026-03-01T12:00:00.000Z", run: "r1", action: "apply", status: "verified", who: "tester" },
  change: {
    ...{ id: "c-a", fingerprint: "0", check: "sqs/not-public", severity: "high", partition: "aws" },
    resource: { account: "111111111111", region: "us-east-1", type: "sqs", id: "https://q" },
    ...{ change: "sqs/policy", aspect: "policy", before: {}, after: null, outcome: "cured" },
    ...{ undo: { kind: "restore", notRestored: [] }, iam: [] },
  },
};

function prepare(folder: string) {
  writeFileSync(join(folder, "config.yaml"), "exceptions:\n  - reason: no owner\n");
  writeFileSync(join(folder, "settings.yaml"), "settings:\n  sqs/not-public: { nothing: 1 }\n");
  writeFileSync(
    join(folder, "misspelt.yaml"),
    "exceptions: [{ check: sqs/not-pubic, reason: planned, owner: anna, expires: 2099-12-31 }]\n",
  );
  writeFileSync(join(folder, "typo.yaml"), "exceptions: [{ resuorce: q, reason: planned, owner: anna, expires: 2099-12-31 }]\n");
  writeFileSync(join(folder, "empty.yaml"), "");
  mkdirSync(join(folder, "journaled"));
  writeFileSync(join(folder, "journaled", "journal.jsonl"), `${JSON.stringify(journaled)}\n`);
  mkdirSync(join(folder, "tampered"));
  const tampered = { ...journaled, requestIds: [], seq: 1, previous: "0".repeat(64), hash: "0".repeat(64) };
  writeFileSync(join(folder, "tampered", "journal.jsonl"), `${JSON.stringify(tampered)}\n`);
  writeFileSync(join(folder, "plan.json"), "{");
  mkdirSync(join(folder, "broken"));
  writeFileSync(join(folder, "broken", "run.json"), "{}");
}

describe("bad input", () => {
  it.each(Object.entries(rows))("%s", async (_, { words, code, says, hint, surroundings = {} }) => {
    const folder = newFolder();
    prepare(folder);
    const names: Record<string, string> = {
      CONFIG: "config.yaml",
      SETTINGS: "settings.yaml",
      BADPLAN: "plan.json",
      BROKEN: join(folder, "broken"),
      MISSPELT: "misspelt.yaml",
      TYPO: "typo.yaml",
      EMPTY: "empty.yaml",
      JOURNALED: "journaled",
      TAMPERED: "tampered",
      GOOD: dead,
    };
    const own = words.map((word) => names[word] ?? word.replace("ENDPOINT", url));
    const before = readdirSync(folder);
    const ran = await plumbline(own, { folder, ...surroundings });
    expect(ran.stderr).toMatch(says);
    if (hint) expect(ran.stderr).toMatch(hint);
    expect([ran.code, ran.stdout]).toEqual([code, ""]);
    expect(ran.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(
      words[0] === "make-misconfigurations" && words.length === 5 ? 40 : 3,
    );
    expect(ran.stderr).not.toMatch(/\n\s+at |internal error/);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("shows the stack only with --debug", async () => {
    expect((await plumbline(["apply", "none.json", "--debug"])).stderr).toMatch(/\n\s+at /);
  });

  it("an output folder that can't be written is told before the first call of a scan", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "out"), "");
    chmodSync(join(folder, "out"), 0o400);
    const ran = await plumbline([...scan, "--output", "out", "--endpoint-url", dead], { folder });
    expect(ran.code).toBe(2);
  });
});
