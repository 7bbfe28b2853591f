/**
 * The head that this device saw last: whoever comes back sees whether the log only grew. It tells nothing about a person, and a
 * browser that remembers nothing does without.
 */
const KEY = 'yepiao.head.';

export function headSeen(poll: string): string | undefined {
  try {
    return localStorage.getItem(KEY + poll) ?? undefined;
  } catch {
    return undefined;
  }
}

export function sawHead(poll: string, note: string): void {
  try {
    localStorage.setItem(KEY + poll, note);
  } catch {
    // Full, or forbidden.
  }
}
