/** Loaded before a program: tells the peak memory and the CPU of the process on stderr when it ends. */
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(`peak ${maxRSS} KiB, ${Math.round((userCPUTime + systemCPUTime) / 1000)} ms of CPU\n`);
});
