import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-iam");

/** `expiresAt` is null where AWS does not say. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServerCertificateMetadata.html */
const Base = z.object({ id: z.string().min(1), expiresAt: z.iso.datetime().nullable() });
interface Listed {
  readonly ServerCertificateName: string | undefined;
  readonly Expiration?: Date | undefined;
}
const toBase = ({ ServerCertificateName = "", Expiration }: Listed): z.input<typeof Base> => ({
  id: ServerCertificateName,
  expiresAt: Expiration?.toISOString() ?? null,
});

/** A TLS certificate that IAM keeps, named by its name. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html */
export const iamServerCertificate = defineCollector({
  type: "iam_server_certificate",
  title: "IAM server certificate",
  scope: "global",
  iam: ["iam:ListServerCertificates"],
  findIam: ["iam:GetServerCertificate"],
  gone: ["NoSuchEntity", "NoSuchEntityException"],
  base: Base,
  async *list(aws) {
    const { IAMClient, paginateListServerCertificates } = await sdk();
    for await (const page of paginateListServerCertificates({ client: aws.client(IAMClient) }, { MaxItems: 1000 }))
      yield* (page.ServerCertificateMetadataList ?? []).map(toBase);
  },
  /** Also by an ARN, which ends with the name. */
  async find(aws, id) {
    const ServerCertificateName = id.slice(id.lastIndexOf("/") + 1);
    if (ServerCertificateName === "") return [];
    const { IAMClient, GetServerCertificateCommand } = await sdk();
    const { ServerCertificate } = await aws.client(IAMClient).send(new GetServerCertificateCommand({ ServerCertificateName }));
    const found = ServerCertificate?.ServerCertificateMetadata;
    return found ? [toBase(found)] : [];
  },
  aspects: {
    tags: {
      iam: ["iam:ListServerCertificateTags"],
      schema: Tags,
      async fetch(aws, { id }) {
        const { IAMClient, paginateListServerCertificateTags } = await sdk();
        const tags: Tags = {};
        for await (const page of paginateListServerCertificateTags({ client: aws.client(IAMClient) }, { ServerCertificateName: id }))
          Object.assign(tags, toTags(page.Tags));
        return tags;
      },
    },
  },
  events: [],
});
