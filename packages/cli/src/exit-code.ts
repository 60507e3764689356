/** What a command's exit code says; the same for every command. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, incomplete: 3, refused: 4, internal: 70 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const precedence: readonly ExitCode[] = [exitCodes.internal, exitCodes.usage, exitCodes.incomplete, exitCodes.refused, exitCodes.findings];

/** Of several reasons the gravest wins: 70, 2, 3, 4, 1, and 0 when there is none. */
export const gravest = (codes: readonly ExitCode[]): ExitCode => precedence.find((code) => codes.includes(code)) ?? exitCodes.clean;
