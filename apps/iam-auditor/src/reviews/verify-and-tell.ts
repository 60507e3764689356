import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { verifyPack } from "@plumbline/access-reviews/pack/verify-pack";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { counted, printable } from "@plumbline/reports/text";
import { reasonOf } from "@plumbline/run-store/error";
import { isJson, type VerifyConfig } from "./config.ts";
import { reviewed } from "./with-reviews.ts";

/** `plumbline review verify`: 0 for a pack that is as it was made, 1 for one that is not, with its first fault. */
export async function verifyAndTell(pack: string, config: VerifyConfig, io: Io): Promise<ExitCode> {
  const publicKey = await keyOf(config, io);
  const path = resolve(io.folder, pack);
  const verified = await reviewed(() => verifyPack(path, { publicKey })).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause)
      throw usageError(`${pack} can't be read: ${reasonOf(cause)}`, "name an evidence pack", cause);
    throw cause;
  });
  const text = verified.ok ? okText(verified) : `NOT as it was made: ${verified.fault}`;
  await print(io.stdout, isJson(config) ? `${JSON.stringify(verified, null, 2)}\n` : `${printable(text)}\n`);
  return verified.ok ? exitCodes.clean : exitCodes.findings;
}

type Ok = Extract<Awaited<ReturnType<typeof verifyPack>>, { ok: true }>;
function okText({ campaign, closedAt, files, decisions, manifest, signature }: Ok): string {
  const signed = !signature
    ? "not signed, so anybody may have made it"
    : signature.isKnownKey
      ? `signed with the key ${signature.keyId}`
      : `signed with the key ${signature.keyId} that the pack itself names: give --public-key to know whose it is`;
  return `as it was made: ${campaign}, closed ${closedAt}, ${counted(files, "file")}, ${counted(decisions, "decision")}, manifest ${manifest}; ${signed}`;
}

async function keyOf({ publicKey }: VerifyConfig, { folder }: Io): Promise<string | undefined> {
  if (publicKey === undefined) return undefined;
  return readFile(resolve(folder, publicKey), "utf8").catch((cause: unknown) => {
    throw usageError(`--public-key: ${publicKey} can't be read: ${reasonOf(cause)}`, "name a file with the public key in PEM", cause);
  });
}
