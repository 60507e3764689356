import type { MFADevice } from "@aws-sdk/client-iam";
import type { Aws, PerResource } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-iam");

async function readDevices(aws: Aws, { id }: { readonly id: string }): Promise<readonly MFADevice[]> {
  const { IAMClient, paginateListMFADevices } = await sdk();
  const devices: MFADevice[] = [];
  for await (const page of paginateListMFADevices({ client: aws.client(IAMClient) }, { UserName: id }))
    devices.push(...(page.MFADevices ?? []));
  return devices;
}

/** The serial numbers of a user's MFA devices, of every kind. */
export const mfaDevices = {
  iam: ["iam:ListMFADevices"],
  schema: z.array(z.string()),
  fetch: async (aws: Aws, user: { readonly id: string }) =>
    (await readDevices(aws, user)).map((device) => z.string().parse(device.SerialNumber)),
} satisfies PerResource;

/** The same, with the time since when each device is the user's; it stands apart, since the checks on devices compare serial numbers alone. */
export const mfaSince = {
  iam: ["iam:ListMFADevices"],
  schema: z.array(z.object({ serialNumber: z.string().min(1), enabledAt: z.iso.datetime().nullable() })),
  fetch: async (aws: Aws, user: { readonly id: string }) =>
    (await readDevices(aws, user)).map(({ SerialNumber, EnableDate }) => ({
      serialNumber: SerialNumber ?? "",
      enabledAt: EnableDate?.toISOString() ?? null,
    })),
} satisfies PerResource;

/**
 * The serial numbers of the virtual devices of the root user. A device is the root user's by its owner's ARN, whatever it is named; the
 * name that the console gave such devices counts where AWS leaves the owner out.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
 */
export const virtualRootDevices = {
  iam: ["iam:ListVirtualMFADevices"],
  schema: z.array(z.string()),
  async fetch(aws: Aws) {
    const { IAMClient, paginateListVirtualMFADevices } = await sdk();
    const serialNumbers: string[] = [];
    const asked = { AssignmentStatus: "Assigned", MaxItems: 1000 } as const;
    for await (const page of paginateListVirtualMFADevices({ client: aws.client(IAMClient) }, asked))
      for (const { SerialNumber = "", User } of page.VirtualMFADevices ?? [])
        if (User?.Arn?.endsWith(":root") || SerialNumber.endsWith(":mfa/root-account-mfa-device")) serialNumbers.push(SerialNumber);
    return serialNumbers;
  },
} satisfies PerResource;
