import { addGlobalOptions, option, parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { Command } from "commander";
import type { AddCommand } from "../add-command.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";
import { AlertLogicConfig, CloudHealthConfig, KubernetesConfig } from "../source-config.ts";

const codes = "Exit codes: 0 all was seen, 2 usage, 3 something could not be looked at, 4 the database refused, 70 internal error.";
const telling = () => loaded(import("../sources-and-tell.ts"));

const addSourceOptions = (command: Command): Command =>
  command
    .addOption(
      option(
        "--aws-account <id>",
        "the AWS account whose readers see what is told to belong to none; without it readers of every account see it",
      ),
    )
    .addOption(option("--timeout-seconds <count>", "the longest that one call may take (default 60)"));

/** `plumbline iam collect-source` */
export const addCollectSource: AddCommand = (group, io, result) => {
  const sources = group.command("collect-source").description("Writes what others than AWS tell of who may do what into the inventory.");
  addSourceOptions(addStoreOptions(addGlobalOptions(sources.command("kubernetes"))))
    .description(
      `Service accounts, roles and bindings of a cluster of a kubeconfig file; or of all EKS clusters, and who of IAM may reach them. Changes nothing. ${codes}`,
    )
    .option("--json", "the same as --format json")
    .addOption(option("--kubeconfig <file>", "the file that names the cluster (default the variable KUBECONFIG)"))
    .addOption(option("--context <name>", "context of the file (default its current one)"))
    .addOption(option("--cluster-name <name>", "what the inventory calls the cluster (default its ARN or the host of its API)"))
    .addOption(
      option("--allow-exec <programs>", "programs that the file may run to sign in, as it names them, comma-separated").argParser(toList),
    )
    .addOption(
      option("--eks", "all EKS clusters of the accounts and regions: those named, or the session's own and those of the table of roles"),
    )
    .addOption(option("--clusters <names>", "of these alone, comma-separated; with --eks").argParser(toList))
    .action(async (_options, self) => {
      const { collectKubernetes } = await telling();
      result.exitCode = await collectKubernetes(parseOptions(KubernetesConfig, self), io);
    });
  addSourceOptions(addStoreOptions(addPlainOptions(sources.command("cloudhealth"))))
    .description(`Active users and instances of AWS that CloudHealth knows. The variable CLOUDHEALTH_API_KEY holds the key. ${codes}`)
    .addOption(option("--host <host>", "host of its API (default chapi.cloudhealthtech.com)"))
    .addOption(option("--organization <id>", "CloudHealth's id of an organization (default the user's own)"))
    .action(async (_options, self) => {
      const { collectCloudHealth } = await telling();
      result.exitCode = await collectCloudHealth(parseOptions(CloudHealthConfig, self), io);
    });
  addSourceOptions(addStoreOptions(addPlainOptions(sources.command("alertlogic"))))
    .description(
      `A customer's accounts of Alert Logic, and what it advises to mend in them. The variables ALERTLOGIC_ACCESS_KEY_ID and ALERTLOGIC_SECRET_KEY hold an access key. ${codes}`,
    )
    .addOption(option("--host <host>", "host of its API (default api.cloudinsight.alertlogic.com)"))
    .addOption(option("--customer <id>", "Alert Logic's id of the account to read, with all that it manages"))
    .action(async (_options, self) => {
      const { collectAlertLogic } = await telling();
      result.exitCode = await collectAlertLogic(parseOptions(AlertLogicConfig, self), io);
    });
};
