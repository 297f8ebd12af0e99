/** What mails are like where nothing is configured. */
export const MAIL_DEFAULTS = {
  smtpUrl: null,
  from: { name: "Tokenward", address: "tokenward@localhost" },
  productName: "Tokenward",
  supportAddress: null,
  legalLine: null,
  locale: "en",
  operatorAddress: null,
  copyTo: null,
  foldSeconds: 60,
  digestHours: 0,
  allowed: null,
  perDomain: 600,
  bounceAddress: null,
  bounceSecrets: null,
  dkim: null,
};

export const GITHUB_DEFAULTS = { apiUrl: "https://api.github.com", token: null, webhookSecrets: null, app: null };

/** But for the folder, which depends on where it is started. */
export const STORAGE_DEFAULTS = {
  databaseUrl: null,
  redisUrl: null,
  redisCluster: false,
  queueUrl: null,
  retentionDays: 30,
  historyDays: null,
};
