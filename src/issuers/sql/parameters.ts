/** A statement of the configuration as PostgreSQL takes it: `$1` is the first of `names`. */
export interface Statement {
  readonly text: string;
  readonly names: readonly string[];
}

// Where a colon is no parameter: quoted text, quoted names, dollar quotes, comments, casts.
const LEXEMES =
  /[eE]'(?:\\.|[^'\\])*'|'[^']*'|"[^"]*"|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$|--[^\n]*|\/\*[\s\S]*?\*\/|::|:(?<name>[a-z][a-z_]*)|\$\d+|;/gu;

/** Turns `:name` into `$n`, the same name into the same number. Answers a sentence instead when that cannot be right. */
export function readStatement(
  sql: string,
  allowed: readonly string[],
  required: readonly string[],
): Statement | { readonly mistake: string } {
  const names: string[] = [];
  const mistakes: string[] = [];
  const text = sql.replace(/;\s*$/u, "").replace(LEXEMES, (lexeme, ...rest) => {
    const { name } = rest.at(-1) as { name?: string };
    if (lexeme === ";") mistakes.push("it holds more than one statement");
    if (/^\$\d/u.test(lexeme)) mistakes.push(`it holds ${lexeme}; parameters are written as names`);
    if (name === undefined) return lexeme;
    if (!allowed.includes(name)) mistakes.push(`it holds the unknown parameter :${name}`);
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  if (required.length > 0 && !required.some((name) => names.includes(name))) {
    mistakes.push(`it does not use ${required.map((name) => `:${name}`).join(" or ")}`);
  }
  if (mistakes.length === 0) return { text, names };
  return {
    mistake: `${[...new Set(mistakes)].join(", and ")}; allowed: one statement with ${allowed.map((name) => `:${name}`).join(", ")}`,
  };
}
