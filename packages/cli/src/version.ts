/** Written into every run, plan and report. Changed together with the package's version; a test compares them. */
export const tool = "plumbline 0.1.0";
