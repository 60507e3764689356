import type { KMSClient } from "@aws-sdk/client-kms";
import type { Aws } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { z } from "zod";

/** A key as far as its rotation goes. `rotates` is null where AWS rotates nothing by itself, or rotates as it likes. */
export const KeyRotation = z.object({
  managedBy: z.string().pipe(z.enum(["AWS", "CUSTOMER"])),
  state: z.string().min(1),
  spec: z.string().min(1),
  /** `AWS_KMS` for material that KMS made; other material is imported, or kept in a store of the customer. */
  origin: z.string().min(1),
  rotates: z.boolean().nullable(),
});
type RawRotation = z.input<typeof KeyRotation>;

/**
 * Asks for the rotation where AWS answers: of symmetric keys of customers with material of KMS, which are in use.
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export async function readKeyRotation(aws: Aws, id: string): Promise<RawRotation> {
  const { KMSClient, DescribeKeyCommand } = await import("@aws-sdk/client-kms");
  const client = aws.client(KMSClient);
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }));
  const { KeyManager = "", KeyState = "", KeySpec = "", Origin = "" } = KeyMetadata ?? {};
  const key = { managedBy: KeyManager, state: KeyState, spec: KeySpec, origin: Origin };
  return { ...key, rotates: canRotate(key) ? await rotates(client, id) : null };
}

const inUse: readonly string[] = ["Enabled", "Updating"];
const canRotate = ({ managedBy, state, spec, origin }: Omit<RawRotation, "rotates">): boolean =>
  managedBy === "CUSTOMER" && spec === "SYMMETRIC_DEFAULT" && origin === "AWS_KMS" && inUse.includes(state);

/** Null where AWS says that this key can't rotate. https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
async function rotates(client: KMSClient, KeyId: string): Promise<boolean | null> {
  const { GetKeyRotationStatusCommand } = await import("@aws-sdk/client-kms");
  try {
    return z.boolean().parse((await client.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled);
  } catch (error) {
    if (failureOf(error).code === "UnsupportedOperationException") return null;
    throw error;
  }
}
