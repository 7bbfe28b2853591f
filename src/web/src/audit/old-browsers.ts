/**
 * What the reader of rule sets takes for granted and the oldest browsers that are built for lack: `String.replaceAll` is of Chrome 85. Without
 * it a rule set with a number like 1_000 would be called broken, and a good record with it.
 */
if (typeof (String.prototype as { replaceAll?: unknown }).replaceAll !== 'function') {
  Object.defineProperty(String.prototype, 'replaceAll', {
    // Of texts only: nobody here gives it a pattern.
    value(this: string, what: string, by: string): string {
      return this.split(what).join(by);
    },
    configurable: true,
    writable: true,
  });
}
