/** Loaded before a program: tells the peak memory of the process on stderr when it ends. */
process.on("exit", () => process.stderr.write(`peak ${process.resourceUsage().maxRSS} KiB\n`));
