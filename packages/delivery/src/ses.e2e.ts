import { join } from "node:path";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { createSession } from "@plumbline/aws-session/session";
import { type Emulator, startEmulator } from "@plumbline/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sendBySes } from "./ses.ts";

/** What the emulator keeps of the mails that it took. */
const Kept = z.object({
  ses: z.object({ RawMessage: z.array(z.object({ source: z.string(), destinations: z.array(z.string()), raw_data: z.string() })) }),
});
// What the emulator keeps can be read only while nothing else in it hinders that; so this one is its own.
let emulator: Emulator;
const region = "eu-west-1";
let session: Awaited<ReturnType<typeof createSession>>;
const mail = {
  ...{ from: "cis@example.com", to: ["ann@example.com"], subject: "AWS Scan Report", text: "text", html: "<p>é</p>" },
  attachments: [{ filename: "scan.html", contentType: "text/html", content: Buffer.from("<p>数</p>") }],
};
beforeAll(async () => {
  const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");
  emulator = await startEmulator({ cacheFolder, environment: process.env, log: (line) => process.stderr.write(`${line}\n`) });
  session = await createSession(
    {
      endpointUrl: emulator.url,
      ignoreConfiguredEndpoints: true,
      credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
      region,
    },
    { environment: {} },
  );
});
afterAll(async () => {
  session.close();
  await emulator.stop();
});
const aws = () => session.connect({ account: session.callerAccount, region });

describe("a mail by the API of SES", () => {
  it("is refused while the sender is not verified", async () => {
    await expect(sendBySes(await aws(), mail, "mail")).rejects.toMatchObject({
      ...{ name: "DeliveryError", isFinal: true, message: expect.stringMatching(/^channel mail: .*cis@example\.com/) },
    });
  });

  it("goes out whole, with what is attached", async () => {
    await (await aws()).client(SESv2Client).send(new CreateEmailIdentityCommand({ EmailIdentity: "cis@example.com" }));
    await sendBySes(await aws(), mail, "mail");
    const kept = Kept.parse(await (await fetch(`${emulator.url}/moto-api/data.json`)).json()).ses.RawMessage;
    const [sent] = kept.filter(({ source }) => source === mail.from);
    expect(sent?.destinations).toContain("ann@example.com");
    expect(sent?.raw_data).toContain("Subject: AWS Scan Report");
    expect(sent?.raw_data).toContain(Buffer.from("<p>数</p>").toString("base64"));
  });
});
