import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { createSession } from "@plumbline/aws-session/session";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { sendBySes } from "./ses.ts";

/** What the emulator keeps of the mails that it took. */
const Kept = z.object({
  ses: z.object({ RawMessage: z.array(z.object({ source: z.string(), destinations: z.array(z.string()), raw_data: z.string() })) }),
});
const url = inject("emulatorUrl");
const region = "eu-west-1";
let session: Awaited<ReturnType<typeof createSession>>;
const mail = {
  ...{ from: "cis@example.com", to: ["ann@example.com"], subject: "AWS Scan Report", text: "text", html: "<p>é</p>" },
  attachments: [{ filename: "scan.html", contentType: "text/html", content: Buffer.from("<p>数</p>") }],
};
beforeAll(async () => {
  session = await createSession(
    { endpointUrl: url, ignoreConfiguredEndpoints: true, credentials: { accessKeyId: "testing", secretAccessKey: "testing" }, region },
    { environment: {} },
  );
});
afterAll(() => session.close());
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
    const kept = Kept.parse(await (await fetch(`${url}/moto-api/data.json`)).json()).ses.RawMessage;
    const [sent] = kept.filter(({ source }) => source === mail.from);
    expect(sent?.destinations).toContain("ann@example.com");
    expect(sent?.raw_data).toContain("Subject: AWS Scan Report");
    expect(sent?.raw_data).toContain(Buffer.from("<p>数</p>").toString("base64"));
  });
});
