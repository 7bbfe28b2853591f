/**
 * What the curve's library takes for granted and the oldest browsers that are built for lack: `Object.hasOwn` is of Chrome 93 and
 * Safari 15.4. Imported before the library.
 */
Object.defineProperty(Object, 'hasOwn', {
  value: (Object as { hasOwn?: unknown }).hasOwn ?? ((object: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(object, name)),
  configurable: true,
  writable: true,
});
