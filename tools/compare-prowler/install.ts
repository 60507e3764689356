import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const prowlerVersion = "5.46.0";

/** Path of Prowler's command, installed once into a folder of the cache: 1.1 GB, some minutes. */
export function installProwler(cacheFolder: string): string {
  const folder = join(cacheFolder, `prowler-${prowlerVersion}`);
  const [command, marker] = [join(folder, "bin", "prowler"), join(folder, "complete")];
  if (existsSync(marker)) return command;
  console.error(`installing Prowler ${prowlerVersion} (1.1 GB, once) into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `prowler==${prowlerVersion}`];
  execFileSync(join(folder, "bin", "python"), pip, { stdio: "inherit" });
  writeFileSync(marker, prowlerVersion);
  return command;
}
