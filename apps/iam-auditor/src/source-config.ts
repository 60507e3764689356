import { GlobalOptions } from "@plumbline/cli/global-options";
import { numberOption } from "@plumbline/cli/number-option";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { plainShape } from "./config.ts";

const sourceShape = {
  ...plainShape,
  awsAccount: AccountId.optional(),
  timeoutSeconds: numberOption.min(1).max(600).default(60),
};
const name = z.string().min(1, "must not be empty");

/** `plumbline iam collect-source kubernetes` */
export const KubernetesConfig = GlobalOptions.extend({
  ...sourceShape,
  kubeconfig: name.optional(),
  context: name.optional(),
  clusterName: z.string().regex(/^\S+$/, "must have no white space").optional(),
  allowExec: z.array(name).default([]),
  eks: z.boolean().default(false),
  clusters: z.array(name).min(1).optional(),
}).superRefine(({ eks, kubeconfig, context, clusterName, clusters, allowExec }, { addIssue }) => {
  const ofFile = { kubeconfig, context, "cluster-name": clusterName, "allow-exec": allowExec[0] };
  for (const [option, value] of Object.entries(ofFile))
    if (eks && value !== undefined) addIssue({ code: "custom", path: [option], message: "can't go together with --eks" });
  if (!eks && clusters !== undefined) addIssue({ code: "custom", path: ["clusters"], message: "names clusters of --eks" });
});
export type KubernetesConfig = z.infer<typeof KubernetesConfig>;

/** `plumbline iam collect-source cloudhealth` */
export const CloudHealthConfig = z.object({
  ...sourceShape,
  host: name.default("chapi.cloudhealthtech.com"),
  organization: name.optional(),
});
export type CloudHealthConfig = z.infer<typeof CloudHealthConfig>;

/** `plumbline iam collect-source alertlogic` */
export const AlertLogicConfig = z.object({
  ...sourceShape,
  host: name.default("api.cloudinsight.alertlogic.com"),
  customer: z.string("is missing: Alert Logic's id of the account to read").min(1, "must not be empty"),
});
export type AlertLogicConfig = z.infer<typeof AlertLogicConfig>;
