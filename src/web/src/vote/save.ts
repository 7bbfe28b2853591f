/** The receipt as a file: what `yepiao receipt` and the public page check. */
export function saveReceipt({ tracker, receipt }: { readonly tracker: string; readonly receipt: string }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([receipt], { type: 'text/plain' }));
  link.download = `yepiao-${tracker.slice(0, 8).replace(/[^0-9A-Za-z]/g, '_')}.receipt.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
