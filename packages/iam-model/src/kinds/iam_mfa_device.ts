import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** An MFA device of a user. https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html */
export const iamMfaDevice = defineKind({
  kind: "iam_mfa_device",
  title: "IAM MFA device",
  id: "SerialNumber",
  facts: z.strictObject({ userId: z.string(), userName: z.string(), enabledAt: z.iso.datetime().nullable() }),
});
