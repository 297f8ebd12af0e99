import { clearTimeout, setTimeout } from "node:timers";

/** The work's result, or another when it takes longer than `ms`; then what becomes of it is nobody's concern. */
export async function within<T, O>(ms: number, work: Promise<T>, otherwise: () => O): Promise<T | O> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<O>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
