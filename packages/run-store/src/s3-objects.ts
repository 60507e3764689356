import type { Aws } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import { reasonOf, StoreError } from "./error.ts";

/** Whole objects below a bucket of the place's account. Every call rejects with a StoreError. */
export interface Objects {
  readonly bucket: string;
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** Rejects with a StoreError of code `missing` when there is none. */
  get(key: string): Promise<Buffer>;
  remove(key: string): Promise<void>;
}

/** Objects of an S3 bucket; one of the same name in another account is refused. */
export function s3Objects(aws: Aws, bucket: string): Objects {
  const open = async () => {
    const sdk = await import("@aws-sdk/client-s3");
    return { sdk, client: aws.client(sdk.S3Client) };
  };
  const at = (Key: string) => ({ Bucket: bucket, Key, ExpectedBucketOwner: aws.account });
  const failed = (tried: string, key: string) => (cause: unknown) => Promise.reject(objectError(tried, `s3://${bucket}/${key}`, cause));
  return {
    bucket,
    async put(key, body, contentType) {
      const { sdk, client } = await open();
      const command = new sdk.PutObjectCommand({ ...at(key), Body: body, ContentType: contentType });
      await client.send(command).catch(failed("write", key));
    },
    async get(key) {
      const { sdk, client } = await open();
      const { Body } = await client.send(new sdk.GetObjectCommand(at(key))).catch(failed("read", key));
      if (!Body) throw objectError("read", `s3://${bucket}/${key}`, new Error("the answer is empty"));
      return Buffer.from(await Body.transformToByteArray().catch(failed("read", key)));
    },
    async remove(key) {
      const { sdk, client } = await open();
      await client.send(new sdk.DeleteObjectCommand(at(key))).catch(failed("remove", key));
    },
  };
}

function objectError(tried: string, path: string, cause: unknown): StoreError {
  const message = `can't ${tried} ${path}: ${reasonOf(cause)}`;
  if (cause instanceof AwsError && ["NoSuchKey", "NoSuchBucket"].includes(cause.code))
    return new StoreError(message, { code: "missing", path, hint: "name a bucket that is there", cause });
  if (cause instanceof AwsError && cause.kind === "denied")
    return new StoreError(message, { code: "unwritable", path, hint: cause.hint ?? "grant it", cause });
  return new StoreError(message, { code: "unreachable", path, hint: "try again when S3 answers", cause });
}
