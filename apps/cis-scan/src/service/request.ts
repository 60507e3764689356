import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { AwsError } from "@plumbline/aws-session/errors";
import { mainRegion } from "@plumbline/aws-session/partition";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { type Probed, probe } from "@plumbline/cli/probe";
import type { Handler } from "@plumbline/queue-worker/handler";
import { counted } from "@plumbline/reports/text";
import pLimit from "p-limit";
import { type Access, type Refused, secretsOf, settleAccess } from "./access.ts";
import { choiceOf } from "./choice.ts";
import { type Invoker, invokeLambda } from "./invoker.ts";
import { customerPlace, type Own, openCustomer, openOwn } from "./places.ts";
import { recipientOf } from "./recipient.ts";
import { type AskedScan, parseRequest, type ScanRequest } from "./request-event.ts";
import { said } from "./said.ts";
import { toScanEvent } from "./scan-event.ts";
import { sealKeys } from "./seal.ts";
import { readSettings, type Settings } from "./settings.ts";

const entriesAtOnce = 4;
const probeSeconds = 15;
/** How long a request that was noted may take until its scan begins; then it counts as lost. */
const staleSeconds = 300;

interface Accepted {
  readonly requestId: string;
  readonly status: "INPROGRESS";
  /** What the scan will not see: the actions that were refused, with the checks that need them. */
  readonly missingPermissions?: Probed["missing"];
}
type Answer = (Accepted | Refused) & { readonly requestId?: string };
interface Told {
  readonly statusCode: number;
  readonly body: object;
}

/** Makes the request function: it reads a request, proves its credentials, notes it, and begins a scan for each of its entries. */
export const requestHandler =
  (io: Io, invoke: Invoker = invokeLambda): Handler =>
  async (event) => {
    const { isProxy, request } = parseRequest(event);
    const { statusCode, body } = "error" in request ? { statusCode: 400, body: request } : await answer(request, io, invoke);
    if (!isProxy) return body;
    return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body), isBase64Encoded: false };
  };

async function answer(request: ScanRequest, io: Io, invoke: Invoker): Promise<Told> {
  const log = makeLog(io, { quiet: false });
  try {
    const settings = readSettings(io.environment);
    const own = await openOwn(settings, io);
    try {
      return await answerAll(request, { settings, own, io, invoke });
    } finally {
      own.close();
    }
  } catch (error) {
    const reason = said(error, secretsIn(request));
    log("warn", `request ${request.requestId}: ${reason}`, { requestId: request.requestId });
    return { statusCode: 500, body: { error: reason } };
  }
}

const secretsIn = ({ scans }: ScanRequest) => scans.flatMap(({ access }) => ("error" in access ? [] : secretsOf(access)));

interface Serving {
  readonly settings: Settings;
  readonly own: Own;
  readonly io: Io;
  readonly invoke: Invoker;
}

async function answerAll(request: ScanRequest, serving: Serving): Promise<Told> {
  const { settings, own } = serving;
  const item = await own.requests.read(request.requestId);
  const recipient = recipientOf({ given: request.email, kept: item?.email }, settings);
  if ("error" in recipient) return { statusCode: 400, body: recipient };
  const limit = pLimit(entriesAtOnce);
  const isSingle = request.scans.length === 1;
  // The item of a single scan has its own address, which stands in no payload.
  const asked = { request, firstName: item?.firstName, isSingle, email: isSingle ? request.email : recipient.email };
  const answers = await Promise.all(request.scans.map((scan) => limit(() => requestOne(scan, asked, serving))));
  const begun = answers.some((one) => "status" in one);
  const [only] = answers;
  if (asked.isSingle && only) {
    const body = "error" in only ? { error: only.error } : only;
    return { statusCode: begun ? 202 : 400, body };
  }
  const scans = answers.map((one, i) => ({ requestId: request.scans[i]?.id, ...one }));
  const body = begun
    ? { requestId: request.requestId, status: "INPROGRESS", scans }
    : { error: `none of ${counted(scans.length, "entry")} can be scanned`, scans };
  if (begun) await own.requests.note(request.requestId, { scans: scans.flatMap(({ requestId }) => requestId ?? []) });
  return { statusCode: begun ? 202 : 400, body };
}

interface Asked {
  readonly request: ScanRequest;
  readonly firstName: string | undefined;
  readonly isSingle: boolean;
  readonly email: string | undefined;
}

async function requestOne({ id, access: input }: AskedScan, asked: Asked, serving: Serving): Promise<Answer> {
  if ("error" in input) return input;
  try {
    return await beginOne(id, input, asked, serving);
  } catch (error) {
    const reason = said(error, secretsOf(input));
    makeLog(serving.io, { quiet: false })("warn", `request ${id}: ${reason}`, { requestId: id });
    return { error: reason };
  }
}

async function beginOne(id: string, input: Access, { request, firstName, isSingle, email }: Asked, serving: Serving): Promise<Answer> {
  const { settings, own, invoke } = serving;
  const access = settleAccess(input, request.customer, settings);
  if ("error" in access) return access;
  const { KMS_KEY_ID: key, CIS_Scan_LambdaFunction: seeded, SCAN_FUNCTION: scanFunction } = settings;
  if (access.kind === "keys" && key === undefined)
    return { error: "keys are passed on sealed by KMS only, and KMS_KEY_ID is not set; give a role instead" };
  const functionName = seeded ?? scanFunction;
  if (functionName === undefined) return { error: "CIS_Scan_LambdaFunction is not set: there is no function to scan with" };
  const proved = await prove(access, serving);
  if ("error" in proved) return proved;
  const { missing, unproven } = proved;
  const fields = {
    requestedAt: serving.io.now().toISOString(),
    account: proved.account,
    missingPermissions: missing.length > 0 ? missing.map(({ action }) => action) : undefined,
    ...(isSingle || firstName === undefined ? {} : { firstName }),
  };
  const standing = await own.requests.register(id, fields, staleSeconds);
  const accepted: Accepted = { requestId: id, status: "INPROGRESS", ...(missing.length > 0 ? { missingPermissions: missing } : {}) };
  if (standing === "REQUESTED" || standing === "INPROGRESS") return { requestId: id, status: "INPROGRESS" };
  if (standing !== undefined) return { error: `requestId ${id} was used before and is ${standing}; give a new one` };
  try {
    // Not the settled id: one that EXTERNAL_IDS has is looked up again, and stands in no payload.
    const event = await toScanEvent({ requestId: id, access: input, email, customer: request.customer }, (scan, keys) =>
      sealKeys(own.aws, key ?? "", scan, keys),
    );
    await invoke(own.aws, functionName, event);
  } catch (error) {
    const reason = `the scan could not be begun: ${said(error, secretsOf(access))}`;
    await own.requests.note(id, { status: "FAILED", error: reason, finishedAt: serving.io.now().toISOString() });
    return { error: reason };
  }
  const log = makeLog(serving.io, { quiet: false });
  log("info", `request ${id}: a scan of ${proved.account} begins`, { requestId: id, missing: missing.length, unproven: unproven.length });
  return accepted;
}

/** Proves that the credentials work, and asks which permissions they lack. Rejects when AWS refuses them; the error says why. */
async function prove(access: Access, { settings, io }: Serving): Promise<(Probed & { account: string }) | Refused> {
  const folder = await mkdtemp(join(settings.TEMP_PATH, "cis-request-"));
  try {
    const session = await openCustomer(customerPlace(access, settings, { io, folder }));
    try {
      if (access.kind === "role" && access.externalId !== undefined && !settings.ALLOW_NO_EXTERNAL_ID) {
        if (await takesAnybody({ ...access, externalId: undefined }, settings, { io, folder }))
          return { error: "the role can be taken on without its external id: let its trust policy demand sts:ExternalId" };
      }
      const { questions } = await choiceOf(settings);
      const auditors = await chooseChecks(questions.map(({ id }) => id));
      const { callerAccount: account, partition } = session;
      const connect = (region = mainRegion(partition)) => session.connect({ account, region });
      const probed = await probe(auditors, { connect, seconds: probeSeconds });
      if (probed.allowed === 0 && probed.missing.length > 0)
        return { error: `the credentials work but may read nothing: ${probed.missing.map(({ action }) => action).join(", ")} are refused` };
      return { ...probed, account };
    } finally {
      session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tells whether a role is given to us whoever asks us: then any customer could name it. */
async function takesAnybody(access: Access, settings: Settings, where: { io: Io; folder: string }): Promise<boolean> {
  try {
    (await openCustomer(customerPlace(access, settings, where))).close();
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.kind === "denied") return false;
    throw error;
  }
}
