import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import type { Probed } from "@plumbline/cli/probe";
import { withoutSecrets } from "@plumbline/delivery/secret";
import type { Handler } from "@plumbline/queue-worker/handler";
import { counted } from "@plumbline/reports/text";
import pLimit from "p-limit";
import { type Access, type Refused, secretsOf, settleAccess } from "./access.ts";
import { type Clock, openClock, within } from "./clock.ts";
import { type Invoker, invokeLambda } from "./invoker.ts";
import { type Own, openOwn } from "./places.ts";
import { plain } from "./plain.ts";
import { prove } from "./prove.ts";
import { recipientOf } from "./recipient.ts";
import { type AskedScan, parseRequest, type ScanRequest } from "./request-event.ts";
import { said } from "./said.ts";
import { toScanEvent } from "./scan-event.ts";
import { sealKeys } from "./seal.ts";
import { readSettings, type Settings } from "./settings.ts";

const entriesAtOnce = 4;
/** With less than this an entry is not taken up: its scan would not be begun in time. */
const leastMilliseconds = 1500;
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
  async (event, context) => {
    const { isProxy, request } = parseRequest(event);
    const { statusCode, body } =
      "error" in request ? { statusCode: 400, body: request } : await answer(request, { io, invoke, clock: openClock(io, context) });
    if (!isProxy) return body;
    return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body), isBase64Encoded: false };
  };

async function answer(request: ScanRequest, { io, ...rest }: Pick<Serving, "io" | "invoke" | "clock">): Promise<Told> {
  const log = makeLog(io, { quiet: false });
  try {
    const settings = readSettings(io.environment);
    const own = await openOwn(settings, io);
    try {
      return await answerAll(request, { settings, own, io, ...rest });
    } finally {
      own.close();
    }
  } catch (error) {
    const secrets = secretsIn(request);
    log("warn", `request ${request.requestId}: ${said(error, secrets)}`, { requestId: request.requestId });
    return { statusCode: 500, body: { error: withoutSecrets(plain(error), secrets) } };
  }
}

const secretsIn = ({ scans }: ScanRequest) => scans.flatMap(({ access }) => ("error" in access ? [] : secretsOf(access)));

interface Serving {
  readonly settings: Settings;
  readonly own: Own;
  readonly io: Io;
  readonly invoke: Invoker;
  readonly clock: Clock;
}

async function answerAll(request: ScanRequest, serving: Serving): Promise<Told> {
  const { settings, own } = serving;
  const item = await own.requests.read(request.requestId);
  const isSingle = request.scans.length === 1;
  // Before a word of the item is used or told.
  if (item?.customer !== undefined && item.customer !== request.customer)
    return { statusCode: 400, body: { error: taken(request.requestId) } };
  if (!isSingle && item?.status !== undefined && item.status !== "FAILED" && item.scans === undefined)
    return { statusCode: 400, body: { error: used(request.requestId, item.status) } };
  const recipient = recipientOf({ given: request.email, kept: item?.email }, settings);
  if ("error" in recipient) return { statusCode: 400, body: recipient };
  const limit = pLimit(entriesAtOnce);
  // The item of a single scan has its own address, which stands in no payload.
  const asked = { request, firstName: item?.firstName, isSingle, email: isSingle ? request.email : recipient.email };
  const answers = await Promise.all(
    request.scans.map((scan, i) => limit(() => requestOne(scan, { ...asked, rounds: roundsLeft(i, request) }, serving))),
  );
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
  if (begun) {
    const ids = request.scans.map(({ id }) => id).filter((id, i) => "status" in (answers[i] ?? {}) || item?.scans?.includes(id));
    const refused = answers.length - ids.length;
    await own.requests.split(request.requestId, ids, {
      ...{ requestedAt: serving.io.now().toISOString(), customer: request.customer },
      entriesRefused: refused > 0 ? refused : undefined,
    });
  }
  return { statusCode: begun ? 202 : 400, body };
}

const taken = (id: string) => `requestId ${id} is taken; give another one`;
const used = (id: string, status: string) => `requestId ${id} was used before and is ${status}; give a new one`;
/** How many times entries are taken up from this one on, itself included: the time that is left is divided among them. */
const roundsLeft = (i: number, { scans }: ScanRequest) => Math.ceil(scans.length / entriesAtOnce) - Math.floor(i / entriesAtOnce);

interface Asked {
  readonly request: ScanRequest;
  readonly firstName: string | undefined;
  readonly isSingle: boolean;
  readonly email: string | undefined;
  readonly rounds: number;
}

async function requestOne({ id, access: input }: AskedScan, asked: Asked, serving: Serving): Promise<Answer> {
  if ("error" in input) return input;
  try {
    return await beginOne(id, input, asked, serving);
  } catch (error) {
    makeLog(serving.io, { quiet: false })("warn", `request ${id}: ${said(error, secretsOf(input))}`, { requestId: id });
    return { error: withoutSecrets(plain(error), secretsOf(input)) };
  }
}

async function beginOne(
  id: string,
  input: Access,
  { request, firstName, isSingle, email, rounds }: Asked,
  serving: Serving,
): Promise<Answer> {
  const { settings, own, invoke } = serving;
  const access = settleAccess(input, request.customer, settings);
  if ("error" in access) return access;
  const { KMS_KEY_ID: key, CIS_Scan_LambdaFunction: seeded, SCAN_FUNCTION: scanFunction } = settings;
  if (access.kind === "keys" && key === undefined)
    return { error: "keys are passed on sealed by KMS only, and KMS_KEY_ID is not set; give a role instead" };
  const functionName = seeded ?? scanFunction;
  if (functionName === undefined) return { error: "CIS_Scan_LambdaFunction is not set: there is no function to scan with" };
  const milliseconds = serving.clock.left() / rounds;
  const proved = milliseconds < leastMilliseconds ? undefined : await within(milliseconds, prove(access, milliseconds, serving));
  if (proved === undefined)
    return { error: "the time was over before its credentials were proved; ask for it again, in a request of its own" };
  if ("error" in proved) return proved;
  const { missing, unproven } = proved;
  const fields = {
    ...{ requestedAt: serving.io.now().toISOString(), customer: request.customer },
    parent: isSingle ? undefined : request.requestId,
    account: proved.account,
    missingPermissions: missing.length > 0 ? missing.map(({ action }) => action) : undefined,
    ...(isSingle || firstName === undefined ? {} : { firstName }),
  };
  const standing = await own.requests.register(id, fields, staleSeconds);
  const accepted: Accepted = { requestId: id, status: "INPROGRESS", ...(missing.length > 0 ? { missingPermissions: missing } : {}) };
  if (standing === "REQUESTED" || standing === "INPROGRESS") return { requestId: id, status: "INPROGRESS" };
  if (standing !== undefined) return { error: standing === "foreign" ? taken(id) : used(id, standing) };
  try {
    // Not the settled id: one that EXTERNAL_IDS has is looked up again, and stands in no payload.
    const event = await toScanEvent({ requestId: id, access: input, email, customer: request.customer }, (scan, keys) =>
      sealKeys(own.aws, key ?? "", scan, keys),
    );
    await invoke(own.aws, functionName, event);
  } catch (error) {
    const log = makeLog(serving.io, { quiet: false });
    log("warn", `request ${id}: the scan could not be begun: ${said(error, secretsOf(access))}`, { requestId: id });
    const reason = `the scan could not be begun: ${withoutSecrets(plain(error), secretsOf(access))}`;
    await own.requests.fail(id, { error: reason, finishedAt: serving.io.now().toISOString() });
    return { error: reason };
  }
  const log = makeLog(serving.io, { quiet: false });
  log("info", `request ${id}: a scan of ${proved.account} begins`, { requestId: id, missing: missing.length, unproven: unproven.length });
  return accepted;
}
