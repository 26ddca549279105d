/** Waits for `work` to settle, or for so many milliseconds. @returns whether it has settled */
export async function within(work: Promise<unknown>, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), patience); });
  return Promise.race([work.then(() => true, () => true), late]).finally(() => clearTimeout(timer));
}
