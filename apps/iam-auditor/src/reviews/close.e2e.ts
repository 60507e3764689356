import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateAliasCommand, CreateKeyCommand, GetPublicKeyCommand, type KeySpec, KMSClient } from "@aws-sdk/client-kms";
import { day, describeAccounts, dev, look, people } from "@plumbline/access-reviews/inventory.fixture";
import { openCampaign } from "@plumbline/access-reviews/open-campaign";
import { fakeKeys, newFolder, testIo } from "@plumbline/cli/io.fixture";
import { openStore } from "@plumbline/iam-store/open-store";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runIamAuditor } from "../run-iam-auditor.ts";

const folder = newFolder();
const database = join(folder, "iam");
const endpoint = emulatorUrl();
const kms = new KMSClient({ endpoint, region: "eu-west-1", credentials: emulatorCredentials });
afterAll(() => kms.destroy());
beforeAll(async () => {
  const store = await openStore({ folder: database });
  await look(store, day(1), people);
  await describeAccounts(store);
  await store.as({ role: "admin", accounts: "all", subject: "boss" }, (transaction) =>
    openCampaign(
      transaction,
      {
        ...{ id: "q2", name: "Q2", dueAt: day(20), accounts: [dev], kinds: ["iam_user"], acceptIncomplete: true },
        routing: { defaultReviewer: "boss@example.com", alternate: "vice@example.com" },
      },
      { at: day(2) },
    ),
  );
  await store.close();
});

const review = async (...words: string[]) => {
  const environment = { ...fakeKeys, PLUMBLINE_ENDPOINT_URL: endpoint, PLUMBLINE_FOLDER: database, USER: "boss" };
  const { io, stdout, stderr } = testIo({ folder, environment, now: () => day(2, 1) });
  return { code: await runIamAuditor(["review", ...words], io), stdout: stdout(), stderr: stderr() };
};
const newKey = async (spec: KeySpec) => {
  const usage = spec === "SYMMETRIC_DEFAULT" ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY";
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: spec, KeyUsage: usage }));
  return KeyMetadata?.Arn ?? "";
};

const refused: Record<string, [key: () => Promise<string>, told: RegExp]> = {
  "a key that encrypts": [() => newKey("SYMMETRIC_DEFAULT"), /kms/i],
  "a key that can't sign by SHA-256": [() => newKey("ECC_NIST_P384"), /signs by ECDSA_SHA_384, and a pack is signed by ECDSA_SHA_256/],
  "no key of that name": [async () => "arn:aws:kms:eu-west-1:123456789012:key/none", /kms/i],
};
it.each(Object.entries(refused))("refuses %s before anything is closed", async (_, [key, told]) => {
  const ran = await review("close", "q2", "--early", "--kms-key", await key());
  expect(ran).toMatchObject({ stdout: "", stderr: expect.stringMatching(told) });
  expect([1, 2, 3, 4]).toContain(ran.code);
  expect((await review("list", "--format", "json")).stdout).toContain('"state": "open"');
});

it.each(["none/pack.zip", "iam"])("refuses to close where no pack can be written: %s", async (pack) => {
  expect(await review("close", "q2", "--early", "-o", pack)).toMatchObject({
    ...{ code: 2, stdout: "" },
    stderr: expect.stringMatching(/--pack: .* can't be written: .*\n +nothing was closed/),
  });
  expect((await review("list", "--format", "json")).stdout).toContain('"state": "open"');
});

it.each(["ECC_NIST_P256", "RSA_2048"] as const)("signs by a key of %s that never leaves KMS", async (spec) => {
  const arn = await newKey(spec);
  const alias = `alias/packs-${spec.toLowerCase()}`;
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: arn }));
  const { PublicKey: der } = await kms.send(new GetPublicKeyCommand({ KeyId: arn }));
  const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der ?? []).toString("base64")}\n-----END PUBLIC KEY-----\n`;
  await writeFile(join(folder, `${spec}.pub`), pem);
  for (const named of [arn, arn.replace(/key\/.*/, alias)]) {
    const closed = await review("close", "q2", "--early", "--kms-key", named, "-o", `${spec}.zip`);
    expect(closed.stderr).toBe("");
    expect(closed.stdout).not.toContain("not signed");
    const verified = await review("verify", `${spec}.zip`, "--public-key", `${spec}.pub`);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining("signed with the key") });
  }
  const bytes = await readFile(join(folder, `${spec}.zip`));
  const at = bytes.lastIndexOf('"value":"') + 20;
  bytes[at] = bytes[at] === 65 ? 66 : 65;
  await writeFile(join(folder, "changed.zip"), bytes);
  expect(await review("verify", "changed.zip", "--public-key", `${spec}.pub`)).toMatchObject({ code: 1 });
});

it.each([
  ["no ARN", ["--kms-key", "alias/packs"], /--kms-key: must be the ARN of a key/],
  ["another service's ARN", ["--kms-key", "arn:aws:s3:eu-west-1:123456789012:key/x"], /--kms-key: must be the ARN of a key/],
  ["two keys", ["--kms-key", "arn:aws:kms:eu-west-1:123456789012:key/x", "--key", "key.pem"], /--kms-key: can't go together with --key/],
])("is a usage error: %s", async (_, words, told) => {
  expect(await review("close", "q2", ...words)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(told) });
});
