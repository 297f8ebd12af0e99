import { type Config, GROUPS, type Setting } from "./config.ts";
import { type Environment, textOf } from "./read.ts";

/** Every variable with the value in force and where it came from. */
export function effectiveSettings(env: Environment, config: Omit<Config, "settings">): Setting[] {
  const fromOthers = derived(config);
  return GROUPS.flatMap(({ title, variables }) =>
    Object.entries(variables).map(([name, { fallback, otherwise, secret }]): Setting => {
      const text = textOf(env, name);
      const origin = text !== null ? "environment" : secret && textOf(env, `${name}_FILE`) !== null ? "file" : "default";
      const value = origin !== "default" ? (secret ? "[set]" : text) : (fromOthers[name] ?? fallback);
      return { group: title, name, value, origin, otherwise: otherwise.replaceAll("`", "") };
    }),
  );
}

/** Defaults that come from other variables. */
function derived({ forges, http, mail, storage, tokens }: Omit<Config, "settings">): Readonly<Record<string, string>> {
  const { address, name } = mail.from;
  return {
    PUBLIC_URL: http.publicUrl ?? "http://localhost and the port that is picked",
    DATA_DIR: storage.dataDir,
    MAIL_FROM: name === null ? address : `${name} <${address}>`,
    TOKEN_LOCATION: tokens.location,
    GITLAB_REVOCABLE_TYPES: forges.gitlab.revocableTypes.join(","),
  };
}
