/** A row of the credential report as AWS writes it: a user of a year ago without a password or keys, and what a test adds. */
export const credentialRow = (cells: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  user: "ann",
  arn: "arn:aws:iam::111111111111:user/ann",
  user_creation_time: "2025-05-02T12:00:00+00:00",
  password_enabled: "false",
  password_last_used: "N/A",
  password_last_changed: "N/A",
  password_next_rotation: "N/A",
  mfa_active: "false",
  access_key_1_active: "false",
  access_key_1_last_rotated: "N/A",
  access_key_1_last_used_date: "N/A",
  access_key_2_active: "false",
  access_key_2_last_rotated: "N/A",
  access_key_2_last_used_date: "N/A",
  ...cells,
});

/** The facts of a user with such a row. */
export const userWith = (cells: Readonly<Record<string, string>> = {}) => ({
  ...{ id: "ann", passwordLastUsed: null },
  credentials: { user: credentialRow(cells) },
});
