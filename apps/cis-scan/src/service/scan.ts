import { rm } from "node:fs/promises";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { newRunId } from "@plumbline/cli/open-session";
import type { Context, Handler } from "@plumbline/queue-worker/handler";
import type { RequestFields } from "@plumbline/run-store/dynamodb-requests";
import { z } from "zod";
import { type Access, secretsOf, settleAccess } from "./access.ts";
import { type Ended, report } from "./finish.ts";
import { leaseSeconds, openHold } from "./hold.ts";
import { type Invoker, invokeLambda } from "./invoker.ts";
import { look } from "./look.ts";
import { type Own, openOwn } from "./places.ts";
import { recipientOf } from "./recipient.ts";
import { RequestId } from "./request-event.ts";
import { said } from "./said.ts";
import { type ParsedScan, parseScan, toScanEvent } from "./scan-event.ts";
import { checkpointOf, type Scanning } from "./scanning.ts";
import { openKeys, sealKeys } from "./seal.ts";
import { readSettings, type Settings } from "./settings.ts";
import { makeTemp } from "./surroundings.ts";

interface Answer {
  readonly requestId: string;
  readonly status: string;
  readonly error?: string;
}
/**
 * Makes the scan function: it answers the benchmark for one request, writes how far it is, and ends with one report and one mail. Before its
 * time is over it leaves the run in the bucket and invokes itself again. A request that is running or has ended is left alone.
 */
export const scanHandler =
  (io: Io, invoke: Invoker = invokeLambda): Handler =>
  async (event, context) => {
    const log = makeLog(io, { quiet: false });
    const asked = parseScan(event);
    if ("error" in asked) {
      log("warn", `the event can't be read: ${asked.error}`);
      await failUnread(event, asked.error, io);
      return asked;
    }
    if (asked.access.kind === "keys")
      log("warn", "the keys came in clear; let the request function pass them on sealed", { requestId: asked.requestId });
    const settings = readSettings(io.environment);
    const own = await openOwn(settings, io);
    try {
      return await claimAndScan(asked, { settings, own, io, context, invoke });
    } finally {
      own.close();
    }
  };

const Named = z.object({ requestId: RequestId });

/** Who waits for a request whose event can't be read is told so in its item. */
async function failUnread(event: unknown, error: string, io: Io): Promise<void> {
  const named = Named.safeParse(event);
  if (!named.success) return;
  const own = await openOwn(readSettings(io.environment), io);
  try {
    await own.requests.fail(named.data.requestId, { error, finishedAt: io.now().toISOString() });
  } finally {
    own.close();
  }
}

interface Given {
  readonly settings: Settings;
  readonly own: Own;
  readonly io: Io;
  readonly context: Context;
  readonly invoke: Invoker;
}

async function claimAndScan(asked: ParsedScan, given: Given): Promise<Answer> {
  const { own, io, settings } = given;
  const { requestId } = asked;
  const log = makeLog(io, { quiet: false });
  const owner = newRunId(io);
  const claimed = await own.requests.claim(requestId, owner, leaseSeconds);
  if ("refused" in claimed) {
    const status = claimed.refused === "running" ? "INPROGRESS" : claimed.refused;
    log("info", `request ${requestId} is ${status.toLowerCase()}: nothing is done`, { requestId });
    return { requestId, status };
  }
  const secrets = asked.access.kind === "sealed" ? [] : [...secretsOf(asked.access)];
  const end = async (status: string, fields: RequestFields): Promise<Answer> => {
    const finishedAt = io.now().toISOString();
    if (!(await own.requests.end(requestId, owner, { status, finishedAt, ...fields })))
      throw new Error("another one has taken the request");
    log(status === "FAILED" ? "warn" : "info", `request ${requestId} is ${status.toLowerCase()}`, { requestId });
    const { error } = fields;
    return { requestId, status, ...(typeof error === "string" ? { error } : {}) };
  };
  let ended: Ended | undefined;
  try {
    const { before } = claimed;
    if ((before.invocations ?? 0) >= settings.MAX_INVOCATIONS)
      return await end("FAILED", { error: `it was begun ${before.invocations} times and did not end; MAX_INVOCATIONS allows no more` });
    const recipient = recipientOf({ given: asked.email, kept: before.email }, settings);
    if ("error" in recipient) return await end("FAILED", { error: recipient.error });
    const access = await openAccess(asked, given);
    if ("error" in access) return await end("FAILED", { error: access.error });
    secrets.push(...secretsOf(access));
    ended = await scanOnce({ asked, access, email: recipient.email, before, owner, ...given }, given.invoke);
  } catch (error) {
    const reason = said(error, secrets);
    log("warn", `request ${requestId}: ${reason}`, { requestId });
    return end("FAILED", { error: reason });
  }
  if (ended === undefined) return { requestId, status: "INPROGRESS" };
  // A table that can't be written now fails the invocation, not the scan: Lambda repeats it, and the mail is not sent again.
  const answer = await end(ended.status, ended.fields);
  if (claimed.before.run !== undefined) await forget(requestId, given);
  return answer;
}

/** Takes away what an earlier invocation left; where that is refused it stays, until the bucket's lifecycle takes it. */
async function forget(requestId: string, { own, io }: Given): Promise<void> {
  try {
    await own.objects?.remove(checkpointOf(requestId));
  } catch (error) {
    makeLog(io, { quiet: false })("warn", `request ${requestId}: the unfinished run stays: ${said(error, [])}`, { requestId });
  }
}

async function openAccess({ requestId, access, customer }: ParsedScan, { own, settings }: Given): Promise<Access | { error: string }> {
  if (access.kind !== "sealed") return settleAccess(access, customer, settings);
  if (settings.KMS_KEY_ID === undefined) return { error: "KMS_KEY_ID is not set: sealed keys can't be opened" };
  return openKeys(own.aws, settings.KMS_KEY_ID, requestId, access.ciphertext);
}

/** Looks and reports; undefined when another invocation goes on with it. */
async function scanOnce(scanning: Scanning, invoke: Invoker): Promise<Ended | undefined> {
  const { asked, own, owner, settings, io, context } = scanning;
  const { requestId } = asked;
  const folder = await makeTemp(settings, "cis-scan-");
  const hold = openHold(own.requests, { requestId, owner });
  try {
    const { AWS_LAMBDA_FUNCTION_NAME: self } = settings;
    const looked = await look(scanning, folder, hold);
    if ("packed" in looked) {
      await hold.stop();
      const { packed, progress } = looked;
      await own.objects?.put(checkpointOf(requestId), packed, "application/gzip");
      const event = await toScanEvent({ ...asked, access: asked.access.kind === "role" ? asked.access : scanning.access }, (id, keys) =>
        sealKeys(own.aws, settings.KMS_KEY_ID ?? "", id, keys),
      );
      if (!(await own.requests.hold(requestId, owner, 0, progress))) throw new Error("another one has taken the request");
      // By the ARN the next one has the version or the alias of this one.
      await invoke(own.aws, context.invokedFunctionArn ?? self ?? "", event);
      makeLog(io, { quiet: false })("info", `request ${requestId} goes on in another invocation`, { requestId, ...progress });
      return undefined;
    }
    return await report(scanning, looked, hold);
  } finally {
    await hold.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
