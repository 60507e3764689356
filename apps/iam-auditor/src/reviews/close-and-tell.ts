import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { closeCampaign } from "@plumbline/access-reviews/close-campaign";
import { gapText } from "@plumbline/access-reviews/coverage";
import { buildPack } from "@plumbline/access-reviews/pack/build-pack";
import { keySigner, type Signer } from "@plumbline/access-reviews/pack/signing";
import { CommandError, usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { reasonOf } from "@plumbline/run-store/error";
import { writeFile } from "@plumbline/run-store/write";
import { actingAs } from "../acting-as.ts";
import { type CloseConfig, isJson } from "./config.ts";
import { kmsSigner, regionOfKey } from "./kms-signer.ts";
import { reviewed, withReviews } from "./with-reviews.ts";

/** `plumbline review close`: closes a campaign, and writes its evidence pack; of one that is closed it writes the pack again. */
export async function closeAndTell(id: string, config: CloseConfig, io: Io): Promise<ExitCode> {
  await provePlace(placeOf(id, config, io));
  return withSigner(config, io, (signer) => closeBy(id, { config, signer }, io));
}

async function closeBy(id: string, { config, signer }: { config: CloseConfig; signer: Signer | undefined }, io: Io): Promise<ExitCode> {
  const path = placeOf(id, config, io);
  const actor = actingAs("admin", config.by, io);
  return withReviews(config, io, async (store) => {
    const closed = await store.as(actor, (transaction) =>
      closeCampaign(transaction, { campaign: id, at: io.now(), isEarly: config.early }),
    );
    await store
      .as(actor, (transaction) => writeFile(path, buildPack(transaction, { campaign: id, signer })))
      .catch((cause: unknown) => {
        throw new CommandError(`${id} is closed, and its evidence pack could not be written to ${path}: ${reasonOf(cause)}`, {
          ...{ exitCode: exitCodes.incomplete, cause },
          hint: "give the same command again: it writes the pack of what is closed",
        });
      });
    const { campaign, counts, isNew } = closed;
    const open = counts.undecided + counts.changed;
    const gaps = campaign.gapsAtClosing ?? [];
    const lines = [
      `${isNew ? "closed" : "was closed already:"} ${id}: ${counts.kept} kept, ${counts.revoked} revoked, ${counts.gone} gone, ${open} not decided`,
      ...gaps.map((gap) => `not seen at the closing: ${gapText(gap)}`),
      `evidence pack: ${path}${signer ? "" : ", not signed: give --key KEY.pem or --kms-key ARN to sign it"}`,
      ...(counts.revoked > 0 ? [`take away what was revoked: plumbline review plan ${id}`] : []),
    ];
    const told = { ...closed, pack: path, isSigned: signer !== undefined };
    await print(io.stdout, isJson(config) ? `${JSON.stringify(told, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""));
    return gaps.length > 0 ? exitCodes.incomplete : exitCodes.clean;
  });
}

const placeOf = (id: string, { pack }: CloseConfig, { folder }: Io): string => resolve(folder, pack ?? `${id}.zip`);

/** What is closed stays so: a pack that has no place is refused before. */
async function provePlace(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    if (
      await stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      throw new TypeError("it is a folder");
  } catch (cause) {
    throw usageError(
      `--pack: ${path} can't be written: ${reasonOf(cause)}`,
      "nothing was closed: create the folder, or name another file",
      cause,
    );
  }
}

/** Does the work with the signer that was asked for; a key of KMS is proven before anything is closed. */
async function withSigner<T>(config: CloseConfig, io: Io, work: (signer: Signer | undefined) => Promise<T>): Promise<T> {
  const { kmsKey, profile, roleArn, externalId, endpointUrl } = config;
  if (kmsKey === undefined) return work(await signerOfFile(config, io));
  const regions = [regionOfKey(kmsKey) ?? ""];
  const session = await openSession(GlobalOptions.parse({ profile, roleArn, externalId, endpointUrl, regions }), newRunId(io), io);
  try {
    return await work(await kmsSigner(session, kmsKey));
  } finally {
    session.close();
  }
}

async function signerOfFile({ key }: CloseConfig, { folder }: Io): Promise<Signer | undefined> {
  if (key === undefined) return undefined;
  const pem = await readFile(resolve(folder, key), "utf8").catch((cause: unknown) => {
    throw usageError(
      `--key: ${key} can't be read: ${reasonOf(cause)}`,
      "make one by openssl genpkey -algorithm ed25519 -out KEY.pem",
      cause,
    );
  });
  return reviewed(async () => keySigner(pem));
}
