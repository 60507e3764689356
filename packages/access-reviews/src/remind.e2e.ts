import type { Mail } from "@plumbline/delivery/smtp";
import { sendBySmtp } from "@plumbline/delivery/smtp";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { startMailServer } from "@plumbline/testkit/mail-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { admin, day, describeAccounts, dev, look, people, prod } from "./inventory.fixture.ts";
import { openCampaign } from "./open-campaign.ts";
import { remind } from "./remind.ts";

onBothStores("reminders", (given) => {
  let server: Awaited<ReturnType<typeof startMailServer>>;
  let refusal: { code: number; text: string } | undefined;
  beforeAll(async () => {
    server = await startMailServer({ tls: "starttls", refuse: () => refusal });
    await look(given.store, day(1), people);
    await describeAccounts(given.store);
    const routing = { routes: [{ reviewer: "team-x", account: prod }], defaultReviewer: "boss@example.com", alternate: "vice@example.com" };
    await given.store.as(admin(), (transaction) =>
      openCampaign(
        transaction,
        {
          id: "q2",
          name: "Second\nquarter",
          opensAt: day(2),
          dueAt: day(20),
          accounts: [dev, prod],
          kinds: ["iam_user", "iam_role"],
          routing,
        },
        { at: day(2) },
      ),
    );
  });
  afterAll(() => server.stop());
  const send = (mail: Mail) => sendBySmtp({ host: "localhost", port: server.port, tls: "starttls", ca: server.ca }, mail, "review");
  const run = (at: Date, by = send, accounts: readonly string[] | "all" = "all") =>
    remind(given.store, admin(accounts), {
      ...{
        campaign: "q2",
        at,
        from: "reviews@example.com",
        mailAllowed: ["example.com"],
        send: by,
        consoleUrl: "https://console.example.com",
      },
    });

  it("mails each reviewer once a day, and names whom it can't reach", async () => {
    const dora = "dora@example.com";
    const unreachable = [{ reviewer: "team-x", why: "no address is known" }];
    expect(await run(day(3, 1))).toEqual({ sent: ["dan@example.com", dora], alreadyToday: [], unreachable, failed: [] });
    expect(await run(day(3, 20))).toEqual({ sent: [], alreadyToday: ["dan@example.com", dora], unreachable, failed: [] });
    expect(server.mails.map(({ to, subject, isEncrypted }) => ({ to, subject, isEncrypted }))).toEqual([
      { to: ["dan@example.com"], subject: "Access review Second quarter: 1 to decide, due 2026-06-20", isEncrypted: true },
      { to: [dora], subject: "Access review Second quarter: 3 to decide, due 2026-06-20", isEncrypted: true },
    ]);
    expect(server.mails[1]?.text).toContain(`${dev}: 3 (1 privileged)`);
    expect(server.mails[1]?.text).toContain("https://console.example.com/reviews/q2");
    expect((await run(day(4))).sent).toHaveLength(2);
  });
  it("sends again what was not sent, and makes good a run that died", async () => {
    refusal = { code: 451, text: "later" };
    expect((await run(day(5))).failed.map(({ reviewer }) => reviewer)).toEqual(["dan@example.com", "dora@example.com"]);
    refusal = undefined;
    expect((await run(day(5))).sent).toHaveLength(2);
    const ids: (string | undefined)[] = [];
    const dies = async (mail: Mail) => {
      ids.push(mail.messageId);
      await new Promise(() => undefined);
    };
    void run(day(6, 1), dies);
    await expect.poll(() => ids.length).toBe(1);
    const noting = async (mail: Mail) => void ids.push(mail.messageId);
    expect(await run(new Date(day(6, 1).getTime() + 60_000), noting)).toMatchObject({
      sent: ["dora@example.com"],
      alreadyToday: ["dan@example.com"],
    });
    expect(await run(day(6, 2), noting)).toMatchObject({ sent: ["dan@example.com"], alreadyToday: ["dora@example.com"] });
    expect(ids[2]).toBe(ids[0]);
  });
  it("mails nobody who is not allowed, and sends one mail of two runs at once", async () => {
    const mails: Mail[] = [];
    const noting = async (mail: Mail) => void mails.push(mail);
    await Promise.all([run(day(7), noting), run(day(7), noting)]);
    expect(mails.flatMap(({ to }) => to).sort()).toEqual(["dan@example.com", "dora@example.com"]);
    const elsewhere = await remind(given.store, admin(), {
      campaign: "q2",
      at: day(8),
      from: "r@example.com",
      mailAllowed: ["else.org"],
      send: noting,
    });
    expect(elsewhere).toMatchObject({ sent: [], unreachable: [{ why: "mail to dan@example.com is not allowed" }, {}, {}] });
  });
});
