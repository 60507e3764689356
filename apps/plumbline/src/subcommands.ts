import type { MakeCommand } from "./make-command.ts";

/** A command of the umbrella; another app mounts here by one line. */
export interface Subcommand {
  readonly name: string;
  readonly description: string;
  load(): Promise<MakeCommand>;
}

/** Every command, loaded when it is asked for. */
export const subcommands: readonly Subcommand[] = [
  {
    name: "demo",
    description: "shows the main job on an emulator, from misconfiguration to undo",
    load: async () => (await import("./commands/demo.ts")).demoCommand,
  },
  { name: "scan", description: "looks at accounts and judges them", load: async () => (await import("./commands/scan.ts")).scanCommand },
  {
    name: "cis",
    description: "answers the CIS AWS Foundations Benchmark",
    load: async () => (await import("@plumbline/cis-scan/command")).cisCommand,
  },
  {
    name: "report",
    description: "prints a finished run again, in any format",
    load: async () => (await import("./commands/report.ts")).reportCommand,
  },
  {
    name: "diff",
    description: "tells what became of each finding between two runs",
    load: async () => (await import("./commands/diff.ts")).diffCommand,
  },
  {
    name: "plan",
    description: "says what would put the failing resources right",
    load: async () => (await import("./commands/plan.ts")).planCommand,
  },
  {
    name: "approve",
    description: "writes down that a plan may be made",
    load: async () => (await import("./commands/approve.ts")).approveCommand,
  },
  { name: "apply", description: "makes the changes of a plan", load: async () => (await import("./commands/apply.ts")).applyCommand },
  {
    name: "verify",
    description: "finds out how changes ended that were still open",
    load: async () => (await import("./commands/verify.ts")).verifyCommand,
  },
  { name: "undo", description: "takes changes back", load: async () => (await import("./commands/undo.ts")).undoCommand },
  { name: "journal", description: "shows what was changed", load: async () => (await import("./commands/journal.ts")).journalCommand },
  {
    name: "exceptions",
    description: "lists the exceptions, or proves them",
    load: async () => (await import("./commands/exceptions.ts")).exceptionsCommand,
  },
  { name: "checks", description: "lists the checks, or shows one", load: async () => (await import("./commands/checks.ts")).checksCommand },
  {
    name: "policy",
    description: "prints the least-privilege policy of chosen checks",
    load: async () => (await import("./commands/policy.ts")).policyCommand,
  },
  {
    name: "doctor",
    description: "tells whether everything is there to begin",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand,
  },
  {
    name: "car",
    description: "imports accounts into IBM Connected Assets and Risk",
    load: async () => {
      const { carCommand } = await import("@plumbline/car-connector/command");
      return (io, result) => carCommand(io, result);
    },
  },
  {
    name: "kdi",
    description: "findings of Amazon Inspector as KDI files, and into Kenna",
    load: async () => (await import("@plumbline/inspector-connector/command")).kdiCommand,
  },
  {
    name: "iam",
    description: "who may do what in the accounts, now and at any time before",
    load: async () => (await import("@plumbline/iam-auditor/command")).iamCommand,
  },
  {
    name: "review",
    description: "reviews of who may do what, with evidence",
    load: async () => (await import("@plumbline/iam-auditor/command")).reviewCommand,
  },
  {
    name: "console",
    description: "serves web pages over the inventory",
    load: async () => (await import("@plumbline/console/command")).consoleCommand,
  },
  { name: "poll", description: "lists resources as messages", load: async () => (await import("@plumbline/poller/command")).pollCommand },
  {
    name: "events",
    description: "lists the events that are watched",
    load: async () => (await import("./commands/events.ts")).eventsCommand,
  },
  {
    name: "translate-events",
    description: "turns CloudTrail records into messages about the resources that changed",
    load: async () => (await import("@plumbline/event-translator/command")).translateEventsCommand,
  },
  {
    name: "remediate",
    description: "audits the resources of messages, and puts them right when told",
    load: async () => (await import("@plumbline/remediator/command")).remediateCommand,
  },
  {
    name: "work",
    description: "runs a Lambda handler with the messages of a queue, without Lambda",
    load: async () => (await import("./commands/work.ts")).workCommand,
  },
  {
    name: "make-misconfigurations",
    description: "creates misconfigured resources in a test account",
    load: async () => (await import("@plumbline/misconfiguration-maker/command")).makeMisconfigurationsCommand,
  },
];
