import type { Aws, PerResource } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-iam");

/** The serial numbers of a user's MFA devices, of every kind. */
export const mfaDevices = {
  iam: ["iam:ListMFADevices"],
  schema: z.array(z.string()),
  async fetch(aws: Aws, { id }: { readonly id: string }) {
    const { IAMClient, paginateListMFADevices } = await sdk();
    const serialNumbers: string[] = [];
    for await (const page of paginateListMFADevices({ client: aws.client(IAMClient) }, { UserName: id }))
      serialNumbers.push(...(page.MFADevices ?? []).map((device) => z.string().parse(device.SerialNumber)));
    return serialNumbers;
  },
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
