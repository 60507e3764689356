/** The stand-in in a process of its own: `node main.ts PORT SETTINGS-AS-JSON`. It ends with its standard input. */
import { startKenna } from "./start-kenna.ts";

const [port = "0", settings = "{}"] = process.argv.slice(2);
const service = await startKenna(JSON.parse(settings), Number(port));
process.stdout.write(`${service.host}\n`);
process.stdin.resume().once("end", () => void service.stop().then(() => process.exit()));
