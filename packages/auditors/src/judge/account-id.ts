import { z } from "zod";

/** The id of an account in settings; text, since ids begin with zeros. */
export const AccountId = z.string().regex(/^\d{12}$/, "an account id has 12 digits");
