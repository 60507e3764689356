import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { askedOf } from "./asked-of.ts";
import { writeAudit } from "./audit.ts";
import type { Asked, Extra } from "./page.ts";
import { Refusal } from "./refusal.ts";
import { actorOf, type ConsoleRole, may } from "./viewer.ts";

interface Download {
  /** As `GET PATH/NAME`. */
  readonly name: string;
  readonly role: ConsoleRole;
  /** Undefined for what is not there, or not for the viewer. */
  run(asked: Asked): Promise<Sent | undefined>;
}
interface Sent {
  readonly filename: string;
  readonly type: string;
  /** Read to its end before the transaction ends. */
  readonly pieces: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;
  /** What it is of, for the audit log. */
  readonly target: string;
}

/**
 * A file to be downloaded. It is made in a transaction and sent after it, so that a slow reader holds none open; meanwhile it lies in a
 * folder of its own that only this process may read. Each goes into the audit log.
 */
export const download = ({ name, role, run }: Download): Extra => ({
  name,
  add(app, page, { setup, signedIn }) {
    app.get(`${page.path}/${name}`, async (c) => {
      c.set("does", "download");
      const { viewer } = await signedIn(c);
      if (!may(viewer, role)) throw new Refusal(403, `Only who is ${role} of an account may download this.`, { target: page.path });
      const asked = askedOf(c, page, { viewer, setup });
      const folder = await mkdtemp(join(tmpdir(), "plumbline-console-"));
      const path = join(folder, "file");
      try {
        const make = async (transaction: Asked["transaction"]): Promise<Sent> => {
          const made = await run({ ...asked, transaction });
          if (made === undefined) throw new Refusal(404, "There is no such file, or not for you.");
          await keep(path, made.pieces);
          await writeAudit(transaction, {
            ...{ at: setup.now(), requestId: c.get("requestId"), address: c.get("address"), subject: viewer.subject },
            ...{ action: "download", target: made.target, outcome: "done", detail: made.filename },
          });
          return made;
        };
        const sent = await setup.store.as(actorOf(viewer, role), make, { oneInstant: true });
        const { size } = await stat(path);
        const file = createReadStream(path);
        file.once("close", () => void rm(folder, { recursive: true, force: true }));
        c.header("content-type", sent.type);
        c.header("content-length", String(size));
        c.header("content-disposition", `attachment; filename="${sent.filename.replaceAll(/[^\w.-]/g, "_")}"`);
        return c.body(webStreamOf(file));
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    });
  },
});

async function keep(path: string, pieces: Sent["pieces"]): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of pieces) await file.write(typeof piece === "string" ? Buffer.from(piece) : piece);
  } finally {
    await file.close();
  }
}

const webStreamOf = (file: Readable): ReadableStream<Uint8Array> => {
  const chunks = Readable.from(file)[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(Buffer.from(value));
    },
    async cancel() {
      file.destroy();
    },
  });
};
